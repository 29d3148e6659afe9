"""Partitions that move while records are on their way."""

import asyncio
from uuid import uuid4

import pytest
from aiokafka import TopicPartition

from shared.bus import Message, Position, Record
from shared.bus.kafka import KafkaBus, KafkaConsumer

pytestmark = pytest.mark.real


async def test_records_read_during_a_rebalance_are_read_again_from_the_callers_place(kafka: str) -> None:
    topic = f"guimian.test-{uuid4().hex}.events"

    async def resume(gained: frozenset[Position]) -> dict[Position, int]:
        return dict.fromkeys(gained, 7)

    bus = KafkaBus(kafka)
    await bus.publish([Message(topic, "A", f"{number}".encode()) for number in range(10)])
    async with asyncio.timeout(30), bus.consume(uuid4().hex, [topic], resume) as consumer:
        assert isinstance(consumer, KafkaConsumer)
        assert await _values(consumer) == [7, 8, 9]
        held = [TopicPartition(*at) for at in consumer.assignment()]
        consumer.on_partitions_revoked(held)
        await consumer.seek(dict.fromkeys(consumer.assignment(), 0))
        assert await consumer.fetch(10, 2.0) == []
        consumer.on_partitions_assigned(held)
        assert await _values(consumer) == [7, 8, 9]
    await bus.stop()


async def _values(consumer: KafkaConsumer) -> list[int]:
    found: list[Record] = []
    while len(found) < 3:
        found += await consumer.fetch(10, 1.0)
    return [int(record.value) for record in found]
