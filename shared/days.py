"""The day that it is at an organisation's counter, for what is recorded of a day and not of a moment."""

from datetime import date, datetime, time

from shared import clock
from shared.calendar_data import calendar_for
from shared.errors import RuleBroken, Text


def today_at(org: str) -> date:
    return calendar_for(org).date_of(clock.now())


def moment_of(day: date, org: str) -> datetime:
    """For clocks that count from what is told of a day: now if it is today, else its noon."""
    calendar, now = calendar_for(org), clock.now()
    return now if day == calendar.date_of(now) else datetime.combine(day, time(12), calendar.zone)


def check_come(field: str, day: date, org: str) -> None:
    """Raises RuleBroken for a day that has yet to come."""
    if day > today_at(org):
        raise RuleBroken(field, "not-in-the-future", Text("日期不能晚于今天", "The day can't lie in the future"))
