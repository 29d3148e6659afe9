"""How a case ran: its rows in the order of time, when it opened, and when it closed if a column says so."""

from datetime import datetime
from typing import NamedTuple

from services.metrics.importlog.faults import RowRefused
from services.metrics.importlog.mapping import EventColumns, Mapping, Value
from services.metrics.importlog.rows import Row
from services.metrics.importlog.times import column_of, read_time
from shared.errors import Text

OPEN, CLOSE = "open", "close"  # the steps of a log that has no activities


class Moment(NamedTuple):
    at: datetime
    action: str
    row: Row


class Course(NamedTuple):
    moments: list[Moment]
    opened_at: datetime
    closes_at: datetime | None


def course_of(rows: list[Row], mapping: Mapping) -> Course:
    """Raises RowRefused for the first row at fault: a case with a row missing would be a false fact."""
    for row in rows:
        if row.fault:
            raise RowRefused(row.line, row.fault.column, Text(row.fault.zh, row.fault.en))
    return _of_events(rows, mapping, mapping.event) if mapping.event else _of_one_row(rows, mapping)


def _of_one_row(rows: list[Row], mapping: Mapping) -> Course:
    row, *others = rows
    if others:
        zh, en = f"第 {row.line} 行已有此案件", f"line {row.line} has this case already"
        raise RowRefused(others[0].line, column_of(mapping.case.id, row.cells), Text(zh, en))
    opened_at = _needed(row, mapping.case.opened, mapping)
    closes_at = _closes_at(row, opened_at, mapping)
    closing = [Moment(closes_at, CLOSE, row)] if closes_at else []
    return Course([Moment(opened_at, OPEN, row), *closing], opened_at, closes_at)


def _of_events(rows: list[Row], mapping: Mapping, event: EventColumns) -> Course:
    placed = [(_needed(row, event.time, mapping), _order(row, event.order), row.line, row) for row in rows]
    placed.sort(key=lambda entry: entry[:3])
    moments = [Moment(at, _activity(row, event.activity), row) for at, _, _, row in placed]
    last = moments[-1]
    opened_at = read_time(last.row, mapping.case.opened, mapping) or _first_opening(moments, mapping)
    closes_at = _closes_at(last.row, opened_at, mapping)
    if closes_at and last.at < closes_at:
        moments.append(Moment(closes_at, CLOSE, last.row))
    return Course(moments, opened_at, closes_at)


def _activity(row: Row, source: Value) -> str:
    activity = source.of(row.cells)
    if not activity:
        raise empty(row, source)
    return activity


def _order(row: Row, source: Value | None) -> int:
    text = source.of(row.cells) if source else None
    if source is None or not text:
        return 0
    try:
        return int(text)
    except ValueError:
        zh, en = f"“{text[:40]}”不是整数", f"'{text[:40]}' is not a whole number"
        raise RowRefused(row.line, column_of(source, row.cells), Text(zh, en)) from None


def _first_opening(moments: list[Moment], mapping: Mapping) -> datetime:
    names = mapping.activities.open
    opening = next((moment for moment in moments if not names or moment.action in names), None)
    if opening is None:
        raise RowRefused(moments[0].row.line, "", Text("没有任何一行使案件开始", "no row of the case opens it"))
    return opening.at


def _closes_at(row: Row, opened_at: datetime, mapping: Mapping) -> datetime | None:
    source = mapping.case.closed
    closes_at = read_time(row, source, mapping)
    if source and closes_at and closes_at < opened_at:
        reason = Text("办结时间早于开始时间", "closed before it was opened")
        raise RowRefused(row.line, column_of(source, row.cells), reason)
    return closes_at


def _needed(row: Row, source: Value | None, mapping: Mapping) -> datetime:
    assert source is not None  # the mapping was checked
    at = read_time(row, source, mapping)
    if at is None:
        raise empty(row, source)
    return at


def empty(row: Row, source: Value) -> RowRefused:
    return RowRefused(row.line, ",".join(source.column), Text("为空", "is empty"))
