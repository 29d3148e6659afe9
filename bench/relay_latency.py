"""How long a committed event waits until the bus has it, on an idle system, next to a bare publish in the same run."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from bench.verdict import Verdict
from shared import clock, cloudevents, relay
from shared.bus import Bus, Message
from shared.bus.kafka import KafkaBus
from shared.bus.local import LocalBus
from shared.core_tables import create_core
from shared.db import Sessions, make_engine, make_sessions, sqlite_url
from shared.relay import Relay
from shared.tables import case_events
from shared.testing import servers

ROUNDS, WARM_UP, PAUSE_SECONDS = 400, 50, 0.02
DATA = '{"kind":"application","org":"350322","padding":"' + "x" * 300 + '"}'
TARGET_MS = 20.0


class Watched:
    """The bus, and the moment at which it last took a message."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self.taken = asyncio.Event()
        self.taken_at = 0.0

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        answers = await self._bus.publish(messages)
        if messages:
            self.taken_at = time.perf_counter()
            self.taken.set()
        return answers

    def __getattr__(self, name: str) -> object:
        return getattr(self._bus, name)


async def relayed(sessions: Sessions, bus: Watched, service: str) -> float:
    row = {"event_id": cloudevents.new_id(), "kind": "application", "case_no": uuid4().hex, "version": 1, "actor": "T1"}
    bus.taken.clear()
    async with sessions() as session:
        moved = {"type": f"{service}.application.moved.v1", "at": clock.now(), "data": DATA}
        await session.execute(case_events.insert().values(row | moved))
        relay.signal(session)
        await session.commit()
        committed_at = time.perf_counter()
    await bus.taken.wait()
    return bus.taken_at - committed_at


async def bare(bus: Bus, service: str) -> float:
    started_at = time.perf_counter()
    await bus.publish([Message(cloudevents.topic(service), uuid4().hex, DATA.encode())])
    return time.perf_counter() - started_at


async def measure(name: str, database_url: str, bus: Bus, verdict: Verdict) -> None:
    service, engine = f"bench-{uuid4().hex[:8]}", make_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(create_core)
    await bus.start()
    sessions, watched = make_sessions(engine), Watched(bus)
    running = asyncio.create_task(Relay(sessions, watched).run())
    waits, publishes = [], []
    for _ in range(WARM_UP + ROUNDS):
        await asyncio.sleep(PAUSE_SECONDS)
        waits.append(await relayed(sessions, watched, service))
        publishes.append(await bare(bus, service))
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bus.stop()
    await engine.dispose()
    report(name, waits[WARM_UP:], publishes[WARM_UP:], verdict)


def report(name: str, waits: Sequence[float], publishes: Sequence[float], verdict: Verdict) -> None:
    (median, p99), (bare_median, bare_p99) = spread(waits), spread(publishes)
    print(f"{name:22} commit→publish {median:6.2f} / {p99:6.2f}   bare publish {bare_median:6.2f} / {bare_p99:6.2f}   "
          f"ratio of medians {median / bare_median:5.1f}")  # fmt: skip
    verdict.at_most(f"{name}: median milliseconds", median, TARGET_MS)


def spread(seconds: Sequence[float]) -> tuple[float, float]:
    return statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=100)[98] * 1000


async def main() -> int:
    verdict = Verdict()
    print(f"{ROUNDS} events one at a time; milliseconds, median / p99")
    with tempfile.TemporaryDirectory() as folder:
        await measure(
            "SQLite + LocalBus", sqlite_url(Path(folder) / "service.db"), LocalBus(Path(folder) / "bus.db"), verdict
        )
    kafka, postgres = servers.kafka(), servers.postgres()
    async with servers.fresh_database(postgres) as url:
        await measure("PostgreSQL + Kafka", url, KafkaBus(kafka), verdict)
    return verdict.missed


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
