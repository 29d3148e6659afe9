"""KPIs of policy services, counted by hand."""

# Working time from being taken in to the confirmation, less that of waiting for the customer.
IN_FORCE = "FROM net JOIN service_requests USING (case_no) WHERE during(confirmed_at)"
WORKED = """
    WITH confirmed AS (
        SELECT case_no, second AS until_confirmed FROM steps
        WHERE kind = 'service_request' AND action IN ('confirm', 'confirm_to_pay')),
    net AS (
        SELECT case_no, coalesce((
            SELECT sum(max(0, min(until_second, closes) - max(second, opens)))
            FROM steps JOIN opening ON opens < until_second AND closes > second
            WHERE steps.case_no = confirmed.case_no AND waiting IS NULL AND second < until_confirmed), 0) AS worked
        FROM confirmed)"""
CONCLUDED = "action IN ('confirm', 'confirm_to_pay', 'decline', 'reject') AND kind = 'service_request'"
LACKED = """(missing_papers <> '[]' OR case_no IN (
    SELECT case_no FROM steps
    WHERE action IN ('tell_missing', 'bring_papers', 'complete_papers', 'reject_paper', 'return_paper')))"""
TAKEN = "(SELECT count(*) FROM service_requests WHERE during(opened_at))"

SQL = {
    "service-requests-taken": (
        "service requests taken in in the window; by item, too",
        "SELECT count(*) FROM service_requests WHERE during(opened_at)",
    ),
    "service-requests-confirmed": (
        "service requests confirmed in the window",
        "SELECT count(*) FROM service_requests WHERE during(confirmed_at)",
    ),
    # Three working days are three times the six and a half hours of a day, since a day's hours are always the same.
    "service-within-3-days-rate": (
        "of the service requests confirmed in the window, those within three working days of being taken in, net of "
        "waiting for papers and payment",
        f"""{WORKED} SELECT sum(worked <= 3 * 23400 + (
            SELECT coalesce(sum(max(0, closes - max(opens, second(opened_at)))), 0) FROM opening
            WHERE day = day(opened_at))), count(*)
        {IN_FORCE}""",
    ),
    "service-working-time-mean": (
        "service requests confirmed in the window; working time from being taken in, net of waiting for the customer",
        f"{WORKED} SELECT sum(worked), count(*) {IN_FORCE}",
    ),
    "service-working-time-p90": (
        "service requests confirmed in the window; working time net of waiting for the customer",
        f"{WORKED} SELECT worked {IN_FORCE}",
    ),
    "missing-papers-rate": (
        "of the service requests taken in in the window, those that lacked a paper or had an unfit one",
        f"SELECT sum({LACKED}), count(*) FROM service_requests WHERE during(opened_at)",
    ),
    "service-first-time-right-rate": (
        "of the service requests concluded in the window (confirmed, or turned down), those confirmed without a paper "
        "missing or being sent back",
        f"""SELECT sum(confirmed_at IS NOT NULL AND NOT {LACKED} AND case_no NOT IN (
            SELECT case_no FROM steps WHERE kind = 'service_request' AND action = 'send_back')), count(*)
        FROM service_requests WHERE case_no IN (SELECT case_no FROM steps WHERE {CONCLUDED} AND during(at))""",
    ),
    "service-cancellation-rate": (
        "service requests withdrawn or expired in the window, over those taken in in it",
        f"SELECT (SELECT count(*) FROM service_requests WHERE status = 'cancelled' AND during(closed_at)), {TAKEN}",
    ),
    "service-payouts-in-time-rate": (
        "of the service requests paid out in the window, those within thirty days of their confirmation",
        """SELECT sum(julianday(day(at)) - julianday(day(confirmed_at)) <= 30), count(*)
        FROM service_requests JOIN steps USING (case_no)
        WHERE action IN ('pay_out', 'pay_out_to_agent') AND during(at)""",
    ),
}
