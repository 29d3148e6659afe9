"""What every bus promises: one suite, run over LocalBus and over KafkaBus with a real broker."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import pytest

from shared.bus import PARTITIONS, Bus, Consumer, Message, Position, Record, Refused
from shared.bus.base import MAX_MESSAGE_BYTES
from shared.bus.local import LocalBus

MakeBus = Callable[[], Bus]


@pytest.fixture(params=["local", pytest.param("kafka", marks=pytest.mark.real)])
def make_bus(request: pytest.FixtureRequest, tmp_path: Path) -> MakeBus:
    if request.param == "local":
        return lambda: LocalBus(tmp_path / "bus.db", poll_seconds=0.05)
    from shared.bus.kafka import KafkaBus
    from shared.testing import servers

    address = servers.or_skip(servers.kafka)
    return lambda: KafkaBus(address)


@pytest.fixture
async def bus(make_bus: MakeBus) -> AsyncIterator[Bus]:
    bus = make_bus()
    await bus.start()
    yield bus
    await bus.stop()


@pytest.fixture
def topic() -> str:
    return f"guimian.test-{uuid4().hex}.events"


@pytest.fixture
def group() -> str:
    return f"group-{uuid4().hex}"


def messages(topic: str, count: int, cases: int = 20) -> list[Message]:
    return [Message(topic, f"C{number % cases}", f"{number}".encode()) for number in range(count)]


async def read(consumer: Consumer, count: int) -> list[Record]:
    found: list[Record] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            found += await consumer.fetch(count - len(found), 1.0)
    return found


def cursor_after(records: list[Record]) -> dict[Position, int]:
    return {record.at: record.offset + 1 for record in records}


def numbers(records: list[Record], key: str) -> list[int]:
    return [int(record.value) for record in records if record.key == key]


async def test_what_is_published_is_read_in_order_of_its_key(bus: Bus, topic: str, group: str) -> None:
    sent = messages(topic, 500)
    assert await bus.publish(sent) == [None] * 500
    async with bus.consume(group, [topic]) as consumer:
        records = await read(consumer, 500)
    assert {record.value for record in records} == {message.value for message in sent}
    for key in {message.key for message in sent}:
        assert numbers(records, key) == sorted(numbers(records, key))
        assert len({record.at for record in records if record.key == key}) == 1


async def test_offsets_of_a_partition_have_no_gaps(bus: Bus, topic: str, group: str) -> None:
    for _ in range(3):
        await bus.publish(messages(topic, 100))
    async with bus.consume(group, [topic]) as consumer:
        records = await read(consumer, 300)
    for at in {record.at for record in records}:
        offsets = [record.offset for record in records if record.at == at]
        assert offsets == list(range(len(offsets)))


async def test_a_topic_has_twelve_partitions(bus: Bus, topic: str, group: str) -> None:
    async with bus.consume(group, [topic]) as consumer:
        await consumer.fetch(1, 0.1)
        assert consumer.assignment() == {Position(topic, number) for number in range(PARTITIONS)}


async def test_a_group_goes_on_where_it_committed(bus: Bus, topic: str, group: str) -> None:
    await bus.publish(messages(topic, 100))
    async with bus.consume(group, [topic]) as consumer:
        first = await read(consumer, 60)
        await consumer.commit(cursor_after(first))
    async with bus.consume(group, [topic]) as consumer:
        rest = await read(consumer, 40)
        assert await consumer.fetch(10, 0.2) == []
    assert sorted(int(record.value) for record in first + rest) == list(range(100))


async def test_what_was_not_committed_comes_again(bus: Bus, topic: str, group: str) -> None:
    await bus.publish(messages(topic, 30))
    async with bus.consume(group, [topic]) as consumer:
        await read(consumer, 30)
    async with bus.consume(group, [topic]) as consumer:
        assert len(await read(consumer, 30)) == 30


async def test_groups_do_not_share_positions(bus: Bus, topic: str, group: str) -> None:
    await bus.publish(messages(topic, 30))
    async with bus.consume(group, [topic]) as one, bus.consume(group + "-b", [topic]) as other:
        assert len(await read(one, 30)) == len(await read(other, 30)) == 30


async def test_a_consumer_can_seek_back_to_any_offset(bus: Bus, topic: str, group: str) -> None:
    await bus.publish(messages(topic, 50, cases=1))
    async with bus.consume(group, [topic]) as consumer:
        (at,) = cursor_after(await read(consumer, 50))
        await consumer.seek({at: 20, Position("guimian.elsewhere.events", 3): 7})
        assert [int(record.value) for record in await read(consumer, 30)] == list(range(20, 50))


async def test_a_caller_that_keeps_its_own_positions_is_asked_for_them(bus: Bus, topic: str, group: str) -> None:
    await bus.publish(messages(topic, 50, cases=1))
    asked: list[frozenset[Position]] = []

    async def resume(gained: frozenset[Position]) -> dict[Position, int]:
        asked.append(gained)
        return dict.fromkeys(gained, 45)

    async with bus.consume(group, [topic], resume) as consumer:
        records = await read(consumer, 5)
    assert [int(record.value) for record in records] == [45, 46, 47, 48, 49]
    assert frozenset().union(*asked) == {Position(topic, number) for number in range(PARTITIONS)}


async def test_ends_tell_the_lag(bus: Bus, topic: str, group: str) -> None:
    await bus.publish(messages(topic, 50))
    async with bus.consume(group, [topic]) as consumer:
        records = await read(consumer, 50)
        ends = await consumer.ends()
    assert len(ends) == PARTITIONS
    assert {at: end for at, end in ends.items() if end} == cursor_after(records)


async def test_replay_gives_the_whole_log_and_moves_no_group(bus: Bus, topic: str, group: str) -> None:
    await bus.publish(messages(topic, 300))
    replayed = [record async for batch in bus.replay([topic]) for record in batch]
    assert sorted(int(record.value) for record in replayed) == list(range(300))
    for key in {record.key for record in replayed}:
        assert numbers(replayed, key) == sorted(numbers(replayed, key))
    async with bus.consume(group, [topic]) as consumer:
        assert len(await read(consumer, 300)) == 300


async def test_replay_of_an_empty_topic_ends(bus: Bus, topic: str) -> None:
    async with asyncio.timeout(20):
        assert [batch async for batch in bus.replay([topic])] == []


async def test_a_message_too_large_is_refused_alone(bus: Bus, topic: str, group: str) -> None:
    small = Message(topic, "A", b"1")
    large = Message(topic, "B", bytes(MAX_MESSAGE_BYTES))
    before, refused, after = await bus.publish([small, large, small])
    assert (before, after) == (None, None)
    assert isinstance(refused, Refused)
    async with bus.consume(group, [topic]) as consumer:
        assert {record.key for record in await read(consumer, 2)} == {"A"}


async def test_the_largest_message_allowed_goes_through(bus: Bus, topic: str, group: str) -> None:
    largest = Message(topic, "A", bytes(MAX_MESSAGE_BYTES - 1))
    assert await bus.publish([largest]) == [None]
    async with bus.consume(group, [topic]) as consumer:
        (record,) = await read(consumer, 1)
    assert record.value == largest.value


async def test_a_waiting_consumer_wakes_at_once(bus: Bus, topic: str, group: str) -> None:
    async with bus.consume(group, [topic]) as consumer:
        await consumer.fetch(1, 0.1)
        waiting = asyncio.create_task(consumer.fetch(10, 30.0))
        await asyncio.sleep(0.2)
        loop = asyncio.get_running_loop()
        started = loop.time()
        await bus.publish([Message(topic, "A", b"1")])
        assert len(await waiting) == 1
        assert loop.time() - started < 0.5


async def test_another_publisher_of_the_same_log_is_heard(make_bus: MakeBus, bus: Bus, topic: str, group: str) -> None:
    other = make_bus()
    await other.start()
    try:
        async with bus.consume(group, [topic]) as consumer:
            await consumer.fetch(1, 0.1)
            await other.publish([Message(topic, "A", b"1")])
            await bus.publish([Message(topic, "A", b"2")])
            assert [record.value for record in await read(consumer, 2)] == [b"1", b"2"]
    finally:
        await other.stop()


async def test_members_of_a_group_share_the_partitions_out(bus: Bus, topic: str, group: str) -> None:
    await bus.publish(messages(topic, 240, cases=60))
    async with bus.consume(group, [topic]) as one, bus.consume(group, [topic]) as two:
        async with asyncio.timeout(30):
            while len(one.assignment()) != PARTITIONS // 2 or len(two.assignment()) != PARTITIONS // 2:
                await asyncio.gather(one.fetch(1, 0.1), two.fetch(1, 0.1))
        assert one.assignment() | two.assignment() == {Position(topic, number) for number in range(PARTITIONS)}
        for member in (one, two):
            await member.seek(dict.fromkeys(member.assignment(), 0))
        mine, yours = [], []
        async with asyncio.timeout(20):
            while len(mine) + len(yours) < 240:
                mine += await one.fetch(100, 0.1)
                yours += await two.fetch(100, 0.1)
    assert sorted(int(record.value) for record in mine + yours) == list(range(240))
    assert {record.key for record in mine}.isdisjoint(record.key for record in yours)


async def test_a_partition_lost_is_not_committed_for(bus: Bus, topic: str, group: str) -> None:
    await bus.publish(messages(topic, 50, cases=1))
    async with bus.consume(group, [topic]) as consumer:
        records = await read(consumer, 50)
        await consumer.commit({Position("guimian.elsewhere.events", 3): 7})
        await consumer.commit(cursor_after(records))
    async with bus.consume(group, [topic]) as consumer:
        assert await consumer.fetch(10, 0.3) == []


async def test_joining_finds_the_places_and_reads_nothing(bus: Bus, topic: str, group: str) -> None:
    await bus.publish(messages(topic, 100))

    async def resume(gained: frozenset[Position]) -> dict[Position, int]:
        return dict.fromkeys(gained, 1)

    async with bus.consume(group, [topic], resume) as consumer:
        await consumer.join()
        assert len(consumer.assignment()) == PARTITIONS
        ends, places = await consumer.ends(), await consumer.places()
        assert sum(ends.values()) == 100
        assert set(places.values()) == {1}
        left = sum(end - 1 for end in ends.values() if end)
        assert len(await read(consumer, left)) == left
        assert {at: end for at, end in (await consumer.places()).items() if end > 1} == {
            at: end for at, end in ends.items() if end > 1
        }
