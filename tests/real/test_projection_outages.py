"""The projection outlives its servers: a broker or a database that is away, at the start or in the middle."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from services.metrics import projection, worker
from services.metrics.verify import verify
from services.metrics.worker import follow, open_store
from shared.bus import Bus, Message
from shared.bus.kafka import KafkaBus
from shared.bus.local import LocalBus
from shared.db import make_engine, sqlite_url
from shared.migrate import migrate_engine
from shared.testing import servers
from tests.metrics import histories
from tests.metrics.test_projection import some_cases

pytestmark = pytest.mark.real
CASES = some_cases(30)


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "IDLE_SECONDS", 0.5)
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0.3)


async def announce(bus: Bus, cases: list[histories.Case]) -> None:
    records = [histories.record(event, 0) for case in cases for event in case]
    assert not any(await bus.publish([Message(histories.TOPIC, record.key, record.value) for record in records]))


@asynccontextmanager
async def following(engine: AsyncEngine, bus: Bus) -> AsyncIterator[None]:
    task = asyncio.create_task(follow(engine, bus))
    yield
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def counted(engine: AsyncEngine, cases: int) -> None:
    async def facts() -> int:
        async with engine.connect() as connection:
            return int((await connection.execute(text("SELECT count(*) FROM facts"))).scalar_one())

    await until(facts, cases)


async def until(number: Callable[[], Awaitable[int]], wanted: int) -> None:
    async with asyncio.timeout(60):
        while await number() != wanted:  # noqa: ASYNC110 - looked at from outside
            await asyncio.sleep(0.1)


async def test_a_broker_that_is_away_at_the_start_and_in_the_middle(tmp_path: Path) -> None:
    try:
        broker = servers.NativeKafka()
    except servers.NotFound as missing:
        pytest.skip(f"only a broker of our own may be killed: {missing}")
    engine, bus = make_engine(sqlite_url(tmp_path / "metrics.db")), KafkaBus(broker.address)
    await migrate_engine(engine, "metrics")
    async with following(engine, bus):
        await asyncio.sleep(1)
        await asyncio.to_thread(broker.start)
        await announce(bus, CASES[:10])
        await counted(engine, 10)
        await asyncio.to_thread(broker.kill)
        await asyncio.sleep(2)
        await asyncio.to_thread(broker.start)
        await announce(bus, CASES[10:])
        await counted(engine, 30)
    assert (await verify(engine, bus)).equal
    await bus.stop()
    await asyncio.to_thread(broker.kill)
    await engine.dispose()


async def test_a_database_that_is_away_at_the_start_and_in_the_middle(
    fresh_pg: str, pg_url: str, tmp_path: Path
) -> None:
    engine, bus = make_engine(fresh_pg), LocalBus(tmp_path / "bus.db")
    await migrate_engine(engine, "metrics")
    await bus.start()
    await announce(bus, CASES[:10])
    async with Outage(pg_url, fresh_pg) as outage:
        await outage.begin()
        async with following(engine, bus):
            await asyncio.sleep(1)
            await outage.end()
            await counted(engine, 10)
            await outage.begin()
            await announce(bus, CASES[10:])
            await asyncio.sleep(2)
            await outage.end()
            await counted(engine, 30)
    assert (await verify(engine, bus)).equal
    await bus.stop()
    await engine.dispose()


async def test_a_connection_that_the_server_closed_gives_its_place_back() -> None:
    async with servers.fresh_database(servers.or_skip(servers.postgres)) as url:
        engine, other = make_engine(url), make_engine(url)
        await migrate_engine(engine, "metrics")
        store = open_store(engine, 1)
        for _ in range(3):
            await store.load(["application/A1"])
            async with other.connect() as connection:
                others = "datname = current_database() AND pid <> pg_backend_pid()"
                await connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
            await asyncio.sleep(0.1)  # until the socket says so
        await store.load(["application/A1"])
        assert cast(AsyncAdaptedQueuePool, engine.pool).checkedout() == 1
        await store.close()
        await engine.dispose()
        await other.dispose()


class Outage:
    """A database that lets nobody in, and throws out who is there."""

    def __init__(self, server: str, database: str) -> None:
        self._engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
        self._name = make_url(database).database

    async def __aenter__(self) -> "Outage":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._engine.dispose()

    async def begin(self) -> None:
        await self._allow("false")
        async with self._engine.connect() as connection:
            out = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            await connection.execute(text(out), {"name": self._name})

    async def end(self) -> None:
        await self._allow("true")

    async def _allow(self, connections: str) -> None:
        async with self._engine.connect() as connection:
            await connection.execute(text(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS {connections}'))
