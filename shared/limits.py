"""Time limits: how far the due time lies from the start of a clock, and how a pause moves it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar, NamedTuple, Protocol

from shared.calendar import WorkCalendar, from_second, whole_second
from shared.errors import Text


class Projection(NamedTuple):
    """Where a due time stands. `held`: an open pause began before it, so it moves on as long as the pause lasts."""

    due_at: datetime
    held: bool
    rolled_from: datetime | None = None  # the due time before it ran on over days off


class Span(Protocol):
    @property
    def from_at(self) -> datetime: ...
    @property
    def to_at(self) -> datetime | None: ...


class Limit(Protocol):
    @property
    def working(self) -> bool:
        """Whether the clock counts working time rather than calendar time."""

    @property
    def text(self) -> Text: ...

    def received_on(self, start: datetime, calendar: WorkCalendar) -> date:
        """The day from which days are counted, itself not counted."""

    def project(self, start: datetime, pauses: Iterable[Span], calendar: WorkCalendar) -> Projection:
        """`pauses` in order, without overlaps. A pause that begins at or after the due time can't move it any more."""

    def used_up(self, share: float, start: datetime, pauses: Iterable[Span], calendar: WorkCalendar) -> datetime | None:
        """When this share of the time from start to due time is used up; None while an open pause holds it short."""


class _WorkingTime(ABC):
    """A budget of working time: from the start to the due time that holds without pauses."""

    working: ClassVar[bool] = True

    @abstractmethod
    def unpaused_due(self, start: datetime, calendar: WorkCalendar) -> datetime: ...

    def received_on(self, start: datetime, calendar: WorkCalendar) -> date:
        """What comes in after closing or on a day off counts as received on the next working day."""
        on = calendar.date_of(start)
        if calendar.is_working_day(on) and start <= calendar.closing(on):
            return on
        return calendar.nth_working_day(on, 1)

    def project(self, start: datetime, pauses: Iterable[Span], calendar: WorkCalendar) -> Projection:
        return self._moved(self.unpaused_due(start, calendar), pauses, calendar)

    def used_up(self, share: float, start: datetime, pauses: Iterable[Span], calendar: WorkCalendar) -> datetime | None:
        limit = calendar.working_seconds(start, self.unpaused_due(start, calendar))
        moved = self._moved(calendar.add_working(start, int(limit * share)), pauses, calendar)
        return None if moved.held else moved.due_at

    def _moved(self, moment: datetime, pauses: Iterable[Span], calendar: WorkCalendar) -> Projection:
        for pause in pauses:
            if pause.from_at >= moment:
                break
            if pause.to_at is None:
                return Projection(moment, held=True)
            moment = calendar.add_working(moment, calendar.working_seconds(pause.from_at, pause.to_at))
        return Projection(moment, held=False)


@dataclass(frozen=True, slots=True)
class WorkingDays(_WorkingTime):
    days: int

    @property
    def text(self) -> Text:
        return Text(f"{self.days}个工作日", f"{self.days} working day{'s' * (self.days != 1)}")

    def unpaused_due(self, start: datetime, calendar: WorkCalendar) -> datetime:
        return calendar.closing(calendar.nth_working_day(self.received_on(start, calendar), self.days))


@dataclass(frozen=True, slots=True)
class WorkingHours(_WorkingTime):
    seconds: int

    @property
    def text(self) -> Text:
        hours = f"{self.seconds / 3600:.4g}"
        return Text(f"{hours}个工作小时", f"{hours} working hour{'s' * (hours != '1')}")

    def unpaused_due(self, start: datetime, calendar: WorkCalendar) -> datetime:
        return calendar.add_working(start, self.seconds)


