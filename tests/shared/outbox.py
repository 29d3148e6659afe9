"""Rows for the outbox, and what became of them, for the tests of relay and inbox."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock, cloudevents, relay
from shared.bus import Bus, Message, Record
from shared.bus.kafka import KafkaBus
from shared.bus.local import LocalBus
from shared.cloudevents import Envelope
from shared.db import make_engine, make_sessions
from shared.tables import case_events


async def record(session: AsyncSession, service: str, case_no: str, version: int, data: str = "{}") -> None:
    row = {
        "event_id": cloudevents.new_id(),
        "kind": "loan",
        "case_no": case_no,
        "version": version,
        "type": f"{service}.loan.moved.v1",
        "at": clock.now(),
        "actor": "T1",
        "data": data,
    }
    await session.execute(case_events.insert().values(row))
    relay.signal(session)


async def log_of(bus: Bus, service: str) -> list[Record]:
    return [each async for batch in bus.replay([cloudevents.topic(service)]) for each in batch]


async def published(bus: Bus, service: str) -> list[Envelope]:
    return [cloudevents.decode(each.value) for each in await log_of(bus, service)]


def versions(envelopes: Sequence[Envelope], case_no: str) -> list[int]:
    return [int(each.sequence) for each in envelopes if each.subject == case_no]


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - the condition is a row in a database
            await asyncio.sleep(0.02)


class Bent:
    """A bus with a fault, for what a real one does not do on demand."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def __getattr__(self, name: str) -> object:
        return getattr(self._bus, name)


class DyingBus(Bent):
    """Takes the messages, then the process is killed before it learns so."""

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        await self._bus.publish(messages)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")


async def relay_and_die(database_url: str, bus_address: str) -> None:
    bus: Bus = LocalBus(Path(bus_address)) if bus_address.startswith("/") else KafkaBus(bus_address)
    await bus.start()
    sessions = make_sessions(make_engine(database_url))
    await relay.Relay(sessions, DyingBus(bus)).run()


if __name__ == "__main__":
    asyncio.run(relay_and_die(*sys.argv[1:]))
