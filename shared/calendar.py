"""Working time of an organisation, answered from prefix sums over its opening hours, one table a year.

Time counts in whole seconds: an instant stands for the second it lies in, so sums are exact and additive.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from shared.errors import CalendarUnavailable, Text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY_SECONDS = 86_400

Opening = tuple[int, int]  # seconds since local midnight; closing may be 86,400 (24:00)


class CalendarYearMissing(CalendarUnavailable):
    """Nobody has declared the year's holidays and make-up days; guessing them would give false due times."""

    def __init__(self, year: int, calendar: str = "cn") -> None:
        self.year, self.calendar = year, calendar
        zh = (
            f"工作日历“{calendar}”没有 {year} 年的数据。请按国务院办公厅的放假通知,在 GUIMIAN_CALENDARS 所指文件中"
            f"加入 year = {year} 的 [[year]] 一节,或升级 chinesecalendar 软件包,然后重新启动服务。"
        )
        en = (
            f"The working-day calendar '{calendar}' has no data for {year}. Add a [[year]] block with year = {year} "
            f"(the State Council's holidays and make-up working days) to the file that GUIMIAN_CALENDARS names, "
            f"or upgrade the chinesecalendar package, then restart."
        )
        super().__init__(Text(zh, en), year=year, calendar=calendar)


class DayKind(StrEnum):
    WORKING = "working"  # 工作日, make-up days (调休) and short days included
    WEEKEND = "weekend"  # 周末
    HOLIDAY = "holiday"  # 法定节假日
    CLOSED = "closed"  # 停业: the organisation's own closing, and the closed hours of a working day


@dataclass(frozen=True, slots=True)
class Day:
    """One date of a calendar. `hours` is empty exactly when the day does not work."""

    date: date
    kind: DayKind
    hours: tuple[Opening, ...] = ()
    name: Text | None = None
    source: str = ""


class Piece(NamedTuple):
    """A stretch of one kind: WORKING while open, CLOSED in closed hours, else what the day off is."""

    start: int
    end: int
    kind: DayKind
    name: Text | None


def whole_second(at: datetime) -> int:
    """Seconds since 1970 of the second in which `at` lies."""
    return (at - EPOCH) // SECOND