@dataclass(frozen=True, slots=True)
class SameDay(_WorkingTime):
    cut_off: time

    @property
    def text(self) -> Text:
        at = f"{self.cut_off:%H:%M}"
        return Text(f"{at}前受理的当日办结", f"the same working day if accepted before {at}")

    def received_on(self, start: datetime, calendar: WorkCalendar) -> date:
        # Zero-argument super() loses its class in a dataclass with slots.
        on = _WorkingTime.received_on(self, start, calendar)
        local = calendar.local(start)
        late = on == local.date() and local.time() >= self.cut_off
        return calendar.nth_working_day(on, 1) if late else on

    def unpaused_due(self, start: datetime, calendar: WorkCalendar) -> datetime:
        return calendar.closing(self.received_on(start, calendar))


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """The day of the event is not counted; ends at 24:00 of the last day, or of the next working day if that is off
    and the limit `rolls` (Civil Code 201, 203)."""

    days: int
    rolls: bool = True
    working: ClassVar[bool] = False

    @property
    def text(self) -> Text:
        return Text(f"{self.days}个自然日", f"{self.days} calendar day{'s' * (self.days != 1)}")

    def received_on(self, start: datetime, calendar: WorkCalendar) -> date:
        return calendar.date_of(start)

    def project(self, start: datetime, pauses: Iterable[Span], calendar: WorkCalendar) -> Projection:
        last_day = self.received_on(start, calendar) + timedelta(days=self.days)
        raw = calendar.end_of_day(last_day)
        due_at = self._rolled(raw, calendar)
        for pause in pauses:
            if pause.from_at >= due_at:
                break
            if pause.to_at is None:
                return Projection(due_at, True, raw if raw != due_at else None)
            # Days off between the raw and the rolled end are given; a pause in them counts from the rolled end.
            paused = whole_second(pause.to_at) - whole_second(pause.from_at)
            raw = from_second(whole_second(raw if pause.from_at < raw else due_at) + paused)
            due_at = self._rolled(raw, calendar)
        return Projection(due_at, False, raw if raw != due_at else None)

    def used_up(self, share: float, start: datetime, pauses: Iterable[Span], calendar: WorkCalendar) -> datetime | None:
        """Days off at the end count with the limit: they are given."""
        return _used_up_by_the_wall(share, start, self.project(start, (), calendar).due_at, pauses)

    def _rolled(self, raw: datetime, calendar: WorkCalendar) -> datetime:
        last_day = calendar.date_of(raw - timedelta(seconds=1))
        if not self.rolls or calendar.is_working_day(last_day):
            return raw
        return calendar.end_of_day(calendar.nth_working_day(last_day, 1))


@dataclass(frozen=True, slots=True)
class Minutes:
    """By the clock on the wall: it runs on through a break and after closing, for whoever waits does so, too."""

    minutes: int
    working: ClassVar[bool] = False

    @property
    def text(self) -> Text:
        return Text(f"{self.minutes}分钟", f"{self.minutes} minute{'s' * (self.minutes != 1)}")

    def received_on(self, start: datetime, calendar: WorkCalendar) -> date:
        return calendar.date_of(start)

    def project(self, start: datetime, pauses: Iterable[Span], calendar: WorkCalendar) -> Projection:
        return _moved_by_the_wall(from_second(whole_second(start) + 60 * self.minutes), pauses)

    def used_up(self, share: float, start: datetime, pauses: Iterable[Span], calendar: WorkCalendar) -> datetime | None:
        return _used_up_by_the_wall(share, start, self.project(start, (), calendar).due_at, pauses)


def _used_up_by_the_wall(share: float, start: datetime, due_at: datetime, pauses: Iterable[Span]) -> datetime | None:
    first = whole_second(start)
    moved = _moved_by_the_wall(from_second(first + int((whole_second(due_at) - first) * share)), pauses)
    return None if moved.held else moved.due_at


def _moved_by_the_wall(moment: datetime, pauses: Iterable[Span]) -> Projection:
    for pause in pauses:
        if pause.from_at >= moment:
            break
        if pause.to_at is None:
            return Projection(moment, held=True)
        moment += timedelta(seconds=whole_second(pause.to_at) - whole_second(pause.from_at))
    return Projection(moment, held=False)


def _positive(amount: float) -> None:
    if amount <= 0:
        raise ValueError(f"a limit must be positive, not {amount}")


def calendar_days(days: int, *, rolls: bool = True) -> Limit:
    _positive(days)
    return CalendarDays(days, rolls)


def working_days(days: int) -> Limit:
    _positive(days)
    return WorkingDays(days)


def working_hours(hours: float) -> Limit:
    _positive(hours)
    return WorkingHours(round(hours * 3600))


def minutes(count: int) -> Limit:
    """By the clock on the wall, whatever the opening hours."""
    _positive(count)
    return Minutes(count)


def same_day(*, cut_off: time) -> Limit:
    """Due at closing of the working day of acceptance; accepted at or after `cut_off` local time, of the next one."""
    return SameDay(cut_off)


def limit_due(limit: Limit, start: datetime, calendar: WorkCalendar) -> datetime:
    """When a limit that starts now and never pauses runs out."""
    return limit.project(start, (), calendar).due_at
