"""KPIs of the house itself (roster, inspections, findings, trainings), counted by hand."""

from tests.e2e.month.ledger import within

# Each half of each working day on which somebody stands on the front desk, by positions less leave.
HALVES = """
    WITH halves AS (
        SELECT staff, day, half FROM staff_positions AS held JOIN days
        JOIN (SELECT 'morning' AS half UNION ALL SELECT 'afternoon')
        WHERE position = 'teller' AND removed_at IS NULL AND during(day)
            AND day BETWEEN from_on AND coalesce(to_on, '2199-12-31') AND NOT EXISTS (
                SELECT * FROM staff_leaves AS away
                WHERE away.staff = held.staff AND away.removed_at IS NULL AND away.part IN ('full', half)
                    AND day BETWEEN away.from_on AND away.to_on))"""
ITEMS = """(
    SELECT count(*) FROM steps WHERE version = 1 AND NOT by_machine AND during(opened)
        AND kind IN ('application', 'bank_application', 'card_activation', 'group_application'))"""
COUNTER_DAYS = """(
    SELECT count(*) FROM (
        SELECT DISTINCT org, outlet, day FROM staff_positions JOIN days
        WHERE removed_at IS NULL AND during(day) AND day BETWEEN from_on AND coalesce(to_on, '2199-12-31')))"""
INSPECTED = "FROM inspections WHERE status = 'recorded' AND during(inspected_on)"
CLOSED = "status = 'closed' AND during(closed_at)"
# Each time a finding was opened, with the closing that came of it.
LAPS = """
    WITH laps AS (
        SELECT case_no, at AS began, (
            SELECT min(at) FROM steps AS later
            WHERE later.case_no = first.case_no AND later.version > first.version AND later.action = 'close') AS done
        FROM steps AS first WHERE kind = 'finding' AND action = 'open' OR action = 'send_back' AND EXISTS (
            SELECT * FROM steps AS before WHERE before.case_no = first.case_no AND before.until = first.at
                AND before.data ->> 'status' = 'closed'))"""

COUNTER = {
    "business-accepted": (
        "applications of all lines, service requests and claims opened in the window; by teller, those of the system "
        "and of interfaces are left out",
        """SELECT count(*) FROM steps WHERE version = 1 AND during(opened) AND kind IN (
            'application', 'bank_application', 'card_activation', 'group_application', 'service_request', 'claim')""",
    ),
    "front-desk-person-days": (
        "days of front-desk tellers on duty in the window (the numerator counts half days); leave and other positions "
        "don't count",
        f"{HALVES} SELECT count(*) FROM halves",
    ),
    "items-per-front-desk-day": (
        "items that people accepted in the window, of all lines, over the person-days of the front desk (the "
        "denominator counts half days)",
        f"{HALVES} SELECT {ITEMS}, count(*) FROM halves",
    ),
    "items-per-front-desk-teller": (
        "items that people accepted in the window, of all lines, over the front-desk tellers on duty on any day of it",
        f"{HALVES} SELECT {ITEMS}, count(DISTINCT staff) FROM halves",
    ),
    "items-per-front-desk-teller-month": (
        "items that people accepted in the window, of all lines, over its person-months: each front-desk teller on "
        "duty on any day of a month",
        f"{HALVES} SELECT {ITEMS}, count(DISTINCT staff || substr(day, 1, 7)) FROM halves",
    ),
}
INSPECTIONS = {
    "inspections-done": (
        "inspections of the window, by their day; those cancelled don't count",
        f"SELECT count(*) {INSPECTED}",
    ),
    "inspection-rate": (
        "inspections of the window over its counter days times five tools (the denominator counts the days, by the "
        "roster; an outlet with nobody on it that day can't be inspected)",
        f"SELECT (SELECT count(*) {INSPECTED}), {COUNTER_DAYS}",
    ),
}
FINDINGS = {
    "findings-found": (
        "findings opened in the window; those cancelled, themselves or with their inspection, don't count",
        "SELECT count(*) FROM findings WHERE status <> 'cancelled' AND during(opened_at)",
    ),
    "findings-open": (
        "findings not closed at the window's end",
        "SELECT count(*) FROM stands WHERE kind = 'finding'",
    ),
    "findings-in-time-rate": (
        "of the findings closed in the window, those closed within their limit, each time where it was opened again; "
        "those cancelled, themselves or with their inspection, don't count",
        f"""{LAPS}, judged AS (
            SELECT case_no, min({within("limit_days", "began", "done")}) AS in_time
            FROM findings JOIN laps USING (case_no) WHERE {CLOSED} GROUP BY case_no)
        SELECT sum(in_time), count(*) FROM judged""",
    ),
}
TRAININGS = {
    "trainings-held": (
        "trainings held in the window, by their day; those cancelled don't count",
        "SELECT count(*) FROM trainings WHERE status = 'recorded' AND during(held_on)",
    ),
}
