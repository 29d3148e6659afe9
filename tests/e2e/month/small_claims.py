"""KPIs of small claims by the day they belong to, counted by hand."""

from tests.e2e.month.claims import ENDED, when

# The first clock of the day; its judgement comes with the end, or with the day's.
SMALL = f"""
    WITH clocks AS (
        SELECT case_no, value ->> 'due_at' AS due_at FROM claims, json_each(clocks)
        WHERE value ->> 'id' = 'claim-small' AND value ->> 'due_at' IS NOT NULL
        GROUP BY case_no HAVING key = min(key)), small AS (
        SELECT claims.*, ms(clocks.due_at) AS due, {when(*ENDED)} AS ended, {when("start_survey")} AS surveyed_at
        FROM claims JOIN clocks USING (case_no)), judged AS (
        SELECT *, min(due, coalesce(ended, due)) AS at FROM small
        WHERE surveyed_at IS NULL OR surveyed_at >= ended)"""
CLEARED = "coalesce(day(ended) <= day(at), 0)"
COUNTED_EN = "counted when closed or, if not by the end of their day, on it (today's with them)"
DAY_EN = (
    "that of complete papers or, after the cut-off or on a day off, the next working day; one that was surveyed "
    "doesn't count"
)
SMALL_CLAIMS = {
    "small-claims-of-day": (
        f"small claims, {COUNTED_EN}. Their day: {DAY_EN}",
        f"{SMALL} SELECT count(*) FROM judged WHERE during(at)",
    ),
    "small-claims-settled": (
        f"of the small claims to be closed in the window, those closed by the end of their day: {DAY_EN}",
        f"{SMALL} SELECT sum({CLEARED}) FROM judged WHERE during(at)",
    ),
    "small-claims-same-day-rate": (
        f"of the small claims, those closed by the end of their day; {COUNTED_EN}. Their day: {DAY_EN}",
        f"{SMALL} SELECT sum({CLEARED}), count(*) FROM judged WHERE during(at)",
    ),
    "small-claims-left-open": (
        "small claims not closed on their day, counted on it (today's with them); by where they stood at its end, too",
        f"{SMALL} SELECT count(*) FROM judged WHERE during(at) AND NOT {CLEARED}",
    ),
    "small-claims-open": (
        "small claims open at the window's end, from their day on, those left of earlier days with them; by where they "
        f"stand, too. Their day: {DAY_EN}",
        f"""{SMALL} SELECT count(*) FROM judged
        WHERE day(due) <= day(ended() - 1) AND (ended IS NULL OR ended >= ended())""",
    ),
}
