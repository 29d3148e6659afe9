"""Dates and times as people and spreadsheets write them in a table's cells."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, tzinfo

DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?: 0?0:00(?::00)?)?", re.ASCII)
TIME = re.compile(r"(.+?)[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?", re.ASCII)


def date_of(written: str) -> date | None:
    """2018-05-06, 2018/5/6, 2018年5月6日 or 20180506."""
    match = DATE.fullmatch(unicodedata.normalize("NFKC", written))
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
    except ValueError:
        return None


def time_of(written: str, zone: tzinfo) -> datetime | None:
    """A date as `date_of` reads it, and 09:30 or 9:30:15 after it, local to the zone; the moment is in UTC."""
    match = TIME.fullmatch(unicodedata.normalize("NFKC", written))
    day = date_of(match[1]) if match else None
    if match is None or day is None:
        return None
    try:
        written_at = time(int(match[2]), int(match[3]), int(match[4] or 0))
        return datetime.combine(day, written_at, zone).astimezone(UTC)
    except (ValueError, OverflowError):  # the first hours of the calendar are no time in UTC at all
        return None
