"""Times of a log: with an offset as they stand, without one in the log's zone."""

from datetime import UTC, datetime

from services.metrics.importlog.faults import RowRefused
from services.metrics.importlog.mapping import Cells, Mapping, Value
from services.metrics.importlog.rows import Row
from shared.errors import Text


def read_time(row: Row, source: Value | None, mapping: Mapping) -> datetime | None:
    """The instant that `source` names, None if it is empty; raises RowRefused for what is no time."""
    text = source.of(row.cells) if source else None
    if source is None or not text:
        return None
    try:
        return _in_utc(_parsed(text, mapping), row, source, mapping)
    except ValueError:
        raise _refused(row, source, text, mapping) from None


def _parsed(text: str, mapping: Mapping) -> datetime:
    if mapping.time_format:
        return datetime.strptime(text, mapping.time_format)  # noqa: DTZ007 (the zone comes next)
    return datetime.fromisoformat(text)


def _in_utc(at: datetime, row: Row, source: Value, mapping: Mapping) -> datetime:
    # fold stays 0: of an hour that comes twice the first is meant, and a time that the clocks leap over moves on by
    # the length of the leap. The log itself can't say more.
    if not 1970 < at.year < 2199:
        reason = Text(f"年份 {at.year} 不在 1971 至 2198 之间", f"the year {at.year} is not between 1971 and 2198")
        raise RowRefused(row.line, column_of(source, row.cells), reason)
    at = at if at.tzinfo else at.replace(tzinfo=mapping.zone)
    return at.astimezone(UTC)


def _refused(row: Row, source: Value, text: str, mapping: Mapping) -> RowRefused:
    form = mapping.time_format or "ISO 8601 (2016-03-01 09:05:00)"
    reason = Text(f"“{text[:40]}”不是 {form} 格式的时间", f"'{text[:40]}' is not a time of the form {form}")
    return RowRefused(row.line, column_of(source, row.cells), reason)


def column_of(source: Value, cells: Cells) -> str:
    """The column whose text was taken."""
    return next((name for name in source.column if cells.get(name)), ",".join(source.column))
