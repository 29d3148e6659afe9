"""A broker that goes away and comes back: nothing is parked, nothing lost, order kept."""

import asyncio
from collections.abc import Iterator

import pytest

from shared.bus import Message, Refused
from shared.bus.kafka import KafkaBus
from shared.testing import servers
from shared.testing.processes import free_port

TOPIC = "guimian.library.events"

pytestmark = pytest.mark.real


@pytest.fixture
def broker() -> Iterator[servers.NativeKafka]:
    try:
        broker = servers.NativeKafka()
    except servers.NotFound as missing:
        pytest.skip(f"only a broker of our own may be killed: {missing}")
    broker.start()
    yield broker
    broker.kill()


async def test_a_publisher_outlives_the_broker(broker: servers.NativeKafka) -> None:
    bus = KafkaBus(broker.address)
    assert await bus.publish([Message(TOPIC, "A", b"1")]) == [None]
    broker.kill()
    waiting = asyncio.create_task(bus.publish([Message(TOPIC, "A", b"2"), Message(TOPIC, "A", b"3")]))
    await asyncio.sleep(1)
    assert not waiting.done()
    await asyncio.to_thread(broker.start)
    async with asyncio.timeout(60):
        assert await waiting == [None, None]
        replayed = [record.value async for batch in bus.replay([TOPIC]) for record in batch]
    assert replayed == [b"1", b"2", b"3"]
    await bus.stop()


async def test_a_broker_that_is_not_there_is_a_failure_that_passes() -> None:
    bus = KafkaBus(f"127.0.0.1:{free_port()}")
    await bus.start()
    (failure,) = await bus.publish([Message(TOPIC, "A", b"1")])
    assert isinstance(failure, Exception)
    assert not isinstance(failure, Refused)
    await bus.stop()
