"""A rebuild from Kafka: the whole log again beside the live figures, to its very end."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics import projection
from services.metrics.projection import Projection
from services.metrics.rebuild import rebuild
from services.metrics.store import live_generation
from services.metrics.verify import verify
from services.metrics.worker import open_store
from shared.bus import Message
from shared.bus.kafka import KafkaBus
from shared.db import make_engine
from shared.migrate import migrate_engine
from tests.metrics import histories
from tests.metrics.test_projection import some_cases

pytestmark = pytest.mark.real


@pytest.fixture
async def engine(fresh_pg: str) -> AsyncIterator[AsyncEngine]:
    made = make_engine(fresh_pg)
    await migrate_engine(made, "metrics")
    yield made
    await made.dispose()


@pytest.fixture
async def bus(kafka: str) -> AsyncIterator[KafkaBus]:
    made = KafkaBus(kafka)
    yield made
    await made.stop()


async def test_a_rebuild_from_kafka_gives_the_same_figures(
    engine: AsyncEngine, bus: KafkaBus, kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projection, "IDLE_SECONDS", 0.5)
    records = [histories.record(event, 0) for case in some_cases(20) for event in case]
    assert not any(await bus.publish([Message(histories.TOPIC, record.key, record.value) for record in records]))
    await end_with_the_mark_of_a_transaction(kafka, records[0].value)
    async with asyncio.timeout(60):
        store = open_store(engine, 1)
        await Projection(store).catch_up(bus, group="once")
        await store.close()
        assert (await verify(engine, bus)).equal
        assert await rebuild(engine, bus) == await live_generation(engine) == 2
    report = await verify(engine, bus)
    assert report.equal
    assert report.facts >= 20


async def end_with_the_mark_of_a_transaction(kafka: str, value: bytes) -> None:
    """After which the last offset of its partition holds no record."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, transactional_id="foreign-publisher")
    await producer.start()
    async with producer.transaction():
        await producer.send_and_wait(histories.TOPIC, value, b"A0")
    await producer.stop()
