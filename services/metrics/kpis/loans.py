"""KPIs of policy loans (保单借款)."""

from services.metrics.kpis.base import S2, Row, flow

DUE, OVERDUE = (flow("loans_due"),), (flow("loans_overdue"),)
BASIS = S2 + ": 质押借款逾期率; 应还日次日仍未还清为逾期"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("loan-overdue-rate", "保单借款逾期率(件数)", "Loans overdue, by count", "ratio", OVERDUE, DUE,
     "应还日(放款后180日)在期内的保单借款中,逾期且此刻未还清者;提前结清者计入应还",
     "of the policy loans whose due day (180 days after they were paid out) lies in the window, those overdue and not repaid "
     "by now; loans repaid before it count as due", {"better": "lower", "basis": BASIS}),
    ("loan-overdue-amount-rate", "保单借款逾期率(本金)", "Loans overdue, by principal", "amount_ratio", OVERDUE, DUE,
     "应还日(放款后180日)在期内的保单借款本金中,逾期且此刻未还的本金;提前结清者计入应还",
     "of the principal of the policy loans whose due day (180 days after they were paid out) lies in the window, what is "
     "overdue and not repaid by now; loans repaid before it count as due", {"better": "lower", "basis": BASIS}),
)
# fmt: on
