"""KPIs of policies, counted by hand."""

RECEIVED = "FROM policies JOIN steps USING (case_no) WHERE action = 'acknowledge' AND during(at)"
SURRENDERED = "(SELECT count(*) FROM steps WHERE kind = 'policy' AND action = 'surrender' AND during(at))"
IN_FORCE = """(
    SELECT count(*) FROM steps WHERE kind = 'policy' AND at < ended() AND (until IS NULL OR until >= ended())
        AND data ->> 'status' IN ('awaiting_delivery', 'awaiting_receipt', 'in_force'))"""
LAST = """
    SELECT case_no FROM steps WHERE kind = 'policy' AND action = '{}' GROUP BY case_no HAVING during(max(at))"""
YEARLY = """sum(premium_fen * CASE payment_mode
    WHEN 'annual' THEN 1 WHEN 'semiannual' THEN 2 WHEN 'quarterly' THEN 4 WHEN 'monthly' THEN 12 END)"""


def _persistency(months: int, which: str, years: str, counted: str) -> tuple[str, str]:
    """What was kept is told by the policy's own history: up to which day it was paid by the end of that grace."""
    by_premium = "" if counted == "count(*)" else ", by their premium of a year"
    words = (
        f"of the policies paid by instalments for more than {years} whose grace for the first premium of {which} "
        f"policy year ended in the window, those that had paid it by then{by_premium}; policies given back in their "
        "free-look period, voided, or registered from old vouchers don't count"
    )
    due = f"date(effective_on, '+{months - 1} months')"
    return (
        words,
        f"""
        WITH cohort AS (
            SELECT *, {due} AS falls_due, date({due}, '+60 days') AS judged FROM policies
            WHERE payment_mode <> 'single' AND pay_years > {(months - 1) // 12} AND NOT legacy
                AND status NOT IN ('free_look_cancelled', 'voided')),
        kept AS (
            SELECT DISTINCT case_no FROM cohort JOIN steps USING (case_no)
            WHERE kind = 'policy' AND data ->> 'paid_to_on' > falls_due AND day(at) <= judged)
        SELECT (SELECT {counted} FROM cohort WHERE during(judged) AND case_no IN kept),
            (SELECT {counted} FROM cohort WHERE during(judged))""",
    )


SQL = {
    "receipt-rate": (
        "of the policies opened in the window that owe a signed receipt, those whose receipt has come in by now; "
        "policies without a free-look period, or that ended before it, owe none",
        """SELECT sum(signed_on IS NOT NULL), count(*) FROM policies
        WHERE during(opened_at) AND free_look_days > 0 AND NOT legacy
            AND (signed_on IS NOT NULL OR status NOT IN ('free_look_cancelled', 'voided'))""",
    ),
    "receipt-within-5-days-rate": (
        "of the receipts that came in in the window, those within 5 calendar days of the policyholder's signature",
        f"SELECT sum(julianday(day(at)) - julianday(signed_on) <= 5), count(*) {RECEIVED}",
    ),
    "free-look-cancellation-rate": (
        "policies given back in their free-look period in the window, over those opened in it; old ones registered "
        "from their vouchers don't count",
        """SELECT (SELECT count(*) FROM steps WHERE action = 'cancel_in_free_look' AND during(at)),
            (SELECT count(*) FROM policies WHERE during(opened_at) AND NOT legacy)""",
    ),
    "surrender-rate": (
        "policies surrendered in the window, over those in force at its end and those surrendered; also out of a "
        "suspension",
        f"SELECT {SURRENDERED}, {IN_FORCE} + {SURRENDERED}",
    ),
    "reinstatement-rate": (
        "policies reinstated in the window, over those suspended in it; each by its last time",
        f"SELECT (SELECT count(*) FROM ({LAST.format('reinstate')})), (SELECT count(*) FROM ({LAST.format('lapse')}))",
    ),
    "lapse-clearance-rate": (
        "of the policies suspended in the window, by the last time of each, those that are suspended no more",
        f"SELECT sum(status <> 'suspended'), count(*) FROM policies WHERE case_no IN ({LAST.format('lapse')})",
    ),
    "persistency-13-rate": _persistency(13, "the second", "one year", "count(*)"),
    "persistency-13-premium-rate": _persistency(13, "the second", "one year", YEARLY),
    "persistency-25-rate": _persistency(25, "the third", "two years", "count(*)"),
    "persistency-25-premium-rate": _persistency(25, "the third", "two years", YEARLY),
    "free-look-cancellations": (
        "policies given back in their free-look period in the window; by reason, too",
        "SELECT count(*) FROM steps WHERE action = 'cancel_in_free_look' AND during(at)",
    ),
    "surrenders": (
        "policies surrendered in the window; by reason, too",
        "SELECT count(*) FROM steps WHERE kind = 'policy' AND action = 'surrender' AND during(at)",
    ),
}
