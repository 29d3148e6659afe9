"""How far the loaded calendars reach: warned of in time, since a day of a missing year is refused and never guessed."""

from datetime import date
from typing import NamedTuple

from shared.calendar import CalendarYearMissing
from shared.calendar_data import calendars
from shared.days import today_at
from shared.errors import Text

# 15 working days, the longest limit in them, take up to 30 days over Spring Festival; two weeks more to act.
WARN_DAYS = 45


class Outlook(NamedTuple):
    days_left: int  # from today to the last day that is declared
    until: date
    warning: Text | None


def outlook() -> Outlook:
    today = today_at("")
    missing = _first_missing(today.year)
    until = date(missing.year - 1, 12, 31)
    left = (until - today).days
    return Outlook(left, until, missing.detail if left < WARN_DAYS else None)


_told: set[date] = set()


def news() -> Outlook:
    """The outlook, whose warning a process hears once: the command that starts it and each of its apps ask."""
    reach = outlook()
    if reach.until in _told:
        return reach._replace(warning=None)
    if reach.warning:
        _told.add(reach.until)
    return reach


def _first_missing(year: int) -> CalendarYearMissing:
    while True:
        try:
            calendars().national_year(year)
        except CalendarYearMissing as missing:
            return missing
        year += 1
