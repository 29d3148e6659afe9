"""KPIs of renewals, counted by hand."""

from tests.e2e.month.ledger import within

DUE = "FROM renewals WHERE status <> 'cancelled' AND during(due_on)"
JUDGED = "FROM renewals WHERE status <> 'cancelled' AND during(grace_ends_on)"
PAID = "sum(status = 'collected'), count(*)"
PAID_FEN = "sum(premium_fen * (status = 'collected')), sum(premium_fen)"
DEBITED = """
    FROM renewals WHERE case_no IN (
        SELECT case_no FROM steps WHERE kind = 'renewal' AND action = 'send' GROUP BY case_no HAVING during(min(at)))"""
BY_DEBIT = "(status = 'collected' AND paid_by = 'debit')"
HAPPENED = "SELECT case_no FROM steps WHERE kind = 'renewal' AND at < ended() AND action"
TOLD = "FROM steps AS told JOIN steps AS ended USING (kind, case_no) WHERE kind = 'renewal'"

SQL = {
    "renewals-due": (
        "renewals due in the window; those cancelled don't count",
        f"SELECT count(*) {DUE}",
    ),
    "renewal-reach-rate": (
        "of the renewals due in the window, those paid by now; those cancelled don't count",
        f"SELECT {PAID} {DUE}",
    ),
    "renewal-reach-amount-rate": (
        "of the fen due in the window, those paid by now; renewals cancelled don't count",
        f"SELECT {PAID_FEN} {DUE}",
    ),
    "renewal-collection-rate": (
        "of the renewals whose last day of grace lies in the window, those paid, also of what a claim keeps; "
        "those cancelled don't count",
        f"SELECT {PAID} {JUDGED}",
    ),
    "renewal-collection-amount-rate": (
        "of the fen whose last day of grace lies in the window, those paid, also of what a claim keeps; "
        "renewals cancelled don't count",
        f"SELECT {PAID_FEN} {JUDGED}",
    ),
    "renewal-lapse-rate": (
        "of the renewals whose last day of grace lies in the window, those with which the policy lapsed; those "
        "cancelled don't count",
        f"SELECT sum(status IN ('grace_over', 'lapse_notified')), count(*) {JUDGED}",
    ),
    "renewal-premium-loan-rate": (
        "of the renewals whose last day of grace lies in the window, those paid by an automatic loan at its end (paid "
        "ones, and no debits); those cancelled don't count",
        f"SELECT sum(status = 'collected' AND paid_by = 'loan'), count(*) {JUDGED}",
    ),
    "renewal-debit-rate": (
        "of the renewals first sent to the bank in the window, those paid by debit by now; by attempt, each counts "
        "under every attempt it took",
        f"SELECT sum({BY_DEBIT}), count(*) {DEBITED}",
    ),
    "renewal-debit-amount-rate": (
        "of the fen first sent to the bank in the window, those paid by debit by now; by attempt, too",
        f"SELECT sum(premium_fen * {BY_DEBIT}), sum(premium_fen) {DEBITED}",
    ),
    "renewal-debits-failed": (
        "renewals whose last failed debit was in the window; by the bank's reason, too",
        """SELECT count(*) FROM (
            SELECT case_no FROM steps WHERE kind = 'renewal' AND action IN ('fail', 'fail_in_grace')
            GROUP BY case_no HAVING during(max(at)))""",
    ),
    "renewals-in-grace": (
        "renewals unpaid in their grace at the window's end, also while a debit is with the bank",
        f"""SELECT count(*) FROM renewals WHERE case_no IN ({HAPPENED} = 'enter_grace')
            AND case_no NOT IN ({HAPPENED} IN ('collect', 'end_grace', 'cancel'))""",
    ),
    "lapses-told-in-time-rate": (
        "of the lapses told to the policyholder in the window, those within ten working days",
        f"""SELECT sum({within(10, "ended.at", "told.at")}), count(*) {TOLD}
            AND told.action = 'notify_lapse' AND ended.action = 'end_grace' AND during(told.at)""",
    ),
}
