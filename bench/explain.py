"""How long an SLA clock takes to explain itself, and what the prefix sums save against walking over the days.

Run: python -m bench.explain
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

from bench.verdict import Verdict
from shared.calendar_data import load_calendars
from shared.sla import ClockState, Pause, Sla, elapsed, tick, working_days
from shared.sla_explain import explain

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = (
    (timedelta(hours=8, minutes=30), timedelta(hours=12)),
    (timedelta(hours=14, minutes=30), timedelta(hours=17.5)),
)
RULE = Sla("bsr-nb3", "承保时限", "Issue", {"accept"}, {"issue"}, {"medical"}, working_days(15), "bench", "D")
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
CASE_DAYS = 90
ROUNDS, REPEATS = 15, 40
TARGET_MS = 1.0


def paused_case() -> ClockState:
    """Open for 90 days over Spring Festival, with three waits for the customer."""
    pauses = tuple(
        Pause(from_at=START + timedelta(days=since), to_at=START + timedelta(days=since + 4), reason="medical")
        for since in (3, 12, 40)
    )
    return ClockState(id=RULE.id, started_at=START, pauses=pauses)


def sittings(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The plain way: every day from first to last, asked for its hours.

    Looks the day up itself: `chinese_calendar.is_workday` searches its whole table at each call.
    """
    on: date = start.astimezone(SHANGHAI).date()
    while on <= end.astimezone(SHANGHAI).date():
        if on in chinese_calendar.workdays or (on.weekday() < 5 and on not in chinese_calendar.holidays):
            midnight = datetime(on.year, on.month, on.day, tzinfo=SHANGHAI)
            for opens, closes in HOURS:
                since, to = max(midnight + opens, start), min(midnight + closes, end)
                if since < to:
                    yield since, to
        on += timedelta(days=1)


def walked_seconds(start: datetime, end: datetime) -> int:
    return sum(int((to - since).total_seconds()) for since, to in sittings(start, end))


def walked_net_seconds(clock: ClockState, at: datetime) -> int:
    waited = sum(walked_seconds(pause.from_at, pause.to_at or at) for pause in clock.pauses)
    return walked_seconds(clock.started_at, at) - waited


def medians(*jobs: Callable[[], object]) -> list[float]:
    """Median seconds a call of each job, the jobs taking turns so that they meet the same machine."""
    taken: list[list[float]] = [[] for _ in jobs]
    for _ in range(ROUNDS):
        for times, job in zip(taken, jobs, strict=True):
            began = time.perf_counter()
            for _ in range(REPEATS):
                job()
            times.append((time.perf_counter() - began) / REPEATS)
    return [statistics.median(times) for times in taken]


def main() -> int:
    calendar, clock, at = load_calendars().for_org("350322"), paused_case(), START + timedelta(days=CASE_DAYS)
    net = elapsed(clock, at, calendar).net_working_seconds
    assert net == walked_net_seconds(clock, at), "both ways must agree before they are compared"
    explained, read, walked, ticked = medians(
        lambda: explain(RULE, clock, at, calendar),
        lambda: elapsed(clock, at, calendar),
        lambda: walked_net_seconds(clock, at),
        lambda: tick((RULE,), [clock], "scan", None, at, calendar),
    )
    segments = len(explain(RULE, clock, at, calendar).segments)
    print(f"one clock, {CASE_DAYS} days, {len(clock.pauses)} pauses, {segments} segments; medians of {ROUNDS} rounds")
    print(f"net working time by prefix sums            {read * 1e6:8.1f} µs")
    print(f"net working time by a walk over the days   {walked * 1e6:8.1f} µs   {walked / read:5.1f} × prefix sums")
    print(f"the whole explanation / the bare walk      {explained / walked:8.2f}")
    print(f"one step of the clock (tick)               {ticked * 1e6:8.1f} µs")
    verdict = Verdict()
    verdict.at_most("explain, whole: milliseconds", explained * 1e3, TARGET_MS)
    return verdict.missed


if __name__ == "__main__":
    sys.exit(main())
