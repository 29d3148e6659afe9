"""From the moment at which a limit is half used up to its event on the log, with 1,000,000 open cases; and a jump.

`python -m bench.sla_watch [--cases 1000000] [--jump 100000] [--sqlite FOLDER]`. PostgreSQL unless told otherwise.
Watch and relay run as in the service, the log is the local one. Beside it, what no watch can do without: a row put into
the outbox by bare SQL, and its way to the log by the same relay.
"""

import asyncio
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.open_cases import arguments, database, fill, open_cases
from bench.verdict import Verdict
from services.metrics.pulse import Pulse
from services.metrics.state import Clock
from services.metrics.watch import Watch
from shared import case_rows, clock, relay
from shared.bus.base import Consumer
from shared.bus.local import LocalBus
from shared.cloudevents import decode
from shared.contracts.metrics import SlaAtRisk
from shared.db import Sessions, make_sessions
from shared.relay import Relay

PROBES, APART = 60, 0.25  # cases that pass half of their limit, and the seconds between one and the next
LEAD = timedelta(seconds=30)  # of simulated time, before the first of them
SOON = timedelta(days=2)  # when those pass that a jump is over
TARGET_SECONDS, TARGET_MB = 1.0, 64.0
NOW = datetime(2026, 4, 20, 2, tzinfo=UTC)
TOPIC = "guimian.metrics.events"


def clock_of(number: int, jump: int) -> Clock:
    if number < PROBES:
        half = NOW + LEAD + timedelta(seconds=APART) * number
    else:
        half = NOW + (SOON if number < PROBES + jump else timedelta(days=90))
    days = timedelta(days=20)
    return Clock("stage", half - days, half + days, used_50_at=half, used_80_at=half + days / 2)


@asynccontextmanager
async def running(sessions: Sessions, log: LocalBus) -> AsyncIterator[Consumer]:
    jobs = [asyncio.create_task(job) for job in (Watch(sessions, Pulse()).run(), Relay(sessions, log).run())]
    try:
        async with log.consume("bench", [TOPIC]) as consumer:
            yield consumer
    finally:
        for job in jobs:
            job.cancel()
            with suppress(asyncio.CancelledError):
                await job


async def delays(consumer: Consumer, simulated: clock.SimulatedClock) -> list[float]:
    """Seconds from each moment to its event in a consumer's hands."""
    simulated.set(NOW + LEAD - timedelta(seconds=2), rate=1.0)
    found: list[float] = []
    while len(found) < PROBES:
        for record in await consumer.fetch(100, 5.0):
            found.append((clock.now() - datetime.fromisoformat(decode(record.value).data["at"])).total_seconds())
    simulated.stop()
    return found


async def bare(sessions: Sessions, consumer: Consumer) -> list[float]:
    found: list[float] = []
    for number in range(1, PROBES + 1):
        began = time.perf_counter()
        async with sessions.begin() as session:
            event = SlaAtRisk(
                kind="bench", case_no=f"B{number}", version=1, org="35", status="open", case_version=1, clock="x",
                lap=1, started_at=NOW, threshold=50, at=NOW,
            )  # fmt: skip
            await case_rows.record_all(session, [case_rows.row_of(event, 1, NOW, "bench")])
            relay.signal(session)
        while not await consumer.fetch(100, 5.0):
            continue
        found.append(time.perf_counter() - began)
    return found


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def jump(engine: AsyncEngine, simulated: clock.SimulatedClock, cases: int) -> float:
    """Seconds until everything is announced that the jump went over; by the watch alone."""
    simulated.set(NOW + SOON + timedelta(hours=1))
    began = time.perf_counter()
    announced = await Watch(make_sessions(engine), Pulse()).look()
    assert announced == cases, (announced, cases)
    return time.perf_counter() - began


async def main(cases: int, jumped: int, folder: Path | None) -> int:
    verdict, simulated = Verdict(), clock.SimulatedClock(NOW)
    clock.install(simulated)
    with tempfile.TemporaryDirectory() as scratch:
        log = LocalBus(Path(scratch) / "bus.db")
        await log.start()
        async with database(folder) as engine:
            clocks = open_cases(cases, NOW - timedelta(days=40), lambda number, _: clock_of(number, jumped))
            await fill(engine, clocks)
            sessions, before = make_sessions(engine), memory()
            async with running(sessions, log) as consumer:
                found, raw = await delays(consumer, simulated), await bare(sessions, consumer)
            seconds = await jump(engine, simulated, jumped)
        await log.stop()
    middle, last, plain = statistics.median(found), max(found), statistics.median(raw)
    print(f"{cases:,} open cases, {engine.dialect.name}")
    print(f"moment to event: median {middle * 1e3:.0f} ms, longest {last * 1e3:.0f} ms, {middle / plain:.1f} × bare")
    print(f"a row of the outbox by bare SQL to the log: median {plain * 1e3:.0f} ms")
    print(f"a jump over {jumped:,} moments: {seconds:.1f} s, {jumped / seconds:,.0f} events a second")
    verdict.at_most("longest from moment to event, s", last, TARGET_SECONDS)
    verdict.at_most("memory that it took, MB", memory() - before, TARGET_MB)
    return verdict.missed


if __name__ == "__main__":
    given = arguments(__doc__, jump=100_000)
    sys.exit(asyncio.run(main(given.cases, given.jump, given.sqlite)))
