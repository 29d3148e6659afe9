"""KPIs of claims, their limits and their payments, counted by hand."""


def when(*actions: str, of: str = "claims", which: str = "min", also: str = "") -> str:
    """When the claim took one of these steps, first or last."""
    listed = ", ".join(f"'{action}'" for action in actions)
    same = f"steps.kind = 'claim' AND steps.case_no = {of}.case_no"
    return f"(SELECT {which}(at) FROM steps WHERE {same} AND action IN ({listed}) {also})"


COMPLETING = ("accept_complete", "complete_papers")
ENDED = ("pay", "confirm", "tell_refusal", "withdraw", "turn_away")
CLOSED = "FROM claims WHERE during(closed_at)"
REGISTERED = f"""
    WITH registered AS (
        SELECT *, {when("register")} AS at FROM claims), waits AS (
        SELECT case_no, sum(min(coalesce(until, registered.at), registered.at) - steps.at) AS waited
        FROM steps JOIN registered USING (case_no)
        WHERE steps.waiting IS NOT NULL AND steps.at < registered.at GROUP BY case_no)"""
TO_REGISTER = "(at - ms(opened_at) - coalesce(waited, 0)) / 1000"
OF_REGISTERED = "FROM registered LEFT JOIN waits USING (case_no) WHERE during(at)"
PAPERS = {"of": "ends", "which": "max"}  # when they were complete for the last time before the end
ENDS = f"""
    WITH ends AS (
        SELECT *, {when("register")} AS registered, {when("pay", "confirm", "tell_refusal")} AS concluded,
            {when("pay")} AS paid FROM claims), complete AS (
        SELECT *, {when(*COMPLETING, **PAPERS, also="AND at <= concluded")} AS complete_to_end,
            {when(*COMPLETING, **PAPERS, also="AND at <= paid")} AS complete_to_pay
        FROM ends)"""
CONCLUDED, PAID = "FROM complete WHERE during(concluded)", "FROM complete WHERE during(paid)"
TO_CLOSE, TO_PAY = "(concluded - complete_to_end) / 1000", "(paid - complete_to_pay) / 1000"
DAYS = "julianday(day(concluded)) - julianday(day(complete_to_end))"
FROM_EVENT = "CAST(julianday(day(paid)) - julianday(event_on) AS INTEGER) * 86400"
# What the newest calculation says.
NEWEST = """
    WITH paid AS (
        SELECT made.* FROM claims JOIN claim_calculations AS made USING (case_no)
        WHERE outcome = 'paid' AND during(closed_at) AND made.no = claims.calculations)"""
STEPPED = "FROM steps WHERE kind = 'claim' AND during(at)"
ANSWERS = """
    WITH answers AS (
        SELECT step.at, step.action = 'reopen' AS granted FROM steps AS step JOIN steps AS before
            ON before.kind = step.kind AND before.case_no = step.case_no AND before.version = step.version - 1
        WHERE step.kind = 'claim' AND before.data ->> 'status' = 'under_appeal'
            AND step.data ->> 'status' <> 'under_appeal')"""
CLOCKS = """
    WITH clocks AS (
        SELECT case_no, value ->> 'id' AS id, value ->> 'due_at' AS due, value ->> 'stopped_at' AS stopped
        FROM (SELECT case_no, clocks FROM claims UNION ALL SELECT case_no, clocks FROM claim_payments
            UNION ALL SELECT case_no, clocks FROM claim_backs),
            json_each(clocks)),
    stopped AS (
        SELECT *, coalesce(ms(stopped) > ms(due), 0) AS is_late FROM clocks WHERE stopped IS NOT NULL),
    tested AS (
        SELECT * FROM stopped WHERE during(stopped) AND (is_late OR NOT EXISTS (
            SELECT * FROM steps WHERE steps.case_no = stopped.case_no AND at = ms(stopped)
                AND action IN ('withdraw', 'start_survey', 'settle_anew'))))"""
