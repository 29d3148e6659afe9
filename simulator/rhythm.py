"""When people come (来件节律): by the day and by the hour, one table each; arrivals follow from the seed alone."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from shared.calendar import CalendarYearMissing, DayKind, WorkCalendar
from simulator.branches import Branch

HOUR = timedelta(hours=1)
LAST_WORKING_DAYS = 3
MARKET_DAYS = (3, 8)  # 逢三逢八
SCHOOL = ((8, 20), (9, 30))  # first and last day of the season


class Stream(NamedTuple):
    """What comes in at a branch: a number for each, in the order of the tables' columns."""

    applications: float = 0.0
    visits: float = 0.0
    cards: float = 0.0
    groups: float = 0.0
    banks: float = 0.0
    services: float = 0.0
    claims: float = 0.0


class Factor(NamedTuple):
    """On such days so many times as many come; several that hold multiply."""

    id: str
    holds: Callable[[Branch, date, WorkCalendar], bool]
    times: Stream
    mark: str


def _is_monday(_: Branch, on: date, __: WorkCalendar) -> bool:
    return on.weekday() == 0


def _is_friday(_: Branch, on: date, __: WorkCalendar) -> bool:
    return on.weekday() == 4


def _is_market_day(branch: Branch, on: date, _: WorkCalendar) -> bool:
    return branch.has_market and on.day % 10 in MARKET_DAYS


def _is_month_end(_: Branch, on: date, calendar: WorkCalendar) -> bool:
    next_month = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return calendar.working_days(on, next_month - timedelta(days=1)) < LAST_WORKING_DAYS


def _is_before_holiday(_: Branch, on: date, calendar: WorkCalendar) -> bool:
    return _borders_on_holiday(on, timedelta(days=1), calendar)


def _is_after_holiday(_: Branch, on: date, calendar: WorkCalendar) -> bool:
    return _borders_on_holiday(on, timedelta(days=-1), calendar)


def _borders_on_holiday(on: date, step: timedelta, calendar: WorkCalendar) -> bool:
    """Whether a statutory holiday lies between this working day and the one after or before it."""
    day, found = on + step, False
    try:
        while not calendar.is_working_day(day):
            found = found or calendar.day(day).kind is DayKind.HOLIDAY
            day += step
    except CalendarYearMissing:  # New Year's Day is one every year
        return True
    return found


def is_school_season(on: date) -> bool:
    return SCHOOL[0] <= (on.month, on.day) <= SCHOOL[1]


def _is_school_season(_: Branch, on: date, __: WorkCalendar) -> bool:
    return is_school_season(on)


# The report tells of rush hours, of business sprints and of the lists of schools; market days and holidays are what a
# county's counter knows. All figures are ours (D).
# fmt: off
DAYS = (
    #      on such days      they hold           applications visits cards groups banks services claims  mark
    Factor("monday",         _is_monday,         Stream(1.25, 1.35, 1.00, 1.10, 1.05, 1.35, 1.35), "D"),  # 周一
    Factor("friday",         _is_friday,         Stream(1.15, 1.05, 1.00, 1.00, 1.00, 1.05, 1.00), "D"),  # 周五
    Factor("market-day",     _is_market_day,     Stream(1.10, 1.50, 1.50, 1.00, 1.35, 1.50, 1.40), "D"),  # 集日
    Factor("month-end",      _is_month_end,      Stream(1.90, 0.95, 1.60, 1.60, 1.20, 0.95, 0.95), "D"),  # 月末冲刺
    Factor("before-holiday", _is_before_holiday, Stream(0.75, 1.30, 0.80, 0.70, 1.00, 1.30, 1.20), "D"),  # 节前一日
    Factor("after-holiday",  _is_after_holiday,  Stream(1.20, 1.60, 1.00, 1.00, 1.15, 1.60, 1.60), "D"),  # 节后首日
    Factor("school-season",  _is_school_season,  Stream(1.00, 1.00, 1.80, 5.00, 1.00, 1.00, 1.10), "D"),  # 开学季
)
# How many come in an hour of the counter's clock, by those of an hour of which nothing is said.
HOURS = {
    #          applications visits cards groups banks services claims
    8:  Stream(0.70, 1.50, 0.60, 0.50, 0.60, 1.50, 1.30),
    9:  Stream(1.70, 1.80, 1.10, 1.30, 1.40, 1.80, 1.60),  # the salespeople's morning meeting (大晨会) ends at nine
    10: Stream(1.50, 1.50, 1.20, 1.50, 1.60, 1.50, 1.50),
    11: Stream(0.90, 0.80, 1.00, 0.90, 0.90, 0.80, 0.90),
    14: Stream(0.70, 0.70, 0.80, 0.70, 0.80, 0.70, 0.80),
    15: Stream(0.90, 0.80, 1.10, 1.00, 1.10, 0.80, 0.90),
    16: Stream(0.80, 0.60, 1.10, 0.80, 0.90, 0.60, 0.80),
    17: Stream(0.50, 0.40, 0.90, 0.30, 0.30, 0.40, 0.40),
}
# fmt: on
EVEN = Stream(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)


def times(branch: Branch, on: date, stream: str, calendar: WorkCalendar) -> float:
    """By the table: how many times as many as on a day of which nothing is said."""
    found = 1.0
    for factor in DAYS:
        if factor.holds(branch, on, calendar):
            found *= getattr(factor.times, stream)
    return found


@cache
def _usual(branch: Branch, year: int, stream: str, calendar: WorkCalendar) -> float:
    first = date(year, 1, 1)
    days = [first + timedelta(days=each) for each in range((date(year + 1, 1, 1) - first).days)]
    found = [times(branch, day, stream, calendar) for day in days if calendar.is_working_day(day)]
    return sum(found) / len(found)


def expected(branch: Branch, on: date, a_day: float, stream: str, calendar: WorkCalendar) -> float:
    """How many come on a working day, so that `a_day` is the mean of all branches over the year's working days."""
    rhythm = times(branch, on, stream, calendar) / _usual(branch, on.year, stream, calendar)
    return a_day * branch.share * rhythm


def arrivals(seed: int, branch: Branch, on: date, mean: float, stream: str, calendar: WorkCalendar) -> list[datetime]:
    """The times at which they come, `mean` of them by chance (Poisson), always the same ones."""
    pieces = list(_hours(on, stream, calendar))
    if not pieces:
        return []
    draw = Random(f"{seed}/{branch.org}/{on}/{stream}")
    hours = draw.choices(pieces, [weight * seconds for _, seconds, weight in pieces], k=_poisson(draw, mean))
    return sorted({start + timedelta(seconds=draw.randrange(1, seconds + 1)) for start, seconds, _ in hours})


def _hours(on: date, stream: str, calendar: WorkCalendar) -> Iterator[tuple[datetime, int, float]]:
    """The opening hours of a date cut at full hours: start, seconds, weight."""
    for opens, closes in calendar.hours(on):
        start = opens
        while start < closes:
            local = calendar.local(start)
            end = min(closes, start + HOUR - timedelta(minutes=local.minute, seconds=local.second))
            yield start, round((end - start).total_seconds()), getattr(HOURS.get(local.hour, EVEN), stream)
            start = end


def _poisson(draw: Random, mean: float) -> int:
    count, at = 0, draw.expovariate(1.0)
    while at < mean:
        count, at = count + 1, at + draw.expovariate(1.0)
    return count
