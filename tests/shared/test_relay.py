"""The relay: every committed row, in order per case, at once, whatever fails."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from shared import cloudevents, relay
from shared.bus import Bus, Message
from shared.bus.base import MAX_MESSAGE_BYTES
from shared.db import Sessions
from shared.relay import Relay
from shared.tables import case_events
from tests.shared.outbox import Bent, log_of, published, record, until, versions

POISON = orjson.dumps({"remark": "x" * MAX_MESSAGE_BYTES}).decode()


@pytest.fixture
def service() -> str:
    return f"t{uuid4().hex[:12]}"


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    task = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def standing(sessions: Sessions) -> relay.RelayStatus:
    async with sessions() as session:
        return await relay.status(session)


async def test_a_committed_row_leaves_as_a_cloud_event(core_sessions: Sessions, bus: Bus, service: str) -> None:
    async with core_sessions.begin() as session:
        await record(session, service, "A1", 1, '{"org":"3503","note":"受理"}')
    assert (await Relay(core_sessions, bus).drain_once()).refused == {}
    (entry,) = await log_of(bus, service)
    event = cloudevents.decode(entry.value)
    assert (entry.at.topic, entry.key) == (f"guimian.{service}.events", "A1")
    assert (event.type, event.subject, event.sequence) == (f"cn.guimian.{service}.loan.moved.v1", "A1", "1")
    assert event.data == {"org": "3503", "note": "受理"}
    assert await standing(core_sessions) == relay.RelayStatus(0, 0, None)


async def test_a_row_leaves_once(core_sessions: Sessions, bus: Bus, service: str) -> None:
    async with core_sessions.begin() as session:
        await record(session, service, "A1", 1)
    for _ in range(3):
        await Relay(core_sessions, bus).drain_once()
    assert len(await log_of(bus, service)) == 1


async def test_a_commit_wakes_the_relay_at_once(core_sessions: Sessions, bus: Bus, service: str) -> None:
    async with running(Relay(core_sessions, bus, poll_seconds=60)):
        for version in range(1, 4):
            await asyncio.sleep(0.3)
            async with core_sessions.begin() as session:
                await record(session, service, "A1", version)
            await until(lambda: _none_waits(core_sessions), seconds=10)


async def test_a_savepoint_does_not_use_the_signal_up(core_sessions: Sessions, bus: Bus, service: str) -> None:
    async with running(Relay(core_sessions, bus, poll_seconds=60)):
        await asyncio.sleep(0.3)
        async with core_sessions.begin() as session:
            async with session.begin_nested():
                await record(session, service, "A1", 1)
            await asyncio.sleep(0.3)
        await until(lambda: _none_waits(core_sessions), seconds=10)


async def test_a_row_written_without_a_signal_is_found_by_the_slow_poll(
    core_sessions: Sessions, bus: Bus, service: str
) -> None:
    async with running(Relay(core_sessions, bus, poll_seconds=0.2)):
        await asyncio.sleep(0.3)
        async with core_sessions.begin() as session:
            await record(session, service, "A1", 1)
            session.info.clear()
        await until(lambda: _none_waits(core_sessions), seconds=10)


async def _none_waits(sessions: Sessions) -> bool:
    return (await standing(sessions)).unpublished == 0


async def test_order_within_a_case_holds_under_eight_writers(core_sessions: Sessions, bus: Bus, service: str) -> None:
    cases, steps = [f"A{number}" for number in range(5)], 12

    async def write(seed: int) -> None:
        choose = random.Random(seed)
        for _ in range(steps):
            await _next_step(core_sessions, service, choose.choice(cases))

    async with running(Relay(core_sessions, bus, batch_size=7, poll_seconds=0.1)):
        await asyncio.gather(*(write(seed) for seed in range(8)))
        await until(lambda: _none_waits(core_sessions))
    events = await published(bus, service)
    assert len(events) == 8 * steps
    for case_no in cases:
        assert versions(events, case_no) == list(range(1, len(versions(events, case_no)) + 1))


async def _next_step(sessions: Sessions, service: str, case_no: str) -> None:
    while True:
        try:
            async with sessions.begin() as session:
                last = select(func.max(case_events.c.version)).where(case_events.c.case_no == case_no)
                await record(session, service, case_no, (await session.scalar(last) or 0) + 1)
            return
        except IntegrityError:  # another writer took this version first
            continue


async def test_a_poison_row_parks_its_own_case_only(core_sessions: Sessions, bus: Bus, service: str) -> None:
    async with core_sessions.begin() as session:
        for version in range(1, 5):
            await record(session, service, "BAD", version, POISON if version == 2 else "{}")
            await record(session, service, "GOOD", version)
    await Relay(core_sessions, bus).drain_once()
    events = await published(bus, service)
    assert versions(events, "BAD") == [1]
    assert versions(events, "GOOD") == [1, 2, 3, 4]
    status = await standing(core_sessions)
    assert (status.unpublished, status.parked) == (3, 1)
    assert status.oldest_seconds > 0
    async with core_sessions() as session:
        (row,) = await relay.parked(session)
    assert (row.case_no, row.version) == ("BAD", 2)
    assert "the limit is" in row.error


async def test_data_that_is_not_json_is_poison(core_sessions: Sessions, bus: Bus, service: str) -> None:
    async with core_sessions.begin() as session:
        await record(session, service, "BAD", 1, '{"org": ')
        await record(session, service, "GOOD", 1)
    drained = await Relay(core_sessions, bus).drain_once()
    assert ["not JSON" in error for error in drained.refused.values()] == [True]
    assert {event.subject for event in await published(bus, service)} == {"GOOD"}


async def test_rows_behind_a_parked_one_do_not_crowd_others_out(
    core_sessions: Sessions, bus: Bus, service: str
) -> None:
    async with core_sessions.begin() as session:
        await record(session, service, "BAD", 1, POISON)
        for version in range(2, 9):
            await record(session, service, "BAD", version)
        await record(session, service, "GOOD", 1)
    relay = Relay(core_sessions, bus, batch_size=2)
    for _ in range(3):
        await relay.drain_once()
    assert [(event.subject, event.sequence) for event in await published(bus, service)] == [("GOOD", "1")]


@pytest.mark.parametrize("which", ["BAD", None])
async def test_redrive_publishes_the_case_in_order(
    core_sessions: Sessions, bus: Bus, service: str, which: str | None
) -> None:
    async with core_sessions.begin() as session:
        for version in range(1, 4):
            await record(session, service, "BAD", version, POISON if version == 1 else "{}")
    await Relay(core_sessions, bus).drain_once()
    async with core_sessions.begin() as session:
        assert await relay.redrive(session, "ANOTHER") == 0
        await session.execute(case_events.update().where(case_events.c.version == 1).values(data="{}"))
        assert await relay.redrive(session, which) == 1
    await Relay(core_sessions, bus).drain_once()
    assert versions(await published(bus, service), "BAD") == [1, 2, 3]
    assert await standing(core_sessions) == relay.RelayStatus(0, 0, None)


class DownAtFirst(Bent):
    """Refuses its first connections, as a broker does that is being restarted."""

    failures = 3

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        if self.failures:
            self.failures -= 1
            return [ConnectionError("broker down")] * len(messages)
        return await self._bus.publish(messages)


async def test_a_bus_that_is_down_parks_nothing(core_sessions: Sessions, bus: Bus, service: str) -> None:
    async with core_sessions.begin() as session:
        for version in range(1, 4):
            await record(session, service, "A1", version)
    down = DownAtFirst(bus)
    assert (await Relay(core_sessions, down).drain_once()).failure
    assert await log_of(bus, service) == []
    assert (await standing(core_sessions)).parked == 0
    async with running(Relay(core_sessions, down)):
        await until(lambda: _none_waits(core_sessions))
    assert down.failures == 0
    assert versions(await published(bus, service), "A1") == [1, 2, 3]
