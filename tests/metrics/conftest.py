"""The metrics database, migrated: SQLite in the fast suite, PostgreSQL among the real ones."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.app import create_app
from shared import clock
from shared.bus.local import LocalBus
from shared.db import make_engine, sqlite_url
from shared.migrate import migrate_engine
from shared.settings import Settings
from shared.testing import servers
from shared.testing.databases import copy_migrated, migrate_quickly
from tests.metrics.desk import NOW, Desk


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    if request.param == "sqlite":
        await copy_migrated("metrics", tmp_path / "metrics.db")
        engine = make_engine(sqlite_url(tmp_path / "metrics.db"))
        yield engine
        await engine.dispose()
        return
    async with servers.fresh_database(servers.or_skip(servers.postgres)) as url:
        engine = make_engine(url)
        await migrate_engine(engine, "metrics")
        yield engine
        await engine.dispose()


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[LocalBus]:
    bus = LocalBus(tmp_path / "bus.db", poll_seconds=0.05)
    await bus.start()
    yield bus
    await bus.stop()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    previous = clock.install(clock.SimulatedClock(NOW))
    settings = Settings(data=tmp_path, jobs=False, sqlite_synchronous="NORMAL")
    await migrate_quickly(settings, "metrics")
    bus = LocalBus(settings.bus_path)
    await bus.start()
    app = create_app(settings, bus)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://metrics") as client:
            yield Desk(app, client, settings)
    await bus.stop()
    clock.install(previous)
