"""Days, months and years as the cells number them, so that any stretch of time is a few ranges of rows."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"  # of the deployment: of days, of the board, of what commands print
DAY_SECONDS = 86_400

FIRST_DAY = date(1970, 1, 1)  # no event tells of an earlier one
_MONTHS, _YEARS = 1_000_000, 2_000_000  # codes: days since 1970, 1000000 + 12·year + month-1, 2000000 + year
_FIXED = {DEFAULT_ZONE: 28_800_000, "UTC": 0}

Range = tuple[int, int]  # first and last code, both included


def local(ms: int, zone: str = DEFAULT_ZONE) -> tuple[int, int]:
    """The day (as a code) and the second of that day at which `ms` falls in `zone`."""
    offset = _FIXED.get(zone)
    if offset is None:
        offset = _offset(zone, ms // 900_000)
    return divmod((ms + offset) // 1000, DAY_SECONDS)


@lru_cache(maxsize=100_000)
def _offset(zone: str, quarter: int) -> int:
    # Zones change their offset on a quarter of an hour, so one look-up serves all instants of a quarter.
    at = datetime.fromtimestamp(quarter * 900, UTC).astimezone(ZoneInfo(zone))
    return round((at.utcoffset() or timedelta()).total_seconds() * 1000)


@lru_cache(maxsize=10_000)
def noon_of(day: date, zone: str) -> int:
    """An instant of that day in `zone`, for what happens on a day and at no hour of it."""
    return round(datetime.combine(day, time(12), ZoneInfo(zone)).timestamp() * 1000)


def day_code(day: date) -> int:
    return (day - FIRST_DAY).days


def day_of(code: int) -> date:
    return FIRST_DAY + timedelta(code)


def beginning(code: int, zone: str = DEFAULT_ZONE) -> int:
    """The instant in ms at which a day begins in `zone`."""
    return int(datetime.combine(day_of(code), time(), ZoneInfo(zone)).timestamp() * 1000)


def month_code(year: int, month: int) -> int:
    return _MONTHS + 12 * year + month - 1


@lru_cache(maxsize=100_000)
def month_of(day: int) -> int:
    at = day_of(day)
    return month_code(at.year, at.month)


def is_month(code: int) -> bool:
    return _MONTHS <= code < _YEARS


def year_of(month: int) -> int:
    return _YEARS + (month - _MONTHS) // 12


@lru_cache(maxsize=100_000)
def band_of(code: int) -> int:
    """Cells written on the same day, or read together, lie together in their table: the days of one month, the months
    of one year, all years. Bands are numbered 10000 + months since 1970; the year; 0."""
    if code >= _YEARS:
        return 0
    if code >= _MONTHS:
        return (code - _MONTHS) // 12
    return 10_000 + month_of(code) - month_of(0)


def in_bands(first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """A range of codes, cut into band, first and last code."""
    while first <= last:
        end = min(last, _last_beside(first))
        yield band_of(first), first, end
        first = end + 1


def _last_beside(code: int) -> int:
    """The last code of the same band."""
    if code >= _YEARS:
        return _YEARS + date.max.year
    if code >= _MONTHS:
        return code + 11 - (code - _MONTHS) % 12
    at = day_of(code)
    return code + monthrange(at.year, at.month)[1] - at.day


def start_of(code: int) -> date:
    """The first day of a period."""
    if code >= _YEARS:
        return date(code - _YEARS, 1, 1)
    if code >= _MONTHS:
        return date((code - _MONTHS) // 12, (code - _MONTHS) % 12 + 1, 1)
    return day_of(code)


def until(day: date) -> list[Range]:
    """Everything up to the end of `day`: whole years, then whole months, then days."""
    ranges = [(_YEARS, _YEARS + day.year - 1)]
    if day.month > 1:
        ranges.append((month_code(day.year, 1), month_code(day.year, day.month - 1)))
    ranges.append((day_code(day.replace(day=1)), day_code(day)))
    return ranges


def between(start: date, end: date) -> list[Range]:
    """The days from `start` to `end`, both included: whole months, and days around them; none if they are reversed."""
    if start > end:
        return []
    first, last = _month_after(start), _month_before(end)
    if first > last:
        return [(day_code(start), day_code(end))]
    ranges = [(first, last)]
    if start.day > 1:
        ranges.append((day_code(start), day_code(start_of(first)) - 1))
    if end.day < monthrange(end.year, end.month)[1]:
        ranges.append((day_code(end.replace(day=1)), day_code(end)))
    return ranges


def _month_after(day: date) -> int:
    return month_code(day.year, day.month) + (day.day > 1)


def _month_before(day: date) -> int:
    return month_code(day.year, day.month) - (day.day < monthrange(day.year, day.month)[1])
