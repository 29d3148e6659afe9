"""A case's row: read by one statement, and written by one together with the event of the step.

The session's unit of work would cost as much as the rest of a step, so a case loaded here is none of its objects: what
changes on it outside a step is not kept. One found by a query is one until its step: move it in the same breath.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, TypeVar, cast

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Dialect, Insert, Update, bindparam, func, insert, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_dict
from sqlalchemy.orm.exc import StaleDataError

from shared import cloudevents
from shared.contracts.base import CaseEvent, Event
from shared.observability import current_traceparent
from shared.tables import case_events

Row = TypeVar("Row")
MISSING = object()
# SQL, and how each of its parameters is bound or each of its columns read: looking a statement up in SQLAlchemy's
# cache at each step takes as long as running it.
Binds = list[tuple[str, Callable[[Any], Any]]]
Prepared = tuple[str, Binds]

_RECORDED = [case_events.c[name] for name in ("event_id", "kind", "case_no", "version", "type", "at", "actor", "data")]
_RECORDED += [case_events.c.traceparent]
_EVENT = [bindparam(f"event_{column.name}", type_=column.type) for column in _RECORDED]
_RECORD = insert(case_events).values(dict(zip(_RECORDED, _EVENT, strict=True))).inline()


async def load(session: AsyncSession, model: type[Row], case_no: str) -> Row | None:
    # What run_sync runs changes between asyncio and SQLAlchemy once, whatever it asks of the session.
    columns = await session.run_sync(_columns, model, case_no)
    if columns is None:
        return None
    return as_loaded(model, columns)


def as_loaded(model: type[Row], columns: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> Row:
    case = inspect(model).class_manager.new_instance()
    instance_dict(case).update(columns)  # nothing of it counts as changed
    return cast(Row, case)


@cache
def columns_of(model: type[Any]) -> tuple[tuple[str, ...], tuple[ColumnElement[Any], ...]]:
    """The attributes of a kind of case, and the column of each."""
    attributes = inspect(model).column_attrs
    return tuple(each.key for each in attributes), tuple(each.columns[0] for each in attributes)


def _columns(session: Session, model: Any, case_no: str) -> dict[str, Any] | None:
    connection = session.connection()
    sql, columns = _by_number(model, connection.dialect)
    found = connection.exec_driver_sql(sql, (case_no,)).one_or_none()
    if found is None:
        return None
    row = found[0] if connection.dialect.name == "postgresql" else found
    return {name: read(value) for (name, read), value in zip(columns, row, strict=True)}


def facts_of(case: Any, wanted: type[BaseModel]) -> dict[str, Any]:
    """All that is known of the case, with the properties that `wanted` names besides.

    For pydantic, which takes twice as long to read attributes off a mapped object.
    """
    known = instance_dict(case)
    rest = {name: getattr(case, name, MISSING) for name in wanted.model_fields.keys() - known.keys()}
    return known | {name: value for name, value in rest.items() if value is not MISSING}


async def add(session: AsyncSession, case: Any) -> None:
    """Write a new case, which gets the defaults of its columns; IntegrityError when something unique of it is taken."""
    session.add(case)
    await session.flush()
    session.expunge(case)


async def record(session: AsyncSession, *events: CaseEvent) -> None:
    await record_all(session, [_recorded(event) for event in events])


async def record_all(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of `row_of`."""
    await session.run_sync(write_rows, _RECORD, rows)