def from_second(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _join(pieces: Iterator[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.end >= piece.start and last[2:] == piece[2:]:
            joined[-1] = last._replace(end=max(last.end, piece.end))
        elif piece.start < piece.end:
            joined.append(piece)
    return joined


class _Year:
    def __init__(self, days: Sequence[Day], zone: tzinfo) -> None:
        self.days, self.zone = days, zone
        self.first = days[0].date
        self.working = [day.date for day in days if day.hours]
        opened = _join(Piece(*self.span(day, hours), DayKind.WORKING, None) for day in days for hours in day.hours)
        self.opens = [piece.start for piece in opened]
        self.closes = [piece.end for piece in opened]
        self.before = [0]  # before[i]: working seconds of the year before opening i; the last is the total
        for piece in opened:
            self.before.append(self.before[-1] + piece.end - piece.start)
        self.total = self.before[-1]

    def day(self, on: date) -> Day:
        return self.days[(on - self.first).days]

    @cached_property
    def hours(self) -> dict[date, tuple[tuple[datetime, datetime], ...]]:
        """Opening hours of each date as UTC instants: every step of a case asks for some."""
        return {
            day.date: tuple(
                (from_second(opens), from_second(closes))
                for opens, closes in (self.span(day, each) for each in day.hours)
            )
            for day in self.days
        }

    def span(self, day: Day, hours: Opening) -> tuple[int, int]:
        midnight = datetime.combine(day.date, time(), self.zone)
        return (whole_second(midnight + hours[0] * SECOND), whole_second(midnight + hours[1] * SECOND))

    def worked(self, second: int) -> int:
        """Working seconds from the start of the year to `second`."""
        i = bisect_right(self.opens, second) - 1
        return 0 if i < 0 else self.before[i] + min(second, self.closes[i]) - self.opens[i]

    def at(self, worked: int) -> int:
        """The first second at which `worked` (> 0) working seconds of the year are over."""
        i = bisect_left(self.before, worked) - 1
        return self.opens[i] + worked - self.before[i]

    @cached_property
    def pieces(self) -> list[Piece]:
        return _join(piece for day in self.days for piece in self._pieces(day))

    @cached_property
    def piece_starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]

    def _pieces(self, day: Day) -> Iterator[Piece]:
        rest = DayKind.CLOSED if day.hours else day.kind
        name = None if day.hours else day.name
        edges = [self.span(day, (0, 0))[0], *(edge for hours in day.hours for edge in self.span(day, hours))]
        edges.append(self.span(day, (DAY_SECONDS, DAY_SECONDS))[0])
        for i, (start, end) in enumerate(pairwise(edges)):
            yield Piece(start, end, DayKind.WORKING, None) if i % 2 else Piece(start, end, rest, name)


class WorkCalendar:
    """`days_of(year)` gives every date of a year in order, or raises CalendarYearMissing."""

    def __init__(self, name: str, version: str, zone: tzinfo, days_of: Callable[[int], Sequence[Day]]) -> None:
        self.name, self.version, self.zone = name, version, zone
        self._days_of = days_of
        self._years: dict[int, _Year] = {}

    def __repr__(self) -> str:
        return f"<WorkCalendar {self.version}>"

    def _year(self, year: int) -> _Year:
        if year not in self._years:
            self._years[year] = _Year(self._days_of(year), self.zone)
        return self._years[year]

    def _year_number(self, second: int) -> int:
        return datetime.fromtimestamp(second, self.zone).year

    def _year_numbers(self, first: int, last: int) -> tuple[int, int]:
        # A stretch that ends at New Year's midnight needs nothing of the new year, whose data may not be out yet.
        return self._year_number(first), self._year_number(max(first, last - 1))

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def date_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def day(self, on: date) -> Day:
        return self._year(on.year).day(on)

    def is_working_day(self, on: date) -> bool:
        return bool(self.day(on).hours)

    def hours(self, on: date) -> tuple[tuple[datetime, datetime], ...]:
        """Opening hours of a date as UTC instants; empty when it does not work."""
        return self._year(on.year).hours[on]

    def closing(self, on: date) -> datetime:
        """When a working day's business ends; ValueError for a day that does not work."""
        hours = self.hours(on)
        if not hours:
            raise ValueError(f"{on} is not a working day of calendar {self.version}")
        return hours[-1][1]

    def end_of_day(self, on: date) -> datetime:
        """24:00 local time, whether the day works or not."""
        return (datetime.combine(on, time(), self.zone) + timedelta(days=1)).astimezone(UTC)

    def nth_working_day(self, after: date, n: int) -> date:
        """The n-th working day (n ≥ 1) after a date, that date itself not counted."""
        if n < 1:
            raise ValueError(f"n must be at least 1, not {n}")
        number, year = after.year, self._year(after.year)
        position = bisect_right(year.working, after) + n
        while position > len(year.working):
            position -= len(year.working)
            number += 1
            year = self._year(number)
        return year.working[position - 1]

    def working_day_from(self, on: date) -> date:
        """The date itself if it works, else the next that does."""
        return on if self.is_working_day(on) else self.nth_working_day(on, 1)

    def working_days(self, after: date, until: date) -> int:
        """Working days after one date up to and including another; 0 if that is not later."""
        if until <= after:
            return 0
        whole = sum(len(self._year(year).working) for year in range(after.year, until.year))
        up_to = bisect_right(self._year(until.year).working, until)
        return whole + up_to - bisect_right(self._year(after.year).working, after)

    def is_open(self, at: datetime) -> bool:
        """Whether the second of `at` is working time; the second of closing is not."""
        return self.working_seconds(at, at + SECOND) == 1

    def working_seconds(self, start: datetime, end: datetime) -> int:
        """Working seconds between two instants; negative when `end` is the earlier."""
        if end < start:
            return -self.working_seconds(end, start)
        first, last = whole_second(start), whole_second(end)
        from_year, to_year = self._year_numbers(first, last)
        whole = sum(self._year(year).total for year in range(from_year, to_year))
        return whole + self._year(to_year).worked(last) - self._year(from_year).worked(first)

    def add_working(self, start: datetime, seconds: int) -> datetime:
        """The first instant by which `seconds` of working time have passed: a closing time, never the opening after."""
        if seconds < 0:
            raise ValueError(f"can't go back by {seconds} s")
        second = whole_second(start)
        if seconds == 0:
            return from_second(second)
        number = self._year_number(second)
        year = self._year(number)
        worked = year.worked(second) + seconds
        while worked > year.total:
            worked -= year.total
            number += 1
            year = self._year(number)
        return from_second(year.at(worked))

    def pieces(self, start: datetime, end: datetime) -> Iterator[Piece]:
        """What the time between two instants consists of, in order, without gaps; seconds since 1970."""
        first, last = whole_second(start), whole_second(end)
        if first >= last:
            return
        from_year, to_year = self._year_numbers(first, last)
        for number in range(from_year, to_year + 1):
            year = self._year(number)
            i = max(bisect_right(year.piece_starts, first) - 1, 0)
            for piece in year.pieces[i : bisect_left(year.piece_starts, last)]:
                whole = first <= piece.start and piece.end <= last
                yield piece if whole else piece._replace(start=max(piece.start, first), end=min(piece.end, last))


def round_the_clock(zone: tzinfo = UTC) -> WorkCalendar:
    """The `24x7` calendar: every second of every year is working time; a working day ends at 24:00 of the zone."""

    def days_of(year: int) -> list[Day]:
        first = date(year, 1, 1)
        count = (date(year + 1, 1, 1) - first).days
        return [Day(first + timedelta(days=i), DayKind.WORKING, ((0, DAY_SECONDS),)) for i in range(count)]

    return WorkCalendar("24x7", f"24x7 {zone}", zone, days_of)
