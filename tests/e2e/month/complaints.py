"""KPIs of complaints, counted by hand."""

from tests.e2e.month.policies import IN_FORCE


def _kept(clock: str, *told: str) -> str:
    """The first clock of that rule, and when what it is for was done for the first time."""
    listed = ", ".join(f"'{action}'" for action in told)
    return f"""
        WITH judged AS (
            SELECT ms(closed_at) AS ended,
                (SELECT ms(clock.value ->> 'due_at') FROM json_each(complaints.clocks) AS clock
                    WHERE clock.value ->> 'id' = '{clock}' ORDER BY clock.key LIMIT 1) AS due,
                (SELECT min(at) FROM steps WHERE kind = 'complaint' AND steps.case_no = complaints.case_no
                    AND steps.action IN ({listed})) AS told
            FROM complaints),
        known AS (
            SELECT told, due, CASE WHEN due IS NULL OR told < due THEN told
                WHEN told IS NULL AND ended < due THEN NULL ELSE due END AS at FROM judged)
        SELECT coalesce(sum(told IS NOT NULL AND (due IS NULL OR told <= due)), 0), count(*)
        FROM known WHERE during(at)"""


COMPLAINTS = {
    "complaints-per-10000-policies": (
        "complaints registered in the window, accepted or not, over the policies in force at its end, in ten "
        "thousands; by reason, channel and salesperson, too, over all policies",
        f"SELECT (SELECT count(*) FROM complaints WHERE during(opened_at)), {IN_FORCE}",
    ),
    "complaints-registered": (
        "complaints registered in the window; by reason, channel and salesperson, too",
        "SELECT count(*) FROM complaints WHERE during(opened_at)",
    ),
    "complaints-open": (
        "complaints neither answered nor ended at the window's end, those taken up again among them",
        "SELECT count(*) FROM stands WHERE kind = 'complaint'",
    ),
    "complaints-overdue": (
        "complaints open past the earlier of their limits at the window's end",
        "SELECT count(*) FROM stands WHERE kind = 'complaint' AND due < ended()",
    ),
    "complaints-told-in-10-working-days-rate": (
        "of the complaints answered or told their progress before the limit in the window and those whose limit falls "
        "in it, those told within it; what was withdrawn before doesn't count, nor does a second look",
        _kept("bsr-cmp", "answer", "tell_progress"),
    ),
    "complaints-decided-in-time-rate": (
        "of the complaints answered before the limit (fifteen days, or as extended) in the window and those whose "
        "limit falls in it, those answered within it; what was not accepted or withdrawn before doesn't count, nor "
        "does a second look",
        _kept("cmp-2020", "answer"),
    ),
}
