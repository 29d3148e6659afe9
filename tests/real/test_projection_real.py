"""From a service's outbox over Kafka to cells in PostgreSQL, by two workers of which one is killed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.verify import verify
from shared import cloudevents, relay
from shared.bus import PARTITIONS
from shared.bus.kafka import KafkaBus
from shared.db import Sessions, make_engine, make_sessions
from shared.migrate import migrate_engine
from shared.relay import Relay
from shared.tables import case_events
from tests.real.children import child
from tests.shared.outbox import until

pytestmark = pytest.mark.real

CASES, CHUNK = 160, 10
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'buckets'::regclass"


@pytest.fixture
async def engine(fresh_pg: str) -> AsyncIterator[AsyncEngine]:
    made = make_engine(fresh_pg)
    await migrate_engine(made, "metrics")
    yield made
    await made.dispose()


async def has_half(process: asyncio.subprocess.Process) -> None:
    """Wait until the partitions are shared between two: who joins later would wait for the first one's positions."""
    assert process.stdout
    async with asyncio.timeout(60):
        while int(await process.stdout.readline()) != PARTITIONS // 2:
            pass


@asynccontextmanager
async def relaying(sessions: Sessions, bus: KafkaBus) -> AsyncIterator[None]:
    task = asyncio.create_task(Relay(sessions, bus).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await bus.stop()


def history(number: int, service: str) -> list[dict[str, Any]]:
    """Rows of the outbox: a case that is opened, waits, goes on and in most cases is closed."""
    chance = Random(number)
    opened, case_no = START + timedelta(minutes=chance.randrange(20_000)), f"R{number:04}"
    at, rows = opened, []
    for version, status in enumerate(("received", "keyed", "reviewed", "issued")[: chance.choice((3, 4, 4))], 1):
        closed = at if status == "issued" else None
        event = {"kind": "application", "case_no": case_no, "version": version, "status": status, "org": "350322"}
        event |= {"opened_at": opened, "closed_at": closed, "issued_at": closed, "action": "step", "at": at, "by": "T1"}
        event |= {"due_at": None if closed else opened + timedelta(days=5), "channel": chance.choice(("agent", "bank"))}
        row = {"event_id": cloudevents.new_id(), "kind": "application", "case_no": case_no, "version": version}
        rows.append(row | {"type": f"{service}.case.moved.v1", "at": at, "actor": "T1"})
        rows[-1]["data"] = orjson.dumps(event).decode()
        at += timedelta(minutes=chance.randrange(1, 5_000))
    return rows


def histories(first: int, service: str) -> list[dict[str, Any]]:
    return [row for case in range(first, first + CHUNK) for row in history(case, service)]


async def announce(sessions: Sessions, rows: list[dict[str, Any]]) -> None:
    async with sessions.begin() as session:
        await session.execute(insert(case_events), rows)
        relay.signal(session)


async def number(engine: AsyncEngine, query: str) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(text(query))).scalar_one())


async def test_a_worker_killed_in_the_middle_of_its_transaction_leaves_no_trace(
    engine: AsyncEngine, fresh_pg: str, kafka: str
) -> None:
    service = f"test-{uuid4().hex}"
    topic = cloudevents.topic(service)
    chunks = [histories(first, service) for first in range(0, CASES, CHUNK)]
    total, bus, sessions = sum(map(len, chunks)), KafkaBus(kafka), make_sessions(engine)
    to_work = ("tests.real.projection_worker", fresh_pg, kafka, topic, f"{service}.metrics")

    async def consumed() -> int:
        return await number(engine, "SELECT coalesce(sum(next_offset), 0) FROM positions")

    async with relaying(sessions, bus), child(*to_work) as doomed, child(*to_work) as other:
        await asyncio.gather(has_half(doomed), has_half(other))
        await announce(sessions, chunks.pop())
        await until(consumed, seconds=60)
        async with engine.begin() as holding:  # facts and cells are written when a worker comes to the buckets
            await holding.execute(text("LOCK TABLE buckets IN EXCLUSIVE MODE"))

            async def both_are_in_the_middle() -> bool:
                if len(chunks) > 6:  # some are kept for afterwards
                    await announce(sessions, chunks.pop())
                await asyncio.sleep(0.1)
                return await number(engine, WAITING) == 2

            await until(both_are_in_the_middle, seconds=60)
            doomed.kill()
            await doomed.wait()
        for chunk in chunks:
            await announce(sessions, chunk)

        async def all_consumed() -> bool:
            return await consumed() == total

        await until(all_consumed, seconds=60)
        report = await verify(engine, bus, [topic])
    assert report.differences == []
    assert (report.events, report.facts) == (total, CASES)
    assert report.cells > 100
