"""KPIs of the individual long-term application, counted by hand."""

ACCEPTED = "(SELECT count(*) FROM applications WHERE during(opened_at))"
PENDING = "FROM stands WHERE kind = 'application'"
# Working seconds of each application without those in which it waited for the customer, by the opening hours alone.
NET = """
    WITH net AS (
        SELECT case_no, sum(max(0, min(until_second, closes) - max(second, opens))) AS worked
        FROM steps JOIN opening ON opens < until_second AND closes > second
        WHERE kind = 'application' AND waiting IS NULL AND closed IS NULL
        GROUP BY case_no)"""
FIVE_DAYS = 5 * 23_400  # of 6.5 hours, after what is left of the first
TURNAROUND = "(ms(issued_at) - ms(opened_at)) / 1000"
DECIDED = """
    WITH decided AS (
        SELECT case_no, min(at) AS decided_at FROM steps
        WHERE kind = 'application' AND decision IS NOT NULL GROUP BY case_no)"""
DEBITED = "FROM applications WHERE during(debits ->> '$[0].at')"
DEBITED_FEN = "(SELECT sum(value ->> 'amount_fen') FROM json_each(debits) WHERE value ->> 'result' = 'success')"

SQL = {
    "applications-accepted": (
        "applications accepted in the window",
        "SELECT count(*) FROM applications WHERE during(opened_at)",
    ),
    "applications-issued": (
        "applications issued in the window",
        "SELECT count(*) FROM applications WHERE during(issued_at)",
    ),
    "issue-turnaround-mean": (
        "applications issued in the window; calendar time from acceptance to issue",
        f"SELECT sum({TURNAROUND}), count(*) FROM applications WHERE during(issued_at)",
    ),
    "issue-turnaround-p50": (
        "applications issued in the window; calendar time",
        f"SELECT {TURNAROUND} FROM applications WHERE during(issued_at)",
    ),
    "issue-turnaround-p90": (
        "applications issued in the window; calendar time",
        f"SELECT {TURNAROUND} FROM applications WHERE during(issued_at)",
    ),
    "issue-working-time-mean": (
        "applications issued in the window; working time net of waiting for the customer",
        f"{NET} SELECT sum(worked), count(*) FROM applications JOIN net USING (case_no) WHERE during(issued_at)",
    ),
    "issue-working-time-p50": (
        "applications issued in the window; working time net of waiting for the customer",
        f"{NET} SELECT worked FROM applications JOIN net USING (case_no) WHERE during(issued_at)",
    ),
    "issue-working-time-p90": (
        "applications issued in the window; working time net of waiting for the customer",
        f"{NET} SELECT worked FROM applications JOIN net USING (case_no) WHERE during(issued_at)",
    ),
    "issued-within-5-working-days": (
        "of the applications issued in the window, those within five working days by the organisation's calendar, "
        "net of waiting for the customer",
        f"""{NET}
        SELECT sum(worked <= {FIVE_DAYS} + (
            SELECT sum(max(0, closes - max(opens, second(opened_at)))) FROM opening WHERE day = day(opened_at))),
            count(*)
        FROM applications JOIN net USING (case_no) WHERE during(issued_at)""",
    ),
    "same-day-issue-rate": (
        "of the applications issued in the window, those issued on the day of acceptance",
        "SELECT sum(day(issued_at) = day(opened_at)), count(*) FROM applications WHERE during(issued_at)",
    ),
    "pending-count": (
        "applications open at the window's end",
        f"SELECT count(*) {PENDING}",
    ),
    "pending-rate": (
        "open past the limit of their stage, of those open, at the window's end",
        f"SELECT sum(due IS NOT NULL AND due < ended()), count(*) {PENDING}",
    ),
    "pending-rate-of-accepted": (
        "open past the limit of their stage at the window's end, over those accepted in it",
        f"SELECT (SELECT count(*) {PENDING} AND due < ended()), {ACCEPTED}",
    ),
    "overdue-rate": (
        "closed late in the window or open past the limit at its end, of those with a limit",
        f"""WITH ended AS (SELECT * FROM closings WHERE kind = 'application' AND due IS NOT NULL AND during(closed))
        SELECT (SELECT count(*) FROM ended WHERE closed > due) + (SELECT count(*) {PENDING} AND due < ended()),
            (SELECT count(*) FROM ended) + (SELECT count(*) {PENDING} AND due IS NOT NULL)""",
    ),
    "defect-rate": (
        "of the applications accepted in the window, those with one defect or more",
        "SELECT sum(json_array_length(defects) > 0), count(*) FROM applications WHERE during(opened_at)",
    ),
    "return-rate": (
        "returned in the window, over those accepted in it",
        f"SELECT (SELECT count(*) FROM applications WHERE returned IS NOT NULL AND during(closed_at)), {ACCEPTED}",
    ),
    "withdrawal-rate": (
        "withdrawn before issue in the window, over those accepted in it",
        f"SELECT (SELECT count(*) FROM applications WHERE withdrawn IS NOT NULL AND during(closed_at)), {ACCEPTED}",
    ),
    "first-premium-debit-rate": (
        "of the applications first debited in the window, those debited in the end; by attempt, too",
        f"""SELECT sum(EXISTS (SELECT * FROM json_each(debits) WHERE value ->> 'result' = 'success')), count(*)
        {DEBITED}""",
    ),
    "first-premium-debit-rate-at-once": (
        "of the applications first debited in the window, those debited at the first attempt",
        f"SELECT sum(debits ->> '$[0].result' = 'success'), count(*) {DEBITED}",
    ),
    "first-premium-debit-rate-by-amount": (
        "of the applications first debited in the window: fen debited, over fen due by debit as last asked of the bank",
        f"SELECT sum({DEBITED_FEN}), sum(debits ->> '$[#-1].amount_fen') {DEBITED}",
    ),
    "notices-outstanding": (
        "notices sent and not answered at the window's end",
        """SELECT count(*) FROM stands, json_each(data, '$.notices')
        WHERE kind = 'application' AND value ->> 'status' IN ('sent', 'told')""",
    ),
    "first-pass-underwriting-rate": (
        "of the applications decided in the window, those accepted at standard terms without a defect or a notice",
        f"""{DECIDED} SELECT sum(decision = 'standard' AND defects = '[]' AND notices = '[]'), count(*)
        FROM applications JOIN decided USING (case_no) WHERE during(decided_at)""",
    ),
    "automatic-underwriting-rate": (
        "of the applications decided in the window, those the rules passed without an underwriter",
        f"""{DECIDED} SELECT sum(underwriting = 'auto'), count(*)
        FROM applications JOIN decided USING (case_no) WHERE during(decided_at)""",
    ),
    "manual-underwriting-within-5-days-rate": (
        "of the applications an underwriter decided in the window, those decided within 5 calendar days of their first "
        "keying; waiting for the customer is not taken off",
        f"""{DECIDED}, keyed AS (
            SELECT case_no, min(at) AS keyed_at FROM steps
            WHERE kind = 'application' AND action = 'key' GROUP BY case_no)
        SELECT sum(julianday(day(decided_at)) - julianday(day(keyed_at)) <= 5), count(*)
        FROM applications JOIN decided USING (case_no) JOIN keyed USING (case_no)
        WHERE underwriting = 'manual' AND during(decided_at)""",
    ),
    "items-per-teller": (
        "items accepted in the window over the tellers who accepted any; not those of the system or of interfaces",
        """SELECT count(*), count(DISTINCT by) FROM steps
        WHERE kind = 'application' AND version = 1 AND NOT by_machine AND during(at)""",
    ),
}
