"""Why a clock reads what it reads: its time cut into segments, and the arithmetic to its due time. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.calendar import DayKind, WorkCalendar, from_second, whole_second
from shared.limits import Projection
from shared.marks import Mark
from shared.sla import ClockState, Elapsed, Pause, Sla, disjoint, elapsed, pauses_until, reading_ends


class SegmentState(StrEnum):
    RUNNING = "running"  # 计时
    PAUSED = "paused"  # 暂停
    CLOSED = "closed"  # 非营业时间: lunch, night, or a closing of the organisation's own
    WEEKEND = "weekend"  # 周末
    HOLIDAY = "holiday"  # 节假日


_OFF = {
    DayKind.CLOSED: SegmentState.CLOSED,
    DayKind.WEEKEND: SegmentState.WEEKEND,
    DayKind.HOLIDAY: SegmentState.HOLIDAY,
}


@dataclass(slots=True)  # not frozen: a long case has hundreds, and a frozen one takes three times as long to make
class Segment:
    """A stretch of one state. `counted_seconds` of all segments sum to what the clock has used."""

    state: SegmentState
    from_at: datetime
    to_at: datetime
    calendar_seconds: int
    working_seconds: int
    counted_seconds: int
    reason: str | None = None  # what a pause waits for
    name_zh: str | None = None  # which holiday
    name_en: str | None = None


class DueStep(BaseModel):
    """One step of the arithmetic; `at` is where the due time stands after it (for `start`, `asked`, `hold`: when)."""

    model_config = ConfigDict(frozen=True)

    step: Literal["start", "asked", "received", "limit", "pause", "roll", "hold"]
    at: AwareDatetime
    on: date | None = Field(default=None, description="Day of receipt from which days are counted")
    seconds: int | None = Field(default=None, description="Seconds added, in the time that the clock counts")
    reason: str | None = None


class Explanation(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    name_zh: str
    name_en: str
    limit_zh: str
    limit_en: str
    basis: str
    mark: Mark = Field(description="V read in the source, V2 second-hand, M common knowledge, D own design")
    calendar: str
    calendar_version: str
    time_zone: str
    counts: Literal["working", "calendar"] = Field(description="Which time the limit is measured in")
    at: AwareDatetime
    state: Literal["running", "paused", "stopped"]
    waiting: str | None
    started_at: AwareDatetime
    asked_at: AwareDatetime | None = Field(description="Since when the clock exists, if it counts from earlier")
    stopped_at: AwareDatetime | None
    due_at: AwareDatetime | None = Field(description="By the calendar as it is now; None while the clock stands still")
    stamped_due_at: AwareDatetime | None = Field(description="As the last step stamped it on the case")
    elapsed: Elapsed
    used_seconds: int
    budget_seconds: int
    remaining_seconds: int = Field(description="Negative once the budget is overrun")
    breached: bool
    due_steps: tuple[DueStep, ...]
    segments: tuple[Segment, ...]


def explain(rule: Sla, clock: ClockState, at: datetime, calendar: WorkCalendar) -> Explanation:
    """The clock as it stood at `at`, by the calendar as it is now."""
    clock = _as_of(clock, at)
    pauses = disjoint(clock.pauses, clock.started_at)
    projection = rule.limit.project(clock.started_at, pauses, calendar)
    end = reading_ends(clock, at)
    reading = elapsed(clock, end, calendar)
    used = reading.net_working_seconds if rule.limit.working else reading.net_calendar_seconds
    budget = _budget(rule, clock.started_at, pauses, projection.due_at, calendar)
    waiting = pauses[-1].reason if pauses and pauses[-1].to_at is None else None
    return Explanation(
        id=rule.id,
        name_zh=rule.name_zh,
        name_en=rule.name_en,
        limit_zh=rule.limit.text.zh,
        limit_en=rule.limit.text.en,
        basis=rule.basis,
        mark=rule.mark,
        calendar=calendar.name,
        calendar_version=calendar.version,
        time_zone=str(calendar.zone),
        counts="working" if rule.limit.working else "calendar",
        at=at,
        state="stopped" if clock.stopped_at else "paused" if waiting else "running",
        waiting=waiting,
        started_at=clock.started_at,
        asked_at=clock.asked_at,
        stopped_at=clock.stopped_at,
        due_at=None if projection.held else projection.due_at,
        stamped_due_at=clock.due_at,
        elapsed=reading,
        used_seconds=used,
        budget_seconds=budget,
        remaining_seconds=budget - used,
        breached=not projection.held and end > projection.due_at,
        due_steps=tuple(_due_steps(rule, clock, pauses, calendar)),
        segments=tuple(_segments(rule, clock, end, calendar)),
    )


def _as_of(clock: ClockState, at: datetime) -> ClockState:
    """What happened after `at` is not known yet: a later stop or pause undone, a later resumption still open."""
    edges = (clock.stopped_at, *(edge for pause in clock.pauses for edge in (pause.from_at, pause.to_at)))
    if not any(edge and edge > at for edge in edges):
        return clock
    known = (pause for pause in clock.pauses if pause.from_at <= at)
    pauses = tuple(
        pause.model_copy(update={"to_at": None}) if pause.to_at and pause.to_at > at else pause for pause in known
    )
    stopped_at = clock.stopped_at if clock.stopped_at and clock.stopped_at <= at else None
    return clock.model_copy(update={"pauses": pauses, "stopped_at": stopped_at})


def _time(rule: Sla, start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Seconds between two instants, in the time that the rule's limit counts."""
    return calendar.working_seconds(start, end) if rule.limit.working else whole_second(end) - whole_second(start)


