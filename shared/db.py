"""Databases: PostgreSQL or one SQLite file a service, aware UTC times, one transaction a request."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, cast

import orjson
from fastapi import Depends
from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData, TypeDecorator, event, make_url, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.util import await_only
from starlette.requests import HTTPConnection

from shared import sqlite

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# As PostgreSQL and SQLite tell it; numbers of cases, mandates, receipts, endorsements are columns named `…_no`.
_NUMBER_TAKEN = re.compile(r'constraint "(?:pk_\w+|uq_\w+_no)"|UNIQUE constraint failed: \w+\.\w+_no$')

BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only in an INTEGER key
Json = JSON().with_variant(JSONB, "postgresql")
Sessions = async_sessionmaker[AsyncSession]
_READ_ONLY = {"read_only": True}
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_TURNS = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(turn.key, 0)) FROM unnest(CAST(:keys AS text[])) AS turn(key)"
)
_AUTOCOMMIT = {"isolation_level": "AUTOCOMMIT"}  # PostgreSQL reads the same in READ COMMITTED: two round trips more
_ALWAYS: dict[str, Any] = {
    "hide_parameters": True,
    "json_serializer": lambda value: orjson.dumps(value).decode(),
    "json_deserializer": orjson.loads,
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python on every database; a naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r}: times are aware here")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def metadata() -> MetaData:
    return MetaData(naming_convention=NAMING)


def sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def make_engine(url: str, *, pool_size: int = 10, synchronous: str = "FULL") -> AsyncEngine:
    """An engine whose transactions can't deadlock on upgrade: SQLite begins them as writers (BEGIN IMMEDIATE)."""
    if not url.startswith("sqlite"):
        return create_async_engine(url, pool_size=pool_size, max_overflow=pool_size, **_ALWAYS)
    address = sqlite.with_dialect(make_url(url))
    engine = create_async_engine(
        address,
        pool_size=pool_size,
        max_overflow=pool_size,
        async_creator=partial(sqlite.connect, address.database or ":memory:"),
        execution_options={"compiled_cache": sqlite.STATEMENTS},
        **_ALWAYS,
    )
    turn = asyncio.Lock()
    event.listen(engine.sync_engine, "connect", partial(_configure_sqlite, synchronous))
    event.listen(engine.sync_engine, "begin", partial(_begin_sqlite, turn))
    for end in ("checkin", "invalidate"):
        event.listen(engine.sync_engine.pool, end, partial(_end_turn, turn))
    return engine


def make_sessions(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, expire_on_commit=False)


def _configure_sqlite(synchronous: str, connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy emits BEGIN below; sqlite3 must not begin by itself
    for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(turn: asyncio.Lock, connection: Any) -> None:
    """A reader that later writes fails with "database is locked" when another wrote in between; a writer waits."""
    if connection.get_execution_options().get("read_only"):
        connection.exec_driver_sql("BEGIN")
        return
    # The process's writers take turns here: SQLite's own waiting is sleeping, up to 100 ms at a time, in no order.
    if not connection.info.get("writes"):
        await_only(turn.acquire())
        connection.info["writes"] = True
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _end_turn(turn: asyncio.Lock, _connection: Any, record: Any, *_: Any) -> None:
    """The connection goes back to its pool, or is lost: whoever wrote with it has written."""
    if record is not None and record.info.pop("writes", False):
        turn.release()


async def get_session(connection: HTTPConnection) -> AsyncSession:
    """That of the request's one transaction, which its route begins and commits (`shared.idempotency.CommandRoute`)."""
    return cast(AsyncSession, connection.state.session)


@asynccontextmanager
async def reading(sessions: Sessions, *, snapshot: bool = False) -> AsyncIterator[AsyncSession]:
    """To read from: it never waits for a writer. All of one moment on SQLite; on PostgreSQL if `snapshot` asks for it,
    else each statement sees its own."""
    async with sessions() as session:
        is_postgres = session.get_bind().dialect.name == "postgresql"
        options = _READ_ONLY if not is_postgres else _SNAPSHOT if snapshot else _AUTOCOMMIT
        await session.connection(execution_options=options)
        yield session


async def get_reader(connection: HTTPConnection) -> AsyncIterator[AsyncSession]:
    async with reading(connection.app.state.sessions) as session:
        yield session


async def get_snapshot(connection: HTTPConnection) -> AsyncIterator[AsyncSession]:
    async with reading(connection.app.state.sessions, snapshot=True) as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]

# In FastAPI's default scope the connection would be held until the answer is sent.
ReadSession = Annotated[AsyncSession, Depends(get_reader, scope="function")]
SnapshotSession = Annotated[AsyncSession, Depends(get_snapshot, scope="function")]


async def take_turn(session: AsyncSession, key: str) -> None:
    """Until this transaction ends no other one with the same key gets past here: to count, and then to act on it."""
    await take_turns(session, [key])


async def take_turns(session: AsyncSession, keys: Iterable[str]) -> None:
    """Of several keys, in one order, so that two who want some of the same can't wait for each other."""
    wanted = sorted(set(keys))
    if wanted and session.get_bind().dialect.name == "postgresql":  # on SQLite whoever writes is alone
        await session.execute(_TURNS, {"keys": wanted})


@contextmanager
def unless_taken(column: str, refusal: Exception) -> Iterator[None]:
    """Raise `refusal` where what is written must be the only one with its `column`, and isn't.

    Both databases name the column; another that is taken, as a case number can be, is no such case.
    """
    try:
        yield
    except IntegrityError as error:
        if column not in str(error.orig):
            raise
        raise refusal from error


def is_number_taken(error: IntegrityError) -> bool:
    """Whether what is written has a number that is another's: one drawn at random can be, however seldom."""
    return _NUMBER_TAKEN.search(str(error.orig)) is not None
