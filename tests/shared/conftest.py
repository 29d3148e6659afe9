"""Databases and buses: SQLite with the local log in the fast suite, PostgreSQL with Kafka among the real ones."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from shared.bus import Bus
from shared.bus.kafka import KafkaBus
from shared.bus.local import LocalBus
from shared.core_tables import create_core
from shared.db import Sessions, make_engine, make_sessions, sqlite_url
from shared.testing import servers
from tests.shared.desk import Desk, tables

MakeBus = Callable[[], Bus]


@pytest.fixture(params=["embedded", pytest.param("distributed", marks=pytest.mark.real)])
def setting(request: pytest.FixtureRequest) -> str:
    """The two ways to run the system."""
    return str(request.param)


@pytest.fixture
async def database_url(setting: str, tmp_path: Path) -> AsyncIterator[str]:
    if setting == "embedded":
        yield sqlite_url(tmp_path / "service.db")
        return
    async with servers.fresh_database(servers.or_skip(servers.postgres)) as url:
        yield url


@pytest.fixture
async def core_sessions(database_url: str) -> AsyncIterator[Sessions]:
    engine = make_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(create_core)
    yield make_sessions(engine)
    await engine.dispose()


@pytest.fixture
def bus_address(setting: str, tmp_path: Path) -> str:
    return str(tmp_path / "bus.db") if setting == "embedded" else servers.or_skip(servers.kafka)


@pytest.fixture
def make_bus(setting: str, bus_address: str) -> MakeBus:
    if setting == "embedded":
        return lambda: LocalBus(Path(bus_address), poll_seconds=0.05)
    return lambda: KafkaBus(bus_address)


@pytest.fixture
async def bus(make_bus: MakeBus) -> AsyncIterator[Bus]:
    bus = make_bus()
    await bus.start()
    yield bus
    await bus.stop()


@pytest.fixture
async def sessions(core_sessions: Sessions) -> Sessions:
    """Of the lending desk (tests.shared.desk); modules with tables of their own have one of their own."""
    async with core_sessions.kw["bind"].begin() as connection:
        await connection.run_sync(tables.create_all)
    return core_sessions


@pytest.fixture
def desk() -> Desk:
    return Desk()
