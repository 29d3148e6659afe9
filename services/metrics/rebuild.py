"""Rebuilding everything from the log while the service goes on: a new generation beside the live one, then a swap."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.cells import Ledger
from services.metrics.models import LIVE
from services.metrics.projection import Projection
from services.metrics.store_pg import LOCK
from services.metrics.worker import open_store
from shared.bus import Bus
from shared.locks import Locked, locked

CHUNK = 2_000
OURS = -1  # beside the shards among the advisory locks

LEFT = text("""
    SELECT generation FROM positions UNION SELECT generation FROM series
    EXCEPT SELECT generation FROM live_generation""")
# One look-up in the primary key; SELECT DISTINCT would read all of it.
NEXT_BAND = {table: text(f"SELECT min(band) FROM {table} WHERE band > :after") for table in ("cells", "buckets")}
OF_BAND = {
    table: text(f"""DELETE FROM {table}
                    WHERE band = :band AND series_id IN (SELECT id FROM series WHERE generation = :generation)""")
    for table in NEXT_BAND
}
SWAP = text("UPDATE live_generation SET generation = :generation")


class RebuildRunning(Exception):
    """Another process rebuilds these data."""


async def rebuild(engine: AsyncEngine, bus: Bus, ledger: Ledger | None = None) -> int:
    """Fold the whole log into a new generation, make it the live one, drop the old. Returns its number."""
    async with _alone(engine):
        async with engine.connect() as connection:
            old = int((await connection.execute(LIVE)).scalar_one())
            broken_off = list((await connection.execute(LEFT)).scalars())
        for generation in broken_off:
            await drop(engine, generation)
        await _fold(engine, bus, ledger, old + 1)
        async with engine.begin() as connection:
            await connection.execute(SWAP, {"generation": old + 1})
        await drop(engine, old)
        return old + 1


@asynccontextmanager
async def _alone(engine: AsyncEngine) -> AsyncIterator[None]:
    """Raises RebuildRunning. The lock ends with the process that holds it, however that ends."""
    if engine.dialect.name != "postgresql":
        try:
            with locked(Path(f"{engine.url.database}.rebuild")):
                yield
        except Locked:
            raise RebuildRunning from None
        return
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        taken = await connection.execute(
            text("SELECT pg_try_advisory_lock(:lock, :ours)"), {"lock": LOCK, "ours": OURS}
        )
        try:
            if not taken.scalar_one():
                raise RebuildRunning
            yield
        finally:
            await connection.invalidate()  # ends the database session, and with it the lock


async def _fold(engine: AsyncEngine, bus: Bus, ledger: Ledger | None, generation: int) -> None:
    store = open_store(engine, generation, live=False)
    try:
        # The second time takes in what came during the first; the live worker goes on from there after the swap.
        for _ in range(2):
            await Projection(store, ledger).catch_up(bus, group=f"metrics-rebuild-{generation}")
    finally:
        await store.close()


async def drop(engine: AsyncEngine, generation: int) -> None:
    """Delete a generation that is not live, in small transactions so that nobody waits: its cells band by band."""
    for table in NEXT_BAND:
        band: int | None = -1
        while band is not None:
            band = await _drop_band(engine, generation, table, band)
    for table, key in (("facts", "key"), ("worklist", "key"), ("series", "id")):
        while await _drop_some(engine, generation, table, key):
            continue
    async with engine.begin() as connection:
        for table in ("positions", "refused_events"):
            await connection.execute(text(f"DELETE FROM {table} WHERE generation = :g"), {"g": generation})


async def _drop_band(engine: AsyncEngine, generation: int, table: str, after: int) -> int | None:
    """Delete the generation's cells of the next band; returns which that was, None for none."""
    async with engine.begin() as connection:
        band: int | None = (await connection.execute(NEXT_BAND[table], {"after": after})).scalar_one()
        if band is not None:
            await connection.execute(OF_BAND[table], {"band": band, "generation": generation})
    return band


async def _drop_some(engine: AsyncEngine, generation: int, table: str, key: str) -> int:
    some = f"SELECT {key} FROM {table} WHERE generation = :g LIMIT :most"
    async with engine.begin() as connection:
        dropped = await connection.execute(
            text(f"DELETE FROM {table} WHERE generation = :g AND {key} IN ({some})"), {"g": generation, "most": CHUNK}
        )
    return int(dropped.rowcount)
