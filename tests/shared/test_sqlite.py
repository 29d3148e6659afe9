"""The cursor: rows beyond those read ahead, streams, failures; which thread runs what."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from threading import current_thread
from time import perf_counter

import pytest
from sqlalchemy import TextClause, literal, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import sqlite
from shared.db import make_engine, sqlite_url

NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i FROM n"


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = make_engine(sqlite_url(tmp_path / "x.db"))
    async with engine.begin() as opened:
        yield opened
    await engine.dispose()


@pytest.mark.parametrize("rows", [1, sqlite.AHEAD - 1, sqlite.AHEAD, sqlite.AHEAD + 1, 3 * sqlite.AHEAD])
async def test_all_rows_come_whether_read_ahead_or_not(connection: AsyncConnection, rows: int):
    whole = list(range(1, rows + 1))
    assert [*(await connection.execute(text(NUMBERS), {"last": rows})).scalars()] == whole
    async with connection.stream(text(NUMBERS), {"last": rows}) as streamed:
        assert [row.i async for row in streamed] == whole
    async with connection.stream(text(NUMBERS), {"last": rows}) as streamed:
        assert [row.i for part in [part async for part in streamed.partitions(700)] for row in part] == whole


async def test_a_stream_left_early_leaves_nothing_open(connection: AsyncConnection):
    await connection.execute(text("CREATE TABLE t (i INTEGER PRIMARY KEY)"))
    await connection.execute(text("INSERT INTO t (i) VALUES (:i)"), [{"i": i} for i in range(3 * sqlite.AHEAD)])
    async with connection.stream(text("SELECT i FROM t ORDER BY i")) as streamed:
        assert await streamed.fetchone() == (0,)
    await connection.execute(text("DROP TABLE t"))  # "table is locked" while a statement reads it


async def test_what_a_statement_did_is_told(connection: AsyncConnection):
    await connection.execute(text("CREATE TABLE t (i INTEGER PRIMARY KEY, x TEXT)"))
    assert (await connection.execute(text("INSERT INTO t (x) VALUES ('a'), ('b')"))).rowcount == 2
    assert (await connection.execute(text("UPDATE t SET x = 'c' WHERE i = 1"))).rowcount == 1
    assert (await connection.execute(text("UPDATE t SET x = 'c' WHERE i = 9"))).rowcount == 0
    with pytest.raises(IntegrityError):
        await connection.execute(text("INSERT INTO t (i, x) VALUES (2, 'd')"))
    assert (await connection.execute(text("SELECT i, x FROM t ORDER BY i"))).all() == [(1, "c"), (2, "b")]


async def test_what_was_compiled_for_one_database_serves_the_next(tmp_path: Path):
    question, compiled = select(literal(7).label("compiled_once_for_all")), []
    for name in ("a.db", "b.db"):
        engine = make_engine(sqlite_url(tmp_path / name))
        async with engine.connect() as opened:
            before = len(sqlite.STATEMENTS)
            assert await opened.scalar(question) == 7
            compiled.append(len(sqlite.STATEMENTS) - before)
        await engine.dispose()
    assert compiled == [1, 0]


async def test_a_quick_statement_runs_where_it_stands_and_a_slow_one_in_the_thread(connection: AsyncConnection):
    quick, slow = text("SELECT 1 + 1 AS two"), text(NUMBERS)
    for _ in range(50):  # a busy machine may make a quick one slow for once
        await connection.execute(quick)
        if str(quick) in sqlite.QUICK:
            break
    assert await threads_of(connection, quick) == {"MainThread"}
    for _ in range(2):
        await connection.execute(slow, {"last": 200_000})
        assert await threads_of(connection, slow, last=200_000) != {"MainThread"}


async def test_who_has_kept_the_loop_for_long_lets_the_others_go_on(connection: AsyncConnection):
    steps, question = list[int](), text("SELECT 1 AS one")

    async def another() -> None:
        while True:
            steps.append(1)
            await asyncio.sleep(0)

    task = asyncio.create_task(another())
    until = perf_counter() + 0.2
    while perf_counter() < until:
        await connection.execute(question)
    task.cancel()
    assert len(steps) > 5


async def test_a_statement_given_up_does_not_meet_the_next_on_its_connection(tmp_path: Path):
    engine = make_engine(sqlite_url(tmp_path / "x.db"), pool_size=1)
    sevens = text("SELECT 7 AS seven")
    async with engine.connect() as opened:
        for _ in range(3):
            assert await opened.scalar(sevens) == 7
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await opened.execute(text(NUMBERS), {"last": 3_000_000})
    async with engine.connect() as opened:
        assert await opened.scalar(sevens) == 7
    await engine.dispose()


async def threads_of(connection: AsyncConnection, statement: TextClause, **values: int) -> set[str]:
    """In which threads a statement calls back."""
    seen = set[str]()
    real = (await connection.get_raw_connection()).driver_connection
    assert real is not None
    real._conn.set_progress_handler(lambda: seen.add(current_thread().name), 1)
    await connection.execute(statement, values)
    real._conn.set_progress_handler(None, 1)
    return seen
