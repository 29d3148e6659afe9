"""What only PostgreSQL can show of the relay: late commits, standing by, being told by other replicas."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock, cloudevents, relay
from shared.bus.local import LocalBus
from shared.core_tables import create_core
from shared.db import Sessions, make_engine, make_sessions
from shared.relay import Relay
from shared.tables import case_events

pytestmark = pytest.mark.real


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[LocalBus]:
    bus = LocalBus(tmp_path / "bus.db")
    await bus.start()
    yield bus
    await bus.stop()


@pytest.fixture
async def here(fresh_pg: str) -> AsyncIterator[Sessions]:
    engine = make_engine(fresh_pg)
    async with engine.begin() as connection:
        await connection.run_sync(create_core)
    yield make_sessions(engine)
    await engine.dispose()


@pytest.fixture
async def there(fresh_pg: str, here: Sessions) -> AsyncIterator[Sessions]:
    """Another replica: an engine, a pool and a bell of its own."""
    engine = make_engine(fresh_pg)
    yield make_sessions(engine)
    await engine.dispose()


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    task = asyncio.create_task(relay.run())
    await asyncio.sleep(0.5)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def record(session: AsyncSession, case_no: str, version: int = 1) -> None:
    row = {
        "event_id": cloudevents.new_id(),
        "kind": "loan",
        "case_no": case_no,
        "version": version,
        "type": "library.loan.moved.v1",
        "at": clock.now(),
        "actor": "T1",
        "data": "{}",
    }
    await session.execute(case_events.insert().values(row))
    relay.signal(session)


async def published(bus: LocalBus) -> list[str]:
    return [each.key async for batch in bus.replay(["guimian.library.events"]) for each in batch]


async def gone(sessions: Sessions, seconds: float) -> None:
    """Wait until nothing is left to publish."""
    left = select(func.count()).where(case_events.c.published_at.is_(None))
    async with asyncio.timeout(seconds), sessions() as session:
        while await session.scalar(left):
            await session.rollback()
            await asyncio.sleep(0.02)


async def test_an_id_taken_early_that_commits_late_is_not_skipped(here: Sessions, bus: LocalBus) -> None:
    relay = Relay(here, bus)
    async with here() as early, here() as late:
        await record(early, "EARLY")
        await record(late, "LATE")
        await late.commit()
        await relay.drain_once()
        assert await published(bus) == ["LATE"]
        await early.commit()
    async with here() as session:
        taken = {row.case_no: row.id for row in await session.execute(select(case_events))}
    assert taken["EARLY"] < taken["LATE"]
    await relay.drain_once()
    assert sorted(await published(bus)) == ["EARLY", "LATE"]


async def test_one_replica_relays_and_is_woken_by_the_commits_of_the_others(
    here: Sessions, there: Sessions, bus: LocalBus
) -> None:
    async with running(Relay(here, bus, poll_seconds=60)), running(Relay(there, bus, poll_seconds=60)):
        async with there.begin() as session:
            await record(session, "A1")
        await gone(here, seconds=5)
        async with here.begin() as session:
            await record(session, "A2")
        await gone(here, seconds=5)
    assert sorted(await published(bus)) == ["A1", "A2"]


async def test_a_standby_takes_over_when_the_leader_stops(here: Sessions, there: Sessions, bus: LocalBus) -> None:
    leader = running(Relay(here, bus, poll_seconds=60))
    await leader.__aenter__()
    async with running(Relay(there, bus, poll_seconds=60)):
        await leader.__aexit__(None, None, None)
        async with there.begin() as session:
            await record(session, "A1")
        await gone(there, seconds=10)


async def test_a_leader_cut_off_from_the_database_leads_no_longer(
    here: Sessions, there: Sessions, bus: LocalBus
) -> None:
    async with running(Relay(here, bus, poll_seconds=0.5)):
        holder = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        async with there.begin() as session:
            assert (await session.execute(holder)).scalars().all() == [True]
        async with there.begin() as session:
            await record(session, "A1")
        await gone(there, seconds=10)
    async with there() as session:
        held = await session.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
    assert held == 0
