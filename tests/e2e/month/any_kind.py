"""KPIs of every kind of case, counted by hand over the histories of all services."""

CLOSED = "FROM closings WHERE during(closed)"
OPEN = "FROM stands WHERE"
OPENED = "FROM steps WHERE version = 1 AND during(opened)"
TOOK = "(closed - opened) / 1000"
# Whether a case has a due time as it stands now, or had one when it closed.
LIMITED = """
    WITH limited AS (
        SELECT kind, case_no FROM closings WHERE due IS NOT NULL
        UNION ALL
        SELECT kind, case_no FROM steps WHERE until IS NULL AND closed IS NULL AND due IS NOT NULL)"""


def _older(days: int) -> tuple[str, str]:
    words = f"open at the window's end for more than {days}×24 h"
    return words, f"SELECT count(*) {OPEN} opened + {days} * 86400000 < ended()"


def _within(days: int) -> tuple[str, str]:
    words = f"of the cases closed in the window, those within {days}×24 h"
    return words, f"SELECT sum(closed - opened <= {days} * 86400000), count(*) {CLOSED}"


SQL = {
    "opened": ("cases opened in the window", f"SELECT count(*) {OPENED}"),
    "closed": ("cases closed in the window", f"SELECT count(*) {CLOSED}"),
    "open-count": ("cases open at the window's end", f"SELECT count(*) {OPEN} TRUE"),
    **{f"open-older-than-{days}-days": _older(days) for days in (5, 10, 15, 20, 30, 50)},
    "overdue-count": (
        "cases open past their due time at the window's end",
        f"SELECT count(*) {OPEN} due < ended()",
    ),
    "late-rate": (
        "closed late in the window or open past the limit at its end, of those with a limit; cases without one don't "
        "count",
        f"""SELECT (SELECT count(*) {CLOSED} AND closed > due) + (SELECT count(*) {OPEN} due < ended()),
            (SELECT count(due) {CLOSED}) + (SELECT count(due) {OPEN} TRUE)""",
    ),
    "closed-late-rate": (
        "of the cases with a limit closed in the window, those closed after it",
        f"SELECT sum(closed > due), count(due) {CLOSED}",
    ),
    "opened-with-limit": (
        "cases opened in the window that have a due time",
        f"{LIMITED} SELECT count(*) {OPENED} AND (kind, case_no) IN limited",
    ),
    # Only what another system sends carries its own verdict.
    "verdict-missed-rate": (
        "of the cases opened in the window that have a due time, those their own system calls missed; those without a "
        "verdict count below the line",
        f"{LIMITED} SELECT 0, count(*) {OPENED} AND (kind, case_no) IN limited",
    ),
    "verdict-missed-rate-of-all": (
        "of all cases opened in the window, with or without a due time, those their own system calls missed",
        f"SELECT 0, count(*) {OPENED}",
    ),
    "turnaround-mean": (
        "cases closed in the window; calendar time",
        f"SELECT sum({TOOK}), count(*) {CLOSED}",
    ),
    "turnaround-p50": ("cases closed in the window; calendar time", f"SELECT {TOOK} {CLOSED}"),
    "turnaround-p90": ("cases closed in the window; calendar time", f"SELECT {TOOK} {CLOSED}"),
    "same-day-rate": (
        "of the cases closed in the window, those closed on the day they were opened",
        f"SELECT sum(day(closed) = day(opened)), count(*) {CLOSED}",
    ),
    **{f"closed-within-{days}-days": _within(days) for days in (1, 5, 15, 30)},
}
