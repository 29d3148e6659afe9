"""How far the clocks of a case have come, and what the worklist keeps of that. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from services.metrics.confidential import CONFIDENTIAL
from services.metrics.facts import Fact, millis
from services.metrics.state import Clock, State

THRESHOLDS = (50, 80, 100)  # percent of the limit
NEVER_DUE = 2**53  # of an open case of which no clock runs: it comes last
GONE = 2**62  # of one that isn't open any more, of which something is to be announced yet
HISTORY = timedelta(days=30)  # what stopped longer ago is told to nobody any more


class Reading(NamedTuple):
    """One clock of a case; `lap`: how many of its id there have been until then. Times in ms since 1970."""

    clock: Clock
    lap: int
    moments: tuple[int | None, int | None, int | None]  # from when each threshold is passed; None: not foreseen
    stopped: int | None

    def level(self, now: int) -> int:
        """How many thresholds are passed. A breach is one when its due time is over, as everywhere."""
        until = now if self.stopped is None else min(now, self.stopped)
        return sum(moment is not None and moment <= until for moment in self.moments)

    @property
    def is_paused(self) -> bool:
        return self.stopped is None and self.clock.due_at is None


def readings(state: State) -> Iterator[Reading]:
    laps: dict[str, int] = {}
    for clock in state.clocks:
        laps[clock.id] = lap = laps.get(clock.id, 0) + 1
        yield Reading(clock, lap, _moments(clock), None if clock.stopped_at is None else millis(clock.stopped_at))


def _moments(clock: Clock) -> tuple[int | None, int | None, int | None]:
    """Where nobody told when half of a limit is used up (another system, a log of before) it's half-way to its end."""
    due = None if clock.due_at is None else millis(clock.due_at)
    half = None if clock.used_50_at is None else millis(clock.used_50_at)
    most = None if clock.used_80_at is None else millis(clock.used_80_at)
    if due is None:
        return half, most, None
    start = millis(clock.started_at)
    most = min(start + (due - start) * 4 // 5 if most is None else most, due + 1)
    return min(start + (due - start) // 2 if half is None else half, most), most, due + 1


def due_of(state: State) -> int:
    """By when the most urgent running clock wants the case done."""
    running = [clock.due_at for clock in state.clocks if clock.stopped_at is None and clock.due_at is not None]
    due = min(running, default=state.due_at)
    return NEVER_DUE if due is None else millis(due)


def look_at(state: State, now: datetime) -> datetime | None:
    """When its clocks must be looked at: at the first threshold, be it passed; of what is secret never.

    Asked of every event, so only the first moment of each clock is reckoned.
    """
    if state.kind in CONFIDENTIAL:
        return None
    first: datetime | None = None
    for clock in state.clocks:
        at, stopped = _first_moment(clock), clock.stopped_at
        if at is None or (stopped is not None and (at > stopped or now - stopped >= HISTORY)):
            continue
        if first is None or at < first:
            first = at
    return first


def _first_moment(clock: Clock) -> datetime | None:
    half, most, due = clock.used_50_at, clock.used_80_at, clock.due_at
    if half is None and due is not None:
        half = clock.started_at + (due - clock.started_at) / 2
    if half is None or (most is not None and most < half):
        half = most
    return due if half is not None and due is not None and due < half else half


def next_look(state: State, now: int) -> int | None:
    """The first threshold, or stop, still to come."""
    times: list[int | None] = []
    for reading in readings(state):
        times += reading.moments if reading.stopped is None else (reading.stopped,)  # another machine may be ahead
    return min((at for at in times if at is not None and at > now), default=None)


class WorkRow(NamedTuple):
    """A case's row of the worklist; times in ms since 1970."""

    key: str
    kind: str
    org: str
    handler: str | None
    due: int
    look_at: int | None


def work_row(key: str, before: Fact | None, fact: Fact, now: datetime) -> WorkRow | None:
    """The case's row of the worklist, None where nobody has anything to do: it is closed, and what there was is told.

    Whatever might have been announced of the state before is looked at again: perhaps it holds no more.
    """
    state, look = fact.state, look_at(fact.state, now)
    if before is not None and (look is None or look > now):
        known = look_at(before.state, now)
        look = known if known is not None and known <= now else look
    is_open = fact.trail[-1].closed is None
    if not is_open and look is None:
        return None
    due = due_of(state) if is_open else GONE
    return WorkRow(key, state.kind, state.org, state.handler, due, None if look is None else millis(look))
