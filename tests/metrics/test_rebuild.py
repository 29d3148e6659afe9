"""A rebuild leaves nothing behind, whatever became of the one before it, and two never run at once."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.projection import Projection
from services.metrics.rebuild import RebuildRunning, rebuild
from services.metrics.store import live_generation
from services.metrics.verify import verify
from services.metrics.worker import open_store
from shared.bus.local import LocalBus
from tests.metrics.test_projection import project, publish, some_cases


async def held(engine: AsyncEngine) -> set[int]:
    """The generations that any table holds a row of."""
    found: set[int] = set()
    async with engine.connect() as connection:
        for table in ("facts", "series", "positions", "worklist"):
            found.update((await connection.execute(text(f"SELECT DISTINCT generation FROM {table}"))).scalars())
        for table in ("cells", "buckets"):
            orphans = f"SELECT 1 FROM {table} WHERE series_id NOT IN (SELECT id FROM series)"
            assert (await connection.execute(text(orphans))).first() is None
    return found


async def test_what_a_broken_off_rebuild_left_is_dropped_by_the_next(engine: AsyncEngine, log: LocalBus) -> None:
    await publish(log, some_cases(10))
    await project(engine, log)
    for generation in (2, 7):
        broken_off = open_store(engine, generation, live=False)
        await Projection(broken_off).catch_up(log, group="broken-off")
        await broken_off.close()
    assert await held(engine) == {1, 2, 7}
    generation = await rebuild(engine, log)
    assert await held(engine) == {generation} == {await live_generation(engine)}
    assert (await verify(engine, log)).equal


async def test_of_two_rebuilds_at_once_one_is_refused(engine: AsyncEngine, log: LocalBus) -> None:
    await publish(log, some_cases(10))
    await project(engine, log)
    results = await asyncio.gather(rebuild(engine, log), rebuild(engine, log), return_exceptions=True)
    assert {type(result) for result in results} == {int, RebuildRunning}
    assert len(await held(engine)) == 1
    assert await rebuild(engine, log) == 3
