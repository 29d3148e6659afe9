"""What an event and a KPI query cost with 10,000 cases held, and ten years and 1,000,000 cases later.

`python -m bench.kpi_cost [--years 10] [--sqlite FILE]`. PostgreSQL unless told otherwise; medians. Both are measured on
the same day of the year: how many months and days a sum is made of depends on that day, not on the cases.
"""

import argparse
import asyncio
import itertools
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.case_log import START, messages
from services.metrics import queries
from services.metrics.kpis import KPIS
from services.metrics.projection import Projection, open_store
from services.metrics.queries import Window
from shared import clock
from shared.bus import Record
from shared.bus.log import partition_of
from shared.db import make_engine, make_sessions, sqlite_url
from shared.migrate import migrate_engine
from shared.testing import servers

FEW = 10_000
PER_DAY = 274  # cases a day: a million in ten years
FILL, LIVE = 20_000, 200  # events a batch while filling, and as live traffic comes
QUERIES = 25
TARGET = 1.2


def records(cases: int) -> Iterator[Record]:
    offsets = [itertools.count() for _ in range(12)]
    for message in messages(cases, cases // PER_DAY):
        partition = partition_of(message.key)
        yield Record(message.topic, partition, next(offsets[partition]), message.key, message.value)


class Bench:
    def __init__(self, engine: AsyncEngine, cases: int) -> None:
        self.engine, self._records = engine, records(cases)
        self._store = open_store(engine, 1)
        self._projection = Projection(self._store)

    async def close(self) -> None:
        await self._store.close()

    async def take(self, events: int, size: int) -> list[float]:
        """Seconds an event, batch by batch."""
        costs = []
        for _ in range(events // size):
            batch = sorted(itertools.islice(self._records, size), key=lambda record: record.partition)
            started = time.perf_counter()
            if folded := await self._projection.fold(batch, {}, {}):
                await self._store.write(folded)
            costs.append((time.perf_counter() - started) / size)
        return costs

    async def ask(self, held: int) -> dict[str, float]:
        """Milliseconds of one KPI, of the whole board, and of a past day; median."""
        now = START + timedelta(days=held / PER_DAY)
        clock.install(clock.SimulatedClock(now))
        past = (now - timedelta(days=20)).date()
        asked = {
            "pending-rate now": (["pending-rate"], Window(org="35")),
            "pending-rate on a past day": (["pending-rate"], Window(org="35", end=past)),
            "issue-turnaround-p90": (["issue-turnaround-p90"], Window(org="35")),
            f"all {len(KPIS)} KPIs": (list(KPIS), Window(org="35")),
        }
        return {name: await self._time(ids, window) for name, (ids, window) in asked.items()}

    async def _time(self, ids: list[str], window: Window) -> float:
        taken = []
        async with make_sessions(self.engine)() as session:
            for _ in range(QUERIES):
                started = time.perf_counter()
                await queries.kpis(session, ids, window)
                taken.append(time.perf_counter() - started)
        return statistics.median(taken) * 1000

    async def measure(self, held: int) -> dict[str, float]:
        event = statistics.median(await self.take(LIVE * 40, LIVE)) * 1e6
        return {"an event (µs)": event, **await self.ask(held)}


async def main(years: int, sqlite: Path | None) -> int:
    cases = FEW + round(years * 365.25 * PER_DAY)
    async with AsyncExitStack() as stack:
        url = sqlite_url(sqlite) if sqlite else await stack.enter_async_context(
            servers.fresh_database(servers.postgres())
        )  # fmt: skip
        engine = make_engine(url)
        stack.push_async_callback(engine.dispose)
        await migrate_engine(engine, "metrics")
        bench = Bench(engine, cases + 10_000)
        stack.push_async_callback(bench.close)
        await bench.take(FEW * 5, FILL)
        few = await bench.measure(FEW)
        await bench.take((cases - FEW) * 5 - LIVE * 40, FILL)
        many = await bench.measure(cases)
    missed = 0
    for name, cost in few.items():
        ratio = many[name] / cost
        missed += ratio > TARGET
        print(f"{name:32} {cost:9.2f} at {FEW:,}  {many[name]:9.2f} at {cases:,}  ratio {ratio:.2f} (≤ {TARGET})")
    return 1 if missed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--sqlite", type=Path)
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.years, given.sqlite)))
