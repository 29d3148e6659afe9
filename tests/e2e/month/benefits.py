"""KPIs of benefits for living, of archive look-ups and campaigns, counted by hand."""

PAID = "FROM benefits WHERE status = 'paid_out' AND during(closed_at)"
DUE = "FROM benefits WHERE status <> 'ended' AND during(opened_at)"
DUE_EN = "fell due in the window"
PAID_EN = "of the benefits paid in the window, those paid by transfer"
BY_REASON = (
    "benefits whose first failure to be transferred, by the bank's answer or for want of an account, was in the "
    "window; by reason, each counts under every one it has failed for by now"
)
# What the bank said to each benefit's first transfer, and when.
ANSWERS = """
    WITH first AS (
        SELECT case_no, result, settled_at FROM policy_service.transfers AS sent
        WHERE kind = 'benefit' AND result <> 'cancelled' AND attempt = 1)"""
FAILURES = """
    WITH failures AS (
        SELECT case_no, settled_at AS at FROM policy_service.transfers
        WHERE kind = 'benefit' AND result NOT IN ('success', 'cancelled')
        UNION ALL
        SELECT case_no, at FROM steps WHERE action = 'miss_account')"""


def _unpaid(days: int) -> tuple[str, str]:
    still = "benefits neither paid nor kept with the insurer at the window's end"
    words = f"{still}, more than {days} days after they were due"
    return (
        words,
        f"""
        SELECT count(*) FROM stands WHERE kind = 'benefit'
            AND julianday(day(ended() - 1)) - julianday(data ->> 'due_on') > {days}""",
    )


BENEFITS = {
    "benefits-due": (
        f"benefits that {DUE_EN}; those whose policy or insured had ended before the day don't count",
        f"SELECT count(*) {DUE}",
    ),
    "benefits-due-amount": (
        f"what the benefits that {DUE_EN} amount to; those whose policy or insured had ended before the day don't "
        "count",
        f"SELECT sum(amount_fen) {DUE}",
    ),
    "benefits-paid": ("benefits paid in the window, by transfer or in cash", f"SELECT count(*) {PAID}"),
    "benefit-transfer-rate": (PAID_EN, f"SELECT sum(paid_by = 'transfer'), count(*) {PAID}"),
    "benefit-transfer-rate-by-amount": (
        f"{PAID_EN}, by their fen",
        f"SELECT sum(amount_fen * (paid_by = 'transfer')), sum(amount_fen) {PAID}",
    ),
    "benefit-first-transfer-rate": (
        "of the benefits whose first transfer the bank answered in the window, those it paid at that",
        f"""{ANSWERS} SELECT sum(result = 'success'), count(*) FROM first
        WHERE case_no IN (SELECT case_no FROM benefits) AND during(settled_at)""",
    ),
    "benefit-transfer-failures": (
        BY_REASON,
        f"""{FAILURES} SELECT count(*) FROM benefits
        WHERE during((SELECT min(ms(at)) FROM failures WHERE failures.case_no = benefits.case_no))""",
    ),
    **{f"benefits-unpaid-{days}-days": _unpaid(days) for days in (30, 90)},
    "benefits-in-time-rate": (
        "of the benefits paid in the window, those within ten days of falling due, net of waiting for the account or "
        "for the identity check",
        f"""SELECT sum((
            SELECT value ->> 'due_at' IS NULL OR ms(value ->> 'stopped_at') <= ms(value ->> 'due_at')
            FROM json_each(clocks) WHERE value ->> 'id' = 'benefit-payment')), count(*) {PAID}""",
    ),
}

CONCLUDED = "FROM archive_lookups WHERE outcome IN ('registered', 'not-found') AND during(closed_at)"
# Working time while it was open, each time that it was taken up.
WORKED = f"""
    WITH net AS (
        SELECT case_no, coalesce((
            SELECT sum(max(0, min(until_second, closes) - max(second, opens)))
            FROM steps JOIN opening ON opens < until_second AND closes > second
            WHERE steps.case_no = lookups.case_no AND closed IS NULL), 0) AS worked
        FROM (SELECT case_no {CONCLUDED}) AS lookups)"""
WORKED_EN = "archive look-ups concluded in the window; working time to the conclusion, over all times it was taken up"
ARCHIVES = {
    "archive-lookups-opened": (
        "archive look-ups opened in the window",
        "SELECT count(*) FROM archive_lookups WHERE during(opened_at)",
    ),
    "archive-found-rate": (
        "of the archive look-ups concluded in the window (registered, or told not found), those registered",
        f"SELECT sum(outcome = 'registered'), count(*) {CONCLUDED}",
    ),
    "archive-working-time-mean": (WORKED_EN, f"{WORKED} SELECT sum(worked), count(*) FROM net"),
    "archive-working-time-p90": (WORKED_EN, f"{WORKED} SELECT worked FROM net"),
    "archive-search-minutes-mean": (
        "archive look-ups concluded in the window; minutes spent searching, apart from handling at the window",
        f"SELECT 60 * sum(minutes_searched), count(*) {CONCLUDED}",
    ),
}

TALLIED_EN = (
    "of the targets of the campaigns whose newest tally is in the window "
    "(those running now, and those that ended in it)"
)
TALLIED = """
    FROM campaigns WHERE during((
        SELECT max(at) FROM steps WHERE steps.case_no = campaigns.case_no AND action IN ('start', 'tally', 'end')))"""
CAMPAIGNS = {
    "campaigns-tallied": (
        "campaigns whose newest tally is in the window: those running now, and those that ended in it",
        f"SELECT count(*) {TALLIED}",
    ),
    "campaign-signing-rate": (
        f"{TALLIED_EN}, those signed by that tally",
        f"SELECT sum(signed), sum(targets) {TALLIED}",
    ),
    "campaign-contact-rate": (
        f"{TALLIED_EN}, those contacted by that tally",
        f"SELECT sum(contacted), sum(targets) {TALLIED}",
    ),
}
PATTERNS = {
    "sales-patterns-flagged": (
        "patterns of endings at one salesperson flagged in the window",
        "SELECT count(*) FROM sales_patterns WHERE during(opened_at)",
    ),
    "sales-patterns-confirmed-rate": (
        "of the patterns of endings examined in the window, those confirmed",
        "SELECT sum(outcome = 'confirmed'), count(*) FROM sales_patterns WHERE during(closed_at)",
    ),
}