def write_rows(session: Session, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows by their parameters' names, bound by hand: SQLAlchemy takes as long for it as the database for the rest."""
    connection = session.connection()
    sql, binds = _insertion(statement, connection.dialect)
    connection.exec_driver_sql(sql, bound(rows, binds))


def bound(rows: Sequence[Mapping[str, Any]], binds: Binds) -> list[tuple[Any, ...]]:
    """The parameters of a statement for each row. Most values are bound as they are, so few are touched."""
    pick = itemgetter(*(name for name, _ in binds))
    touched = [(place, bind) for place, (_, bind) in enumerate(binds) if bind is not _as_it_is]
    parameters = []
    for row in rows:
        values = list(pick(row))
        for place, bind in touched:
            values[place] = bind(values[place])
        parameters.append(tuple(values))
    return parameters


@cache
def insertion_of(model: type[Any]) -> Insert:
    """A row of a kind of case, its parameters named as its attributes."""
    names, columns = columns_of(cast(Any, model))
    values = {column: bindparam(name, type_=column.type) for name, column in zip(names, columns, strict=True)}
    return insert(model.__table__).values(values).inline()


async def write(session: AsyncSession, case: Any, seen: int, event: CaseEvent) -> None:
    """Write what changed on a case since it was loaded, and its event.

    Raises StaleDataError when the row no longer has the version `seen`: somebody else moved the case.
    """
    if case in session:
        session.expunge(case)
    changed = changed_on(case)
    values = {f"new_{name}": getattr(case, name) for name in changed} | _recorded(event)
    values |= {"number": case.case_no, "seen": seen}
    if not await session.run_sync(_move, case.__class__, changed, values):
        raise StaleDataError(f"{case.case_no} no longer has version {seen}")


def changed_on(case: Any) -> frozenset[str]:
    """The columns that were given another value since it was loaded."""
    state = inspect(case)
    names: frozenset[str] = frozenset(state.mapper.column_attrs.keys()) - state.unmodified
    return names


def _move(session: Session, model: Any, changed: frozenset[str], values: Mapping[str, Any]) -> bool:
    connection = session.connection()
    return all(
        connection.exec_driver_sql(sql, tuple(bind(values[name]) for name, bind in binds)).rowcount == 1
        for sql, binds in _step(model, changed, connection.dialect)
    )


def _recorded(event: CaseEvent) -> dict[str, Any]:
    return row_of(event, event.version, event.at, event.by)


def row_of(event: Event, version: int, at: datetime, by: str) -> dict[str, Any]:
    return {
        "event_event_id": cloudevents.new_id(),
        "event_kind": event.kind,
        "event_case_no": event.case_no,
        "event_version": version,
        "event_type": event.type,
        "event_at": at,
        "event_actor": by,
        "event_data": event.model_dump_json(),
        "event_traceparent": current_traceparent(),
    }


@cache
def _by_number(model: type[Any], dialect: Dialect) -> Prepared:
    columns = {attribute.key: attribute.columns[0] for attribute in inspect(model).column_attrs}
    # As one column, a row: what SQLAlchemy finds out about each of 40 at each reading takes a fifth of the time.
    whole = [func.row(*columns.values())] if dialect.name == "postgresql" else columns.values()
    query = select(*whole).where(model.__table__.c.case_no == bindparam("number"))
    types = {name: column.type.dialect_impl(dialect) for name, column in columns.items()}
    readers = [(name, each.result_processor(dialect, None) or _as_it_is) for name, each in types.items()]
    return str(query.compile(dialect=dialect)), readers


@lru_cache(maxsize=10_000)
def _step(model: type[Any], changed: frozenset[str], dialect: Dialect) -> tuple[Prepared, ...]:
    """On PostgreSQL one statement, a round trip less; SQLite has no changes in a WITH, and no round trips either."""
    table, moved = model.__table__, _update(model, changed)
    if dialect.name != "postgresql":
        return _prepared(moved, dialect), _prepared(_RECORD, dialect)
    done = moved.returning(table.c.case_no).cte("moved")
    step = insert(case_events).from_select(_RECORDED, select(*_EVENT).select_from(done)).add_cte(done)
    return (_prepared(step, dialect),)


@lru_cache(maxsize=1_000)
def update_of(model: type[Any], changed: frozenset[str], dialect: Dialect) -> Prepared:
    """Its parameters are named as the attributes of the case, and the version that it has is `seen`."""
    sql, binds = _prepared(_update(model, changed), dialect)
    return sql, [("case_no" if name == "number" else name.removeprefix("new_"), bind) for name, bind in binds]


def _update(model: type[Any], changed: frozenset[str]) -> Update:
    columns, table = inspect(model).column_attrs, model.__table__
    return (
        update(table)
        .where(table.c.case_no == bindparam("number"), table.c.version == bindparam("seen"))
        .values({columns[name].columns[0]: bindparam(f"new_{name}") for name in changed})
    )


@cache
def _insertion(statement: Insert, dialect: Dialect) -> Prepared:
    return _prepared(statement, dialect)


def _prepared(statement: Insert | Update, dialect: Dialect) -> Prepared:
    compiled = statement.compile(dialect=dialect)
    types = {name: compiled.binds[name].type.dialect_impl(dialect) for name in compiled.positiontup or ()}
    return str(compiled), [(name, each.bind_processor(dialect) or _as_it_is) for name, each in types.items()]


def _as_it_is(value: Any) -> Any:
    return value