def _budget(rule: Sla, start: datetime, pauses: Sequence[Pause], due_at: datetime, calendar: WorkCalendar) -> int:
    """What the clock may use: the time to its due time less the pauses that moved it there."""
    waits = (pause for pause in pauses if pause.to_at and pause.from_at < due_at)
    paused = sum(_time(rule, pause.from_at, pause.to_at, calendar) for pause in waits if pause.to_at)
    return _time(rule, start, due_at, calendar) - paused


def _due_steps(rule: Sla, clock: ClockState, pauses: Sequence[Pause], calendar: WorkCalendar) -> Iterator[DueStep]:
    limit, start = rule.limit, clock.started_at
    received_on = limit.received_on(start, calendar)
    yield DueStep(step="start", at=start)
    if clock.asked_at:
        yield DueStep(step="asked", at=clock.asked_at)
    if received_on != calendar.date_of(start):
        yield DueStep(step="received", at=calendar.hours(received_on)[0][0], on=received_on)
    projection = limit.project(start, (), calendar)
    yield from _moved_to(projection, "limit", _time(rule, start, _raw(projection), calendar), received_on)
    for count, pause in enumerate(pauses, start=1):
        if pause.from_at >= projection.due_at:
            return
        if pause.to_at is None:
            yield DueStep(step="hold", at=pause.from_at, reason=pause.reason)
            return
        projection = limit.project(start, pauses[:count], calendar)
        seconds = _time(rule, pause.from_at, pause.to_at, calendar)
        yield from _moved_to(projection, "pause", seconds, None, pause.reason)


def _raw(projection: Projection) -> datetime:
    return projection.rolled_from or projection.due_at


def _moved_to(
    projection: Projection, step: Literal["limit", "pause"], seconds: int, on: date | None, reason: str | None = None
) -> Iterator[DueStep]:
    yield DueStep(step=step, at=_raw(projection), on=on, seconds=seconds, reason=reason)
    if projection.rolled_from:
        rolled = whole_second(projection.due_at) - whole_second(projection.rolled_from)
        yield DueStep(step="roll", at=projection.due_at, seconds=rolled)


def _segments(rule: Sla, clock: ClockState, end: datetime, calendar: WorkCalendar) -> Iterator[Segment]:
    cursor = clock.started_at
    for since, to, reason in pauses_until(clock, end):
        yield from _running(rule, cursor, since, calendar)
        first, last = whole_second(since), whole_second(to)
        if first < last:
            worked = calendar.working_seconds(since, to)
            yield Segment(
                SegmentState.PAUSED, from_second(first), from_second(last), last - first, worked, 0, reason=reason
            )
        cursor = to
    yield from _running(rule, cursor, end, calendar)


def _running(rule: Sla, start: datetime, end: datetime, calendar: WorkCalendar) -> Iterator[Segment]:
    working_time = rule.limit.working
    from_at = from_second(whole_second(start))
    for first, last, kind, name in calendar.pieces(start, end):
        seconds, to_at = last - first, from_second(last)
        if kind is DayKind.WORKING:
            yield Segment(SegmentState.RUNNING, from_at, to_at, seconds, seconds, seconds)
        else:
            counted = 0 if working_time else seconds
            yield Segment(_OFF[kind], from_at, to_at, seconds, 0, counted, None, *(name or (None, None)))
        from_at = to_at
