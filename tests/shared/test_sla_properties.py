from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.calendar import Day, DayKind, Opening, WorkCalendar, round_the_clock
from shared.calendar_data import load_calendars
from shared.limits import Limit, calendar_days, minutes, same_day, working_days, working_hours
from shared.sla import ClockState, Pause, Sla, disjoint, due, elapsed, tick
from shared.sla_explain import Explanation, SegmentState, explain

SHANGHAI = ZoneInfo("Asia/Shanghai")
ANY_TIME = st.datetimes(datetime(2015, 1, 1), datetime(2024, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
LATE = datetime(9999, 1, 1, tzinfo=UTC)
SPAN = st.timedeltas(timedelta(0), timedelta(days=120))


def cn_hours(on: date) -> list[Opening]:
    return [(30_600, 43_200), (52_200, 63_000)] if chinese_calendar.is_workday(on) else []


def ragged_hours(on: date) -> list[Opening]:
    """Days off, short days, three sittings and nights through, without a pattern that a week would repeat."""
    seed = on.toordinal() * 2_654_435_761 % 97
    choices: list[list[Opening]] = [
        [],
        [],
        [(0, 86_400)],
        [(3_600 + seed, 40_000)],
        [(0, 60), (61, 62), (50_000, 86_400)],
    ]
    return choices[seed % len(choices)]


def ragged() -> WorkCalendar:
    def days_of(year: int) -> list[Day]:
        dates = (date(year, 1, 1) + timedelta(days=i) for i in range(366))
        days = (Day(on, DayKind.WORKING, tuple(ragged_hours(on))) for on in dates if on.year == year)
        return [day if day.hours else Day(day.date, DayKind.WEEKEND) for day in days]

    return WorkCalendar("ragged", "1", SHANGHAI, days_of)


HOURS = {"cn": cn_hours, "ragged": ragged_hours}
CALENDARS = {"cn": load_calendars().for_org(""), "ragged": ragged()}
CALENDAR = st.sampled_from([*CALENDARS.values(), round_the_clock(ZoneInfo("America/New_York"))])
LIMIT: st.SearchStrategy[Limit] = st.one_of(
    st.integers(1, 30).map(working_days),
    st.integers(1, 200).map(working_hours),
    st.integers(1, 20_000).map(minutes),
    st.builds(calendar_days, st.integers(1, 60), rolls=st.booleans()),
    st.times().map(lambda cut_off: same_day(cut_off=cut_off)),
)


def rule(limit: Limit) -> Sla:
    return Sla("x", "时效", "Clock", {"start"}, {"stop"}, {"medical", "papers"}, limit, "basis", "D")


@st.composite
def clocks(draw: st.DrawFn) -> ClockState:
    started_at = draw(ANY_TIME)
    pauses = []
    for _ in range(draw(st.integers(0, 4))):
        since = started_at + draw(SPAN)
        pauses.append(
            Pause(from_at=since, to_at=since + draw(SPAN), reason=draw(st.sampled_from(["medical", "papers"])))
        )
    return ClockState(id="x", started_at=started_at, pauses=tuple(pauses))


def naive_working_seconds(name: str, start: datetime, end: datetime) -> int:
    """The plain way: walk over the days and add up what lies inside."""
    total, on = 0, start.astimezone(SHANGHAI).date()
    while on <= end.astimezone(SHANGHAI).date():
        midnight = datetime.combine(on, time(), SHANGHAI)
        for opens, closes in HOURS[name](on):
            since, to = max(midnight + timedelta(seconds=opens), start), min(midnight + timedelta(seconds=closes), end)
            total += max(int((to - since).total_seconds()), 0)
        on += timedelta(days=1)
    return total


@given(st.sampled_from(["cn", "ragged"]), ANY_TIME, st.timedeltas(timedelta(0), timedelta(days=500)))
def test_prefix_sums_equal_the_naive_day_loop(name: str, start: datetime, span: timedelta) -> None:
    start, end = start.replace(microsecond=0), (start + span).replace(microsecond=0)
    assert CALENDARS[name].working_seconds(start, end) == naive_working_seconds(name, start, end)


@given(CALENDAR, ANY_TIME, SPAN, SPAN)
def test_working_time_is_additive(calendar: WorkCalendar, start: datetime, first: timedelta, second: timedelta) -> None:
    middle, end = start + first, start + first + second
    halves = calendar.working_seconds(start, middle) + calendar.working_seconds(middle, end)
    assert calendar.working_seconds(start, end) == halves


@given(CALENDAR, ANY_TIME, st.integers(1, 3_000_000))
def test_adding_working_time_gives_the_first_instant_with_that_much(
    calendar: WorkCalendar, start: datetime, seconds: int
) -> None:
    end = calendar.add_working(start, seconds)
    assert calendar.working_seconds(start, end) == seconds
    assert calendar.working_seconds(start, end - timedelta(seconds=1)) == seconds - 1


@given(CALENDAR, ANY_TIME.map(datetime.date), st.integers(1, 300))
def test_nth_working_day_and_counting_are_inverse(calendar: WorkCalendar, after: date, n: int) -> None:
    found = calendar.nth_working_day(after, n)
    assert calendar.is_working_day(found)
    assert calendar.working_days(after, found) == n


@given(CALENDAR, LIMIT, clocks())
def test_due_and_elapsed_are_inverse(calendar: WorkCalendar, limit: Limit, clock: ClockState) -> None:
    due_at = due(rule(limit), clock.started_at, clock.pauses, calendar)
    assert due_at is not None
    reading = elapsed(clock, due_at, calendar)
    if limit.working:
        budget = calendar.working_seconds(clock.started_at, limit.project(clock.started_at, (), calendar).due_at)
        before = elapsed(clock, due_at - timedelta(seconds=1), calendar)
        assert (reading.net_working_seconds, before.net_working_seconds) == (budget, budget - 1)
    read = explain(rule(limit), clock, due_at, calendar)
    assert (read.remaining_seconds, read.breached) == (0, False)
    assert explain(rule(limit), clock, due_at + timedelta(seconds=1), calendar).breached


@given(CALENDAR, LIMIT, ANY_TIME, st.floats(0, 0.999), SPAN)
def test_a_pause_moves_the_due_time_by_its_length(
    calendar: WorkCalendar, limit: Limit, start: datetime, share: float, span: timedelta
) -> None:
    unpaused = due(rule(limit), start, (), calendar)
    assert unpaused is not None
    pause = Pause(
        from_at=start + share * (unpaused - start), to_at=start + share * (unpaused - start) + span, reason="x"
    )
    moved = due(rule(limit), start, [pause], calendar)
    assert moved is not None
    if limit.working:
        assert calendar.working_seconds(unpaused, moved) == calendar.working_seconds(
            pause.from_at, pause.to_at or start
        )
    else:
        assert moved >= start + span
        assert moved >= unpaused


@given(ANY_TIME, st.integers(1, 60), st.floats(0, 0.999), st.integers(0, 10_000_000))
def test_a_limit_that_does_not_roll_moves_by_calendar_time(
    start: datetime, days: int, share: float, spent: int
) -> None:
    limit, calendar = calendar_days(days, rolls=False), CALENDARS["cn"]
    unpaused = limit.project(start, (), calendar).due_at
    since = (start + share * (unpaused - start)).replace(microsecond=0)
    pause = Pause(from_at=since, to_at=since + timedelta(seconds=spent), reason="x")
    assert limit.project(start, [pause], calendar).due_at == unpaused + timedelta(seconds=spent)


def sums(read: Explanation) -> tuple[int, int, int, int]:
    running = [s for s in read.segments if s.state is not SegmentState.PAUSED]
    return (
        sum(s.calendar_seconds for s in read.segments),
        sum(s.working_seconds for s in read.segments),
        sum(s.working_seconds for s in running),
        sum(s.calendar_seconds for s in running),
    )


@given(CALENDAR, LIMIT, clocks(), st.timedeltas(timedelta(days=-3), timedelta(days=400)))
def test_segments_sum_to_elapsed_and_leave_no_gap(
    calendar: WorkCalendar, limit: Limit, clock: ClockState, later: timedelta
) -> None:
    at = clock.started_at + later
    read = explain(rule(limit), clock, at, calendar)
    e = elapsed(clock, at, calendar)
    assert read.elapsed == e
    assert sums(read) == (e.calendar_seconds, e.working_seconds, e.net_working_seconds, e.net_calendar_seconds)
    assert sum(s.counted_seconds for s in read.segments) == read.used_seconds
    assert all(s.calendar_seconds == (s.to_at - s.from_at).total_seconds() > 0 for s in read.segments)
    edges = [(one.to_at, other.from_at) for one, other in zip(read.segments, read.segments[1:], strict=False)]
    assert all(left == right for left, right in edges)


@given(CALENDAR, LIMIT, clocks())
def test_the_arithmetic_ends_at_the_due_time(calendar: WorkCalendar, limit: Limit, clock: ClockState) -> None:
    read = explain(rule(limit), clock, clock.started_at + timedelta(days=600), calendar)
    assert read.due_steps[-1].at == read.due_at
    if limit.working:
        added = [step.seconds for step in read.due_steps if step.seconds is not None]
        assert sum(added) == calendar.working_seconds(clock.started_at, read.due_at or clock.started_at)


STEP = st.tuples(
    st.sampled_from(["start", "stop", "ask", "other", "other", "other"]),
    st.sampled_from([None, "medical", "papers", "province"]),
    st.timedeltas(timedelta(minutes=-5), timedelta(days=9)),
)


@given(CALENDAR, LIMIT, ANY_TIME, st.lists(STEP, max_size=12))
@settings(max_examples=60)
def test_any_history_leaves_sound_clocks(
    calendar: WorkCalendar, limit: Limit, at: datetime, steps: list[tuple[str, str | None, timedelta]]
) -> None:
    asked = Sla("y", "通知", "Told", {"ask"}, {"stop"}, set(), limit, "basis", "D", since="x")
    rules, held = {"x": rule(limit), "y": asked}, list[ClockState]()
    for action, waiting, later in steps:
        at += later
        stopped = [clock for clock in held if clock.stopped_at]
        held = tick(tuple(rules.values()), held, action, waiting, at, calendar)
        assert [clock for clock in held if clock in stopped] == stopped
        for clock in held:
            assert list(clock.pauses) == disjoint(clock.pauses, clock.started_at)
            assert (clock.net_working_seconds is None) == (clock.stopped_at is None)
            assert clock.due_at == due(rules[clock.id], clock.started_at, clock.pauses, calendar)
            assert clock.due_at or clock.open_pause
            assert clock.started_at <= (clock.asked_at or clock.started_at) <= (clock.stopped_at or LATE)
            assert clock.asked_at is None or clock.started_at in {each.started_at for each in held if each.id == "x"}
        running = [clock.id for clock in held if clock.stopped_at is None]
        assert len(running) == len(set(running))
