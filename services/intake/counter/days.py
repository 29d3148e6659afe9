"""What may be recorded of which day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from shared.calendar_data import calendar_for
from shared.days import check_come, today_at
from shared.errors import CalendarUnavailable, RuleBroken, Text

MOST_DAYS_BACK = 92  # 补登期限: a quarter, so that a figure reported for longer than that stands (D)


def start_of_day(org: str, day: date) -> datetime:
    return calendar_for(org).end_of_day(day - timedelta(days=1))


def check_recent(field: str, day: date, org: str) -> None:
    """Raises RuleBroken for a day further back than anything may be recorded or corrected."""
    if day < today_at(org) - timedelta(days=MOST_DAYS_BACK):
        told = Text(f"只能补登 {MOST_DAYS_BACK} 天内的", f"Only the last {MOST_DAYS_BACK} days can be recorded")
        raise RuleBroken(field, "within-a-quarter", told)


def check_past(field: str, day: date, org: str) -> None:
    """Raises RuleBroken for a day that has yet to come, or lies too far back."""
    check_come(field, day, org)
    check_recent(field, day, org)


@contextmanager
def known_year(field: str, day: date, org: str) -> Iterator[None]:
    """Raises RuleBroken where a day is told of a year to come that has no calendar yet; that of today must be there."""
    try:
        yield
    except CalendarUnavailable as missing:
        if day.year <= today_at(org).year:
            raise
        raise RuleBroken(field, "calendar-year", missing.detail) from missing
