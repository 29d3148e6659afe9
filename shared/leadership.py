"""One worker a database: an advisory lock on PostgreSQL decides which replica works; the others stand by."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.waiting import rung


@asynccontextmanager
async def leadership(
    engine: AsyncEngine, task: str, bell: asyncio.Event, *, retry_seconds: float = 1.0
) -> AsyncIterator[Callable[[], bool]]:
    """Wait until this process may do `task` for the database, then yield `held()`; the replicas' bells ring its own.

    On SQLite a database has one process and that one leads.
    """
    if engine.dialect.name != "postgresql":
        yield lambda: True
        return
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        raw: Any = (await connection.get_raw_connection()).driver_connection
        try:
            await _stand_by(raw, task, bell, retry_seconds)
            await raw.add_listener(task, lambda *_: bell.set())
            raw.add_termination_listener(lambda *_: bell.set())  # the leader wakes to find that it no longer leads
            yield lambda: not raw.is_closed()
        finally:
            await connection.invalidate()  # ends the database session, and with it lock and listener


async def _stand_by(raw: Any, task: str, bell: asyncio.Event, retry_seconds: float) -> None:
    while not await raw.fetchval("SELECT pg_try_advisory_lock($1)", zlib.crc32(task.encode())):
        if await rung(bell, retry_seconds):
            bell.clear()
            # Not by a trigger: NOTIFY inside the writing transactions would make their commits wait for each other.
            await raw.execute(f'NOTIFY "{task}"')
