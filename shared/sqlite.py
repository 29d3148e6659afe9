"""SQLite without a visit to the driver's thread for a statement known to be quick (ADR 35), and with one for others:
aiosqlite's own cursor makes four, 0.1 ms each."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from time import perf_counter
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import URL
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

T = TypeVar("T")
Call = Callable[[str, Sequence[Any]], T]

WAIT_SECONDS = 30  # for another process that writes
AHEAD = 1000  # rows that come with the statement itself
STATEMENTS: LRUCache[Any, Any] = LRUCache(2000)  # of every database of the process: compiling takes longer than running
QUICK_SECONDS = 0.001
QUICK: LRUCache[str, bool] = LRUCache(4000)  # the statements that took no longer, when they last ran
TURN_SECONDS = 0.005  # for which one connection may keep the loop from everybody else
FEW = 10  # rows to write, which take as long as one
WAITS = "BEGIN IMMEDIATE"  # for another process, perhaps


class Dialect(SQLiteDialect_aiosqlite):
    """Equal to every other, all being made alike: what was compiled for one database serves the next."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.guimian", __name__, Dialect.__name__)


def with_dialect(url: URL) -> URL:
    return url.set(drivername="sqlite+guimian")


async def connect(database: str) -> aiosqlite.Connection:
    connection = _Connection(lambda: sqlite3.connect(database, WAIT_SECONDS, check_same_thread=False), AHEAD)
    connection._thread.daemon = True  # a process that ends doesn't wait for it
    return await connection


class _Connection(aiosqlite.Connection):
    _turn_began: float | None = None  # when it first kept the loop, since the loop last went on

    def cursor(self) -> Any:
        return _Cursor(self)

    async def run(self, call: Call[T], sql: str, parameters: Sequence[Any]) -> T:
        """Run a statement here, if it is known to be quick, else in the thread; and see how long it took."""
        if sql in QUICK and self.may_keep_the_loop():
            return _timed(call, sql, parameters)
        return await self.visit(call if sql == WAITS else partial(_timed, call), sql, parameters)

    async def visit(self, call: Callable[..., T], *args: Any) -> T:
        """Run a call in the connection's thread."""
        execute: Callable[..., Awaitable[T]] = self._execute
        return await execute(call, *args)

    def may_keep_the_loop(self) -> bool:
        if self._turn_began is None:
            self._turn_began = perf_counter()
            asyncio.get_running_loop().call_soon(self._end_turn)
        return perf_counter() - self._turn_began < TURN_SECONDS

    def _end_turn(self) -> None:
        self._turn_began = None

    async def commit(self) -> None:
        await self.run(lambda *_: self._conn.commit(), "COMMIT", ())

    async def rollback(self) -> None:
        await self.run(lambda *_: self._conn.rollback(), "ROLLBACK", ())


class _Cursor:
    """What SQLAlchemy asks of an asynchronous cursor. The real one is opened by the statement, in the thread."""

    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._real: Any = None
        self._ahead: list[Any] = []
        self._more = False

    @property
    def description(self) -> Any:
        return self._real.description

    @property
    def rowcount(self) -> int:
        return int(self._real.rowcount)

    @property
    def lastrowid(self) -> Any:
        return self._real.lastrowid

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        self._real, self._ahead = await self._connection.run(self._run, sql, parameters)
        self._more = len(self._ahead) == AHEAD
        return self

    def _run(self, sql: str, parameters: Sequence[Any]) -> tuple[sqlite3.Cursor, list[Any]]:
        cursor = self._connection._conn.execute(sql, parameters)
        return cursor, cursor.fetchmany(AHEAD) if cursor.description else []

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> "_Cursor":
        rows, execute = list(parameters), self._connection._conn.executemany
        go = self._connection.run if len(rows) <= FEW else self._connection.visit
        self._real = await go(execute, sql, rows)
        return self

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = size or self.arraysize
        if not self._ahead and self._more:
            self._ahead = await self._connection.visit(self._real.fetchmany, wanted)
            self._more = len(self._ahead) == wanted
        taken, self._ahead = self._ahead[:wanted], self._ahead[wanted:]
        return taken

    async def fetchone(self) -> Any:
        return next(iter(await self.fetchmany(1)), None)

    async def fetchall(self) -> list[Any]:
        rest = await self._connection.visit(self._real.fetchall) if self._more else []
        rows, self._ahead, self._more = self._ahead + rest, [], False
        return rows

    async def close(self) -> None:
        if self._more:  # else SQLite has closed the statement itself, at its last row
            await self._connection.visit(self._real.close)


def _timed(call: Call[T], sql: str, parameters: Sequence[Any]) -> T:
    began = perf_counter()
    result = call(sql, parameters)
    if perf_counter() - began < QUICK_SECONDS:
        QUICK[sql] = True
    else:
        QUICK.pop(sql, None)
    return result
