"""What a report is about: a year, a quarter or a month, up to a day of it; and the same days a year before."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from services.metrics.periods import FIRST_DAY
from services.metrics.queries import Window, resolve
from shared.calendar_data import calendars
from shared.errors import RuleBroken, Text

NAMED = re.compile(r"(?P<year>[0-9]{4})(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """`end`: up to which day it is told, that day included; `last`: of the whole of it."""

    name: str
    start: date
    end: date
    last: date

    @property
    def is_whole(self) -> bool:
        return self.end == self.last

    @property
    def year_before(self) -> tuple[date, date]:
        """The same days; a whole period, 29 February or not, with the whole of that one."""
        end = date(self.end.year - 1, self.end.month, _days(self.end.year - 1, self.end.month))
        if not self.is_whole:
            end = end.replace(day=min(self.end.day, end.day))
        return self.start.replace(year=self.start.year - 1), end


def period_of(name: str, to: date | None = None) -> Period:
    """Raises RuleBroken for one that can't be told of, and CalendarYearMissing where nobody declared its holidays."""
    found = NAMED.fullmatch(name)
    if not found:
        told = Text("请写作 2026、2026-Q2 或 2026-04", "Write 2026, 2026-Q2 or 2026-04")
        raise RuleBroken("period", "year-quarter-or-month", told)
    year = int(found["year"])
    if year <= FIRST_DAY.year:
        told = Text(f"应晚于 {FIRST_DAY.year} 年", f"A report tells of years after {FIRST_DAY.year}")
        raise RuleBroken("period", "after-the-first-year", told)
    first, months = _months(found)
    start, last = date(year, first, 1), date(year, first + months - 1, _days(year, first + months - 1))
    today = resolve(Window()).end
    if start > today:
        raise RuleBroken("period", "not-in-the-future", Text("该期尚未开始", "The period has yet to begin"))
    calendars().national_year(year)
    return Period(name, start, _end(start, last, today, to), last)


def _months(found: re.Match[str]) -> tuple[int, int]:
    """The first month, and how many."""
    if found["quarter"]:
        return 3 * int(found["quarter"]) - 2, 3
    return (int(found["month"]), 1) if found["month"] else (1, 12)


def _end(start: date, last: date, today: date, to: date | None) -> date:
    if to is None:
        return min(last, today)
    if to < start:
        told = Text(f"截止日不能早于首日 {start}", f"The last day can't lie before the first, {start}")
        raise RuleBroken("to", "from-before-to", told)
    if to > last:
        raise RuleBroken("to", "within-the-period", Text(f"该期到 {last} 为止", f"The period ends on {last}"))
    if to > today:
        raise RuleBroken("to", "not-in-the-future", Text("截止日不能晚于今天", "The last day can't lie in the future"))
    return to


def _days(year: int, month: int) -> int:
    return monthrange(year, month)[1]