MADE = "FROM claim_payments WHERE status = 'paid_out' AND during(closed_at)"
# The tenth day after what it is of was settled, or the working day after that.
LAST_DAY = """
    (SELECT min(day) FROM days WHERE day >= (
        SELECT date(day(settled_at), '+10 days') FROM claim_settlements AS settled
        WHERE settled.case_no = claim_no AND settled.no = settlement_no AND settled.payee = claim_payments.payee))"""
ANSWERED = """
    FROM claim_payment_attempts JOIN claim_payments USING (case_no)
    WHERE by_way_of = 'transfer' AND during(settled_at)"""


def _met(clock: str, within: str) -> tuple[str, str]:
    return (
        f"of these clocks that stopped in the window, those that stopped within {within}, net of waiting for papers; "
        "one that a withdrawal, the beginning of a survey or a later decision stopped in time doesn't count",
        f"{CLOCKS} SELECT sum(NOT is_late), count(*) FROM tested WHERE id = '{clock}'",
    )


ACCEPTED = f"FROM claims WHERE during({when('accept', 'accept_complete')})"
LACKED = "(missed_papers <> '[]' OR unfit_papers <> '[]')"
CLAIMS = {
    "claims-reported": (
        "claims reported in the window",
        "SELECT count(*) FROM claims WHERE during(opened_at)",
    ),
    "claims-registered": (
        "claims first registered in the window",
        f"{REGISTERED} SELECT count(*) {OF_REGISTERED}",
    ),
    "claims-closed": (
        "claims closed in the window, by outcome, too: paid, refused, withdrawn, not registered; one that is open "
        "again doesn't count",
        f"SELECT count(*) {CLOSED}",
    ),
    "claims-paid": (
        "claims closed as paid in the window",
        f"SELECT count(*) {CLOSED} AND status = 'paid'",
    ),
    "claims-refused": (
        "claims closed as refused in the window; by reason, too, of which one claim may have several",
        f"SELECT count(*) {CLOSED} AND status = 'refusal_told'",
    ),
    "claims-withdrawn": (
        "claims withdrawn in the window; by reason, too",
        f"SELECT count(*) {CLOSED} AND status = 'withdrawn'",
    ),
    "claims-not-registered": (
        "claims turned away in the window; by reason, too",
        f"SELECT count(*) {CLOSED} AND status = 'not_registered'",
    ),
    "claims-reported-within-10-days-rate": (
        "of the claims reported in the window, those within ten calendar days of the event",
        "SELECT sum(julianday(reported_on) - julianday(event_on) <= 10), count(*) FROM claims WHERE during(opened_at)",
    ),
    "claims-maybe-twice-rate": (
        "of the claims reported in the window, those of whose insured, day and type there was another claim by then",
        "SELECT sum(possible_duplicates <> '[]'), count(*) FROM claims WHERE during(opened_at)",
    ),
    "claims-lacking-papers-rate": (
        "of the claims accepted in the window, those that lacked a paper then or had an unfit one",
        f"SELECT sum({LACKED}), count(*) {ACCEPTED}",
    ),
    "claims-lacking-papers": (
        "claims accepted in the window that lacked a paper then or had an unfit one; by paper and by what is wrong, "
        "too, of which one claim may have several",
        f"SELECT count(*) {ACCEPTED} AND {LACKED}",
    ),
    "claims-flagged-rate": (
        "of the claims first registered in the window, those with a risk flag, which refuses nothing",
        f"{REGISTERED} SELECT sum(risk <> '[]'), count(*) {OF_REGISTERED}",
    ),
    "claims-flagged": (
        "claims first registered in the window that have a risk flag; by flag, too, of which one claim may have "
        "several",
        f"{REGISTERED} SELECT count(*) {OF_REGISTERED} AND risk <> '[]'",
    ),
    "claim-registration-time-mean": (
        "claims first registered in the window; calendar time from the report, less the waits for papers",
        f"{REGISTERED} SELECT sum({TO_REGISTER}), count(*) {OF_REGISTERED}",
    ),
    "claim-registration-time-p90": (
        "claims first registered in the window; calendar time from the report, less the waits for papers",
        f"{REGISTERED} SELECT {TO_REGISTER} {OF_REGISTERED}",
    ),
    "claim-closing-time-mean": (
        "claims closed as paid or refused in the window; calendar time since their papers were complete; a reopened "
        "claim counts with its first end",
        f"{ENDS} SELECT sum({TO_CLOSE}), count(*) {CONCLUDED}",
    ),
    "claim-closing-time-p90": (
        "claims closed as paid or refused in the window; calendar time since their papers were complete; a reopened "
        "claim counts with its first end",
        f"{ENDS} SELECT {TO_CLOSE} {CONCLUDED}",
    ),
    "claim-registered-to-closed-mean": (
        "claims closed as paid or refused in the window; calendar time since their registration; a reopened claim "
        "counts with its first end",
        f"{ENDS} SELECT sum((concluded - registered) / 1000), count(*) {CONCLUDED}",
    ),
    "claims-closed-within-1-day-rate": (
        "of the claims closed as paid or refused in the window, those within one calendar day of complete papers; a "
        "reopened claim counts with its first end",
        f"{ENDS} SELECT sum({DAYS} <= 1), count(*) {CONCLUDED}",
    ),
    "claims-closed-within-5-days-rate": (
        "of the claims closed as paid or refused in the window, those within five calendar days of complete papers; a"
        " reopened claim counts with its first end",
        f"{ENDS} SELECT sum({DAYS} <= 5), count(*) {CONCLUDED}",
    ),
    "claim-payment-cycle-mean": (
        "claims first paid in the window; calendar time since their papers were complete",
        f"{ENDS} SELECT sum({TO_PAY}), count(*) {PAID}",
    ),
    "claim-payment-cycle-p90": (
        "claims first paid in the window; calendar time since their papers were complete",
        f"{ENDS} SELECT {TO_PAY} {PAID}",
    ),
    "claim-event-payment-cycle-mean": (
        "claims first paid in the window; calendar days from the day of the event",
        f"{ENDS} SELECT sum({FROM_EVENT}), count(*) {PAID}",
    ),
    "claim-event-payment-cycle-p90": (
        "claims first paid in the window; calendar days from the day of the event",
        f"{ENDS} SELECT {FROM_EVENT} {PAID}",
    ),
    "claim-win-rate": (
        "of the claims closed in the window, those paid; those withdrawn don't count",
        f"SELECT sum(status = 'paid'), count(*) {CLOSED} AND status <> 'withdrawn'",
    ),
    "claim-refusal-rate": (
        "of the claims closed as paid or refused in the window, those refused",
        f"SELECT sum(status = 'refusal_told'), count(*) {CLOSED} AND status IN ('paid', 'refusal_told')",
    ),
    "claims-amount-granted": (
        "claims closed as paid in the window, what the calculation that holds comes to; by liability, too",
        f"{NEWEST} SELECT sum(total_fen) FROM paid",
    ),
    "claims-social-insurance-kept-amount": (
        "claims closed as paid in the window, what they pay more because social insurance's share isn't deducted",
        f"{NEWEST} SELECT sum(social_insurance_kept_fen) FROM paid",
    ),
    "claims-social-insurance-kept-rate": (
        "claims closed as paid in the window, what they pay more because social insurance's share isn't deducted, "
        "over what they would pay if it were",
        f"{NEWEST} SELECT sum(social_insurance_kept_fen), sum(total_fen - social_insurance_kept_fen) FROM paid",
    ),
    "claim-reopen-rate": (
        "reopenings in the window, over how often claims ended in it: paid, refused and told, withdrawn or not "
        "registered",
        f"SELECT sum(action = 'reopen'), sum(action IN {ENDED}) {STEPPED}",
    ),
    "claim-appeal-rate": (
        "appeals in the window, over how often claims were paid, or refused and told, in it",
        f"SELECT sum(action = 'appeal'), sum(action IN ('pay', 'confirm', 'tell_refusal')) {STEPPED}",
    ),
    "claim-appeals-answered": (
        "appeals answered in the window; by whether the decision was upheld or the claim reopened, too",
        f"{ANSWERS} SELECT count(*) FROM answers WHERE during(at)",
    ),
    "claim-appeals-granted-rate": (
        "of the appeals answered in the window, those that reopened the claim",
        f"{ANSWERS} SELECT sum(granted), count(*) FROM answers WHERE during(at)",
    ),
    "claim-advances-made": (
        "advances fully paid in the window",
        f"SELECT count(*) {STEPPED} AND action = 'pay_advance'",
    ),
}
LIMITS = {
    "claim-limits-broken": (
        "clocks of claims, their payments and claim-backs that stopped past their limit in the window, or run past it "
        "at its end; by limit, too",
        f"""{CLOCKS} SELECT (SELECT count(*) FROM tested WHERE is_late) + (
            SELECT count(*) FROM clocks WHERE ms(due) < ended() AND (stopped IS NULL OR ms(stopped) >= ended()))""",
    ),
    "claim-limits-near": (
        "clocks of claims, their payments and claim-backs that run at the window's end, past four fifths of their time "
        "and not past its end; those that stand still don't count; by limit, too",
        """
        WITH clocks AS (
            SELECT ms(value ->> 'started_at') AS begun, ms(value ->> 'due_at') AS due,
                ms(value ->> 'stopped_at') AS stopped
            FROM (SELECT clocks FROM claims UNION ALL SELECT clocks FROM claim_payments
                UNION ALL SELECT clocks FROM claim_backs), json_each(clocks)
            WHERE value ->> 'due_at' IS NOT NULL)
        SELECT count(*) FROM clocks
        WHERE begun + (due - begun) * 4 / 5 < ended() AND due >= ended() AND (stopped IS NULL OR stopped >= ended())""",
    ),
    "claim-limits-met-rate": (
        "of the clocks of claims, their payments and claim-backs that stopped in the window, those in time; by "
        "limit, too; one that a withdrawal, the beginning of a survey or a later decision stopped in time doesn't "
        "count",
        f"{CLOCKS} SELECT sum(NOT is_late), count(*) FROM tested",
    ),
    "claim-told-what-to-bring-rate": _met("claim-tell", "one working day"),
    "claim-missing-told-in-5-days-rate": _met("bsr-cl1", "five working days"),
    "claim-decided-in-5-days-rate": _met("bsr-cl2", "five working days"),
    "claim-decided-in-30-days-rate": _met("law23-1", "thirty days"),
    "claim-paid-in-10-days-rate": _met("law23-2", "ten days"),
    "claim-refusal-told-in-3-days-rate": _met("law24", "three days"),
    "claim-advanced-in-60-days-rate": _met("law25", "sixty days"),
    "claim-backs-in-30-days-rate": _met("claim-back", "thirty days"),
    "claim-appeals-in-time-rate": _met("claim-appeal", "ten working days"),
}
PAYMENTS = {
    "claim-payments-made": (
        "claim payments made in the window, advances with them",
        f"SELECT count(*) {MADE}",
    ),
    "claim-amount-paid": (
        "claim payments made in the window, advances with them; by payee and by whether it is an advance, too",
        f"SELECT sum(amount_fen) {MADE}",
    ),
    "claim-advances-amount": (
        "advances paid in the window",
        f"SELECT sum(amount_fen) {MADE} AND settlement_kind = 'advance'",
    ),
    "claim-payments-in-10-days-rate": (
        "of the claim payments made in the window, those within ten days of the decision, or of the advance's approval",
        f"SELECT sum(day(closed_at) <= {LAST_DAY}), count(*) {MADE}",
    ),
    "claim-payments-retried-rate": (
        "of the claim payments made in the window, those of which a transfer had failed",
        f"""SELECT sum(EXISTS (
            SELECT * FROM claim_payment_attempts AS tried
            WHERE tried.case_no = claim_payments.case_no AND result <> 'success')), count(*) {MADE}""",
    ),
    "claim-transfers-failed": (
        "transfers of claims that failed in the window; by reason, too",
        f"SELECT count(*) {ANSWERED} AND result <> 'success'",
    ),
    "claim-transfer-failure-rate": (
        "of the transfers of claims answered in the window, those that failed",
        f"SELECT sum(result <> 'success'), count(*) {ANSWERED}",
    ),
}
