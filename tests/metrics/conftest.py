"""The metrics database, migrated: SQLite in the fast suite, PostgreSQL among the real ones."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus.local import LocalBus
from shared.db import make_engine, sqlite_url
from shared.migrate import migrate_engine
from shared.testing import servers


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    if request.param == "sqlite":
        engine = make_engine(sqlite_url(tmp_path / "metrics.db"))
        await migrate_engine(engine, "metrics")
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
