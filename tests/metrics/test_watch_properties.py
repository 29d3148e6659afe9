"""Whatever pauses, extensions, stops and jumps: each threshold once, in order, at the moment at which it was passed."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from services.metrics.announcements import Told, announcements
from services.metrics.facts import Fact, join, millis
from services.metrics.limits import look_at, next_look, work_row
from services.metrics.state import Clock, State
from shared.calendar_data import load_calendars
from shared.contracts.base import ClockReading
from shared.contracts.metrics import SlaEvent
from shared.limits import Limit, calendar_days, minutes, working_days, working_hours
from shared.sla import ClockState, Sla, elapsed, tick

CALENDAR = load_calendars().for_org("350322")
START = datetime(2024, 3, 4, 1, tzinfo=UTC)
NUMBER = "TB240304-00000001"
LIMIT: st.SearchStrategy[Limit] = st.one_of(
    st.integers(1, 6).map(working_days),
    st.integers(1, 40).map(working_hours),
    st.integers(1, 5_000).map(minutes),
    st.integers(1, 8).map(calendar_days),
)
MOVES = st.lists(
    st.tuples(
        st.integers(60, 4 * 86_400), st.sampled_from(["wait", "resume", "note", "start", "stop", "stop"]), st.booleans()
    ),
    min_size=1,
    max_size=8,
)


def rule(limit: Limit) -> Sla:
    return Sla("x", "时效", "Clock", {"start"}, {"stop"}, {"papers"}, limit, "basis", "D")


def state(version: int, at: datetime, clocks: list[ClockState]) -> State:
    told = [ClockReading.model_validate(each).model_dump() for each in clocks]
    return State(
        kind="application",
        case_no=NUMBER,
        version=version,
        status="open",
        org="350322",
        opened_at=START,
        action="step",
        at=at,
        by="t1",
        clocks=tuple(msgspec.convert(each, Clock) for each in told),
    )


class Desk:
    """The row of a case, its fact and its outbox, as the database keeps them."""

    def __init__(self) -> None:
        self.fact: Fact | None = None
        self.look: int | None = None
        self.outbox: list[SlaEvent] = []

    def take(self, new: State, now: datetime) -> None:
        before, self.fact = self.fact, join(self.fact, new)
        row = work_row(NUMBER, before, self.fact, now)
        is_due = self.look is not None and self.look <= millis(now)
        self.look = self.look if is_due else row and row[5]

    def watch(self, now: datetime) -> None:
        if self.fact is None or self.look is None or self.look > millis(now):
            return
        told = Told()
        for each in self.outbox:
            told.learn(each.kind, each.case_no, each.version, each.type, each.model_dump_json())
        self.outbox += announcements(self.fact, told, millis(now))
        self.look = next_look(self.fact.state, millis(now))


def play(limit: Limit, moves: list[tuple[int, str, bool]], *, always: bool) -> tuple[Desk, list[ClockState], datetime]:
    """`always`: the watch looks whenever something happens; else only where the moves say so, and at the end."""
    desk, rules, at = Desk(), [rule(limit)], START
    clocks = tick(rules, [], "start", None, at, CALENDAR)
    desk.take(state(1, at, clocks), at)
    for version, (seconds, action, looks) in enumerate(moves, 2):
        if always:
            desk.watch(at)
        at += timedelta(seconds=seconds)
        if looks or always:
            desk.watch(at - timedelta(seconds=1))
        clocks = tick(rules, clocks, action, "papers" if action == "wait" else None, at, CALENDAR)
        desk.take(state(version, at, clocks), at)
    at += timedelta(days=1)
    desk.watch(at)
    return desk, clocks, at


@settings(max_examples=150, deadline=None)
@given(LIMIT, MOVES)
def test_each_threshold_is_announced_once_in_order_and_so_is_its_end(
    limit: Limit, moves: list[tuple[int, str, bool]]
) -> None:
    desk, clocks, at = play(limit, moves, always=False)
    assert [each.version for each in desk.outbox] == list(range(1, len(desk.outbox) + 1))
    for lap, clock in enumerate(clocks, 1):
        told = [each for each in desk.outbox if each.lap == lap]
        warned = [each.threshold for each in told if "recovered" not in each.type]
        assert warned == [50, 80, 100][: len(warned)]
        moments = [each.at for each in told if "recovered" not in each.type]
        assert moments == sorted(moments)
        recovered = [each.threshold for each in told if "recovered" in each.type]
        assert recovered == sorted(set(recovered))
        assert (100 in warned) == clock.breached(at)
        is_still = clock.stopped_at is not None or clock.due_at is None
        assert not (is_still and warned) or recovered[-1:] == warned[-1:]


@settings(max_examples=150, deadline=None)
@given(LIMIT, MOVES)
def test_seldom_looks_tell_the_same_moments_as_looks_at_every_turn(
    limit: Limit, moves: list[tuple[int, str, bool]]
) -> None:
    def passed(desk: Desk) -> set[tuple[int, int, datetime]]:
        return {(each.lap, each.threshold, each.at) for each in desk.outbox if "recovered" not in each.type}

    assert passed(play(limit, moves, always=False)[0]) == passed(play(limit, moves, always=True)[0])


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 40), MOVES)
def test_the_shares_are_those_of_working_time_less_what_was_waited_for(
    hours: int, moves: list[tuple[int, str, bool]]
) -> None:
    desk, clocks, at = play(working_hours(hours), moves, always=False)
    for lap, clock in enumerate(clocks, 1):
        if clock.breached(at):
            continue  # a pause after the due time is subtracted from the reading, and moves nothing
        used = elapsed(clock, at, CALENDAR).net_working_seconds
        told = {each.threshold for each in desk.outbox if each.lap == lap and "recovered" not in each.type}
        assert told == {share for share in (50, 80) if used >= hours * 3600 * share // 100}


def test_nothing_is_looked_at_before_its_time() -> None:
    (clock,) = tick([rule(working_days(3))], [], "start", None, START, CALENDAR)
    first = state(1, START, [clock])
    assert clock.used_50_at is not None
    assert look_at(first, START) == clock.used_50_at
