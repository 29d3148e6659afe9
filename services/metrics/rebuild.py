"""Rebuilding everything from the log while the service goes on: a new generation beside the live one, then a swap."""

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.cells import Ledger
from services.metrics.projection import Projection, open_store
from shared.bus import Bus

CHUNK = 2_000

# Nothing but these two statements decides what readers see.
NEXT = text("""
    SELECT 1 + max(generation) FROM (
      SELECT generation FROM live_generation UNION ALL SELECT generation FROM positions
      UNION ALL SELECT generation FROM series) AS used""")
SWAP = text("UPDATE live_generation SET generation = :generation")


async def rebuild(engine: AsyncEngine, bus: Bus, ledger: Ledger | None = None) -> int:
    """Fold the whole log into a new generation, make it the live one, drop the old. Returns its number."""
    async with engine.begin() as connection:
        generation = int((await connection.execute(NEXT)).scalar_one())
        old = (await connection.execute(text("SELECT generation FROM live_generation"))).scalar_one()
    store = open_store(engine, generation, live=False)
    try:
        # The second time takes in what came during the first; the live worker goes on from there after the swap.
        for _ in range(2):
            await Projection(store, ledger).catch_up(bus, group=f"metrics-rebuild-{generation}")
    finally:
        await store.close()
    async with engine.begin() as connection:
        await connection.execute(SWAP, {"generation": generation})
    await drop(engine, old)
    return generation


async def drop(engine: AsyncEngine, generation: int) -> None:
    """Delete a generation that is not live, in small transactions so that nobody waits."""
    while await _drop_series(engine, generation) or await _drop_facts(engine, generation):
        continue
    async with engine.begin() as connection:
        for table in ("positions", "refused_events"):
            await connection.execute(text(f"DELETE FROM {table} WHERE generation = :g"), {"g": generation})


async def _drop_series(engine: AsyncEngine, generation: int) -> int:
    async with engine.begin() as connection:
        found = await connection.execute(
            text("SELECT id FROM series WHERE generation = :g LIMIT :most"), {"g": generation, "most": CHUNK}
        )
        ids = list(found.scalars())
        for table, column in (("cells", "series_id"), ("buckets", "series_id"), ("series", "id")):
            statement = text(f"DELETE FROM {table} WHERE {column} IN :ids").bindparams(bindparam("ids", expanding=True))
            await connection.execute(statement, {"ids": ids})
    return len(ids)


async def _drop_facts(engine: AsyncEngine, generation: int) -> int:
    async with engine.begin() as connection:
        dropped = await connection.execute(
            text("""DELETE FROM facts WHERE generation = :g AND key IN
                    (SELECT key FROM facts WHERE generation = :g LIMIT :most)"""),
            {"g": generation, "most": CHUNK},
        )
    return int(dropped.rowcount)
