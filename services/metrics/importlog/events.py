"""From the rows of a case to the steps it took, each with the state after it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from services.metrics.importlog.course import CLOSE, Course, Moment, course_of, empty
from services.metrics.importlog.faults import RowRefused
from services.metrics.importlog.mapping import Mapping, Value
from services.metrics.importlog.rows import Row
from services.metrics.importlog.times import column_of, read_time
from services.metrics.importlog.waits import Waits
from shared.calendar import CalendarYearMissing, WorkCalendar
from shared.contracts.base import ClockReading
from shared.contracts.foreign import CaseImported
from shared.errors import Text
from shared.messages import message

IMPORT = "import"
CASE_FIELDS = ("org", "outlet", "channel", "line", "product", "handler")


class Standing(NamedTuple):
    """Where the clock of a case stands after a step."""

    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    waiting: str | None


class Builder:
    def __init__(self, mapping: Mapping, calendar_of: Callable[[str], WorkCalendar]) -> None:
        self._mapping, self._case, self._calendar_of = mapping, mapping.case, calendar_of
        given = ((name, getattr(mapping.case, name)) for name in CASE_FIELDS)
        self._sources: dict[str, Value] = {name: source for name, source in given if source}

    def build(self, case_no: str, rows: list[Row]) -> list[CaseImported]:
        """The steps in order; raises RowRefused, and then there are none."""
        course = course_of(rows, self._mapping)
        waits = Waits(self._mapping.activities)
        steps: list[CaseImported] = []
        closed_at: datetime | None = None
        for version, moment in enumerate(course.moments, 1):
            closed_at = self._closed_after(moment, course, closed_at)
            due_at = read_time(moment.row, self._case.due, self._mapping)
            waiting = waits.after(moment.at, moment.action, closed_at)
            standing = Standing(course.opened_at, closed_at, due_at, waiting)
            steps.append(self._step(case_no, version, moment, standing, waits))
        return steps

    def _closed_after(self, moment: Moment, course: Course, closed_at: datetime | None) -> datetime | None:
        if self._case.closed:
            return course.closes_at if course.closes_at and moment.at >= course.closes_at else None
        activities = self._mapping.activities
        if moment.action in activities.close:
            return max(closed_at or moment.at, course.opened_at)
        return None if moment.action in activities.open else closed_at

    def _step(self, case_no: str, version: int, moment: Moment, standing: Standing, waits: Waits) -> CaseImported:
        cells = moment.row.cells
        told: dict[str, Any] = {name: source.of(cells) for name, source in self._sources.items()}
        fields = {
            **told,
            **standing._asdict(),
            "kind": self._mapping.kind,
            "case_no": case_no,
            "version": version,
            "status": self._status(moment, standing),
            "outcome": self._outcome(cells, standing),
            "clocks": (self._clock(told["org"] or "", standing, waits, moment.row),),
            "action": moment.action,
            "at": moment.at,
            **self._by(cells),
            "zone": self._mapping.zone.key,
            "labels": self._labels(cells),
        }
        return self._checked(fields, moment.row)

    def _clock(self, org: str, standing: Standing, waits: Waits, row: Row) -> ClockReading:
        try:
            return _clock(standing, waits, self._calendar_of(org))
        except CalendarYearMissing as missing:
            raise RowRefused(row.line, "", missing.detail) from None

    def _status(self, moment: Moment, standing: Standing) -> str:
        if self._mapping.event and moment.action != CLOSE:
            return moment.action
        return "closed" if standing.closed_at else "open"

    def _outcome(self, cells: dict[str, str], standing: Standing) -> str | None:
        if standing.closed_at is None:
            return None
        return (self._case.outcome.of(cells) if self._case.outcome else None) or "closed"

    def _by(self, cells: dict[str, str]) -> dict[str, Any]:
        source = self._mapping.event.by if self._mapping.event else None
        who = source.of(cells) if source else None
        return {"by": who} if who else {"by": IMPORT, "by_machine": True}

    def _labels(self, cells: dict[str, str]) -> dict[str, str]:
        told = ((name, source.of(cells)) for name, source in self._mapping.labels.items())
        return {name: text for name, text in told if text}

    def _checked(self, fields: dict[str, Any], row: Row) -> CaseImported:
        try:
            return CaseImported(**fields)
        except ValidationError as error:
            raise self._refused(dict(error.errors()[0]), row) from None

    def _refused(self, entry: dict[str, Any], row: Row) -> RowRefused:
        field, *rest = (str(part) for part in entry["loc"])
        source = self._source(field, rest)
        if isinstance(source, Value) and entry["input"] is None:
            return empty(row, source)
        column = column_of(source, row.cells) if isinstance(source, Value) else field
        zh, en = f"{field} {message(entry, 'zh')}", f"{field}: {message(entry, 'en')}"
        return RowRefused(row.line, column, Text(zh, en))

    def _source(self, field: str, rest: list[str]) -> object:
        """Where the mapping takes a field from."""
        event = self._mapping.event
        if field == "labels" and rest:
            return self._mapping.labels.get(rest[0])
        if event and field in ("action", "status", "by"):
            return event.by if field == "by" else event.activity
        return getattr(self._case, {"case_no": "id"}.get(field, field), None)


def _clock(standing: Standing, waits: Waits, calendar: WorkCalendar) -> ClockReading:
    opened_at, closed_at = standing.opened_at, standing.closed_at
    return ClockReading(
        id="turnaround",
        started_at=opened_at,
        due_at=standing.due_at,
        stopped_at=closed_at,
        net_working_seconds=waits.net_seconds(opened_at, closed_at, calendar) if closed_at else None,
    )
