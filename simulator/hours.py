"""The numbers and the days of a play; the last stretch of time that the loaded calendars cover."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

from shared.calendar import CalendarYearMissing, WorkCalendar

AHEAD = timedelta(days=60)  # the farthest that a demo's deadlines reach: 30 days of free look, then letters


def form_number(org: str, at: datetime, letter: str = "") -> str:
    """Forms are numbered as they leave the printer: here by the second of the year in which they are used."""
    second = (at - at.replace(month=1, day=1, hour=0, minute=0, second=0)) // timedelta(seconds=1)
    return f"{org}-{at:%y}-{letter}{second:08d}"


def working_days_before(at: datetime, count: int, calendar: WorkCalendar) -> datetime:
    """The opening of the counter `count` working days before the day of `at`."""
    days = (calendar.date_of(at) - timedelta(days=back) for back in range(1, count * 3 + 15))
    working = [day for day in days if calendar.is_working_day(day)]
    return calendar.hours(working[count - 1])[0][0]


def demo_now(real: datetime, calendar: WorkCalendar) -> datetime:
    """The latest moment of a busy counter that isn't in the future and whose deadlines the calendars still cover."""
    latest = min(real, _covered_until(real, calendar) - AHEAD)
    return next(moment for moment in _busy_moments(latest, calendar) if moment <= latest)


def _covered_until(real: datetime, calendar: WorkCalendar) -> datetime:
    """The New Year after the last loaded year, or after the next year where that is loaded too."""
    for year in range(real.year + 1, real.year - 30, -1):
        with suppress(CalendarYearMissing):
            calendar.day(date(year, 1, 1))
            return datetime(year + 1, 1, 1, tzinfo=calendar.zone)
    raise CalendarYearMissing(real.year, calendar.name)


def _busy_moments(latest: datetime, calendar: WorkCalendar) -> Iterator[datetime]:
    """Itself while the counter is open and has been for an hour; else shortly before a break or the close."""
    today = calendar.date_of(latest)
    hours = calendar.hours(today)
    if hours and calendar.is_open(latest) and latest - hours[0][0] > timedelta(hours=1):
        yield latest
    for back in range(30):
        for _, closing in reversed(calendar.hours(today - timedelta(days=back))):
            yield closing - timedelta(minutes=45)
