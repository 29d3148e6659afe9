"""KPIs of policy loans, counted by hand."""

DUE = "FROM policy_loans WHERE during(due_on)"
DUE_EN = "whose due day (180 days after they were paid out) lies in the window"
BEFORE = "loans repaid before it count as due"

SQL = {
    "loan-overdue-rate": (
        f"of the policy loans {DUE_EN}, those overdue and not repaid by now; {BEFORE}",
        f"SELECT sum(status = 'overdue'), count(*) {DUE}",
    ),
    "loan-overdue-amount-rate": (
        f"of the principal of the policy loans {DUE_EN}, what is overdue and not repaid by now; {BEFORE}",
        f"SELECT sum(balance_fen * (status = 'overdue')), sum(principal_fen) {DUE}",
    ),
}
