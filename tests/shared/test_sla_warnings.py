"""When 50 % and 80 % of a limit are used up, in the time that the clock counts."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.calendar_data import load_calendars
from shared.limits import Limit, calendar_days, minutes, same_day, working_days, working_hours
from shared.sla import ClockState, Sla, tick

CALENDAR = load_calendars().for_org("350322")  # 08:30 to 12:00, 14:30 to 17:30
MONDAY = "2026-03-02 08:30"


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def shown(instant: datetime | None) -> str | None:
    return None if instant is None else f"{CALENDAR.local(instant):%m-%d %H:%M}"


def run(limit: Limit, *steps: tuple[str, str, str | None], start: str = MONDAY) -> ClockState:
    rule = Sla("x", "时效", "Clock", {"start"}, {"stop"}, {"papers"}, limit, "basis", "D")
    clocks = tick([rule], [], "start", None, at(start), CALENDAR)
    for action, when, waiting in steps:
        clocks = tick([rule], clocks, action, waiting, at(when), CALENDAR)
    return clocks[0]


def told(clock: ClockState) -> tuple[str | None, ...]:
    return shown(clock.used_50_at), shown(clock.used_80_at), shown(clock.due_at)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (working_hours(10), ("03-02 16:00", "03-03 10:00", "03-03 12:00")),
        (working_days(1), ("03-02 17:30", "03-03 14:54", "03-03 17:30")),
        (same_day(cut_off=time(16)), ("03-02 11:45", "03-02 16:12", "03-02 17:30")),
        (minutes(100), ("03-02 09:20", "03-02 09:50", "03-02 10:10")),
        (calendar_days(4), ("03-04 16:15", "03-06 01:42", "03-07 00:00")),
    ],
)
def test_half_and_four_fifths_of_a_limit(limit: Limit, expected: tuple[str, ...]) -> None:
    assert told(run(limit)) == expected


def test_a_pause_moves_what_it_comes_before_and_leaves_what_is_passed() -> None:
    free = run(working_hours(16))
    assert told(free) == ("03-03 10:00", "03-03 17:18", "03-04 11:30")
    paused = run(working_hours(16), ("ask", "2026-03-03 11:00", "papers"))
    assert told(paused) == ("03-03 10:00", None, None)
    resumed = run(working_hours(16), ("ask", "2026-03-03 11:00", "papers"), ("answer", "2026-03-05 11:00", None))
    assert told(resumed) == ("03-03 10:00", "03-05 17:18", "03-06 11:30")
    stopped = run(working_hours(16), ("ask", "2026-03-03 11:00", "papers"), ("stop", "2026-03-05 11:00", None))
    assert (stopped.used_50_at, stopped.stopped_at) == (free.used_50_at, at("2026-03-05 11:00"))
    assert stopped.used_80_at is not None
    assert stopped.used_80_at > at("2026-03-05 11:00"), "it was not reached"


def test_a_clock_of_before_learns_of_them_at_its_next_step() -> None:
    known = run(working_hours(16))
    rule = Sla("x", "时效", "Clock", {"start"}, {"stop"}, {"papers"}, working_hours(16), "basis", "D")
    old = known.model_copy(update={"used_50_at": None, "used_80_at": None})
    assert tick([rule], [old], "note", None, known.started_at + timedelta(hours=1), CALENDAR) == [known]


def test_neither_comes_after_the_due_time_where_a_pause_uses_up_days_off_that_were_given() -> None:
    """Four days from the last one before the holiday of seven: the end rolls, and a pause takes it no further."""
    clock = run(
        calendar_days(1),
        ("ask", "2026-10-01 09:00", "papers"),
        ("on", "2026-10-03 09:00", None),
        start="2026-09-30 09:00",
    )
    assert clock.due_at is not None
    assert clock.used_80_at is not None
    assert clock.used_80_at <= clock.due_at
