"""KPIs of the anti-money-laundering duties, counted by hand."""

from tests.e2e.month.ledger import within

REPORTED = "status = 'reported' AND during(closed_at)"
# From when cash was last due to be reported: the opening, or the first further cash after it had been settled.
BEGAN = """
    WITH began AS (
        SELECT case_no, min(at) AS due_from FROM steps
        WHERE kind = 'large_cash_report' AND action IN ('open', 'extend') AND version > coalesce((
            SELECT max(version) FROM steps AS done
            WHERE done.case_no = steps.case_no AND done.action IN ('report', 'confirm_mistake') AND done.version < (
                SELECT max(version) FROM steps AS last
                WHERE last.case_no = steps.case_no AND last.action = 'report')), 0)
        GROUP BY case_no)"""

LARGE_CASH = {
    "large-cash-opened": (
        "opened in the window, a customer's cash of a day having reached the threshold",
        "SELECT count(*) FROM large_cash_reports WHERE during(opened_at)",
    ),
    "large-cash-open-count": (
        "neither reported nor found mistaken at the window's end",
        "SELECT count(*) FROM stands WHERE kind = 'large_cash_report'",
    ),
    "large-cash-reported": (
        "reported in the window, by the last report of each",
        f"SELECT count(*) FROM large_cash_reports WHERE {REPORTED}",
    ),
    "large-cash-in-time-rate": (
        "of those reported in the window, those within five working days of opening, or of further cash after a report",
        f"""{BEGAN} SELECT sum({within(5, "due_from", "closed_at")}), count(*)
        FROM large_cash_reports JOIN began USING (case_no) WHERE {REPORTED}""",
    ),
}
SUSPICIONS = {
    "suspicions-raised": (
        "raised in the window, by people or by rules",
        "SELECT count(*) FROM suspicions WHERE during(opened_at)",
    ),
    "suspicions-open-count": (
        "still to judge or to report at the window's end",
        "SELECT count(*) FROM stands WHERE kind = 'suspicion'",
    ),
    "suspicions-confirmed": (
        "confirmed in the window",
        "SELECT count(*) FROM suspicions WHERE during(confirmed_at)",
    ),
    "suspicions-in-time-rate": (
        "of those reported in the window, those within five working days of their confirmation",
        f"SELECT sum({within(5, 'confirmed_at', 'closed_at')}), count(*) FROM suspicions WHERE {REPORTED}",
    ),
}
