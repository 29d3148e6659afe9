"""What a metrics process does all its life: it projects the log into the live generation, through every outage."""

import asyncio

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.cells import Ledger
from services.metrics.projection import Projection
from services.metrics.pulse import Pulse
from services.metrics.store import SqliteStore, Store, Swapped, live_generation
from services.metrics.store_pg import PostgresStore
from shared.bus import Bus

RETRY_SECONDS = 1.0

log = structlog.get_logger("projection")


def open_store(engine: AsyncEngine, generation: int, *, live: bool = True) -> Store:
    kind = PostgresStore if engine.dialect.name == "postgresql" else SqliteStore
    return kind(engine, generation, live=live)


async def follow(engine: AsyncEngine, bus: Bus, pulse: Pulse | None = None, ledger: Ledger | None = None) -> None:
    while True:
        try:
            await _follow_live(engine, bus, pulse, ledger)
        except Swapped as reason:
            log.info("a rebuild was swapped in", reason=str(reason))
        except Exception:
            log.exception("projection.interrupted")
            await asyncio.sleep(RETRY_SECONDS)


async def _follow_live(engine: AsyncEngine, bus: Bus, pulse: Pulse | None, ledger: Ledger | None) -> None:
    store = open_store(engine, await live_generation(engine))
    try:
        await Projection(store, ledger, pulse).run(bus)
    finally:
        await store.close()
