"""The figures of a service's cases as metrics tells them: by way of its relay, the log and the projection."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import queries
from services.metrics.projection import Projection
from services.metrics.queries import Window
from services.metrics.verify import verify
from services.metrics.worker import open_store
from shared.db import make_engine, make_sessions, sqlite_url
from shared.migrate import migrate_engine
from shared.relay import Relay
from tests.intake.counter import ORG


@asynccontextmanager
async def figures_of(app: FastAPI, folder: Path) -> AsyncIterator[AsyncSession]:
    """A session of metrics, which has read all that the service announced."""
    await Relay(app.state.sessions, app.state.bus).drain_once()
    engine = make_engine(sqlite_url(folder / "metrics.db"))
    await migrate_engine(engine, "metrics")
    store = open_store(engine, 1)
    await Projection(store).catch_up(app.state.bus)
    await store.close()
    async with make_sessions(engine)() as session:
        yield session
    assert (await verify(engine, app.state.bus)).equal
    await engine.dispose()


async def check_counts(app: FastAPI, folder: Path, counts: Mapping[str, str], below: int) -> None:
    """Each KPI is what its query says of the service's own tables; a count below `below`, and no rate of 0 or 1."""
    async with figures_of(app, folder) as session, app.state.sessions() as own:
        for kpi, query in counts.items():
            told = (await queries.kpi(session, kpi, Window(org=ORG))).value
            counted = await own.scalar(text(query))
            assert told == counted, kpi
            assert 0 < counted < (1 if kpi.endswith("-rate") else below), kpi
