"""What an event and a KPI query cost with 10,000 cases held, and ten years and 1,000,000 cases later.

`python -m bench.kpi_cost [--years 10] [--sqlite FOLDER]`. PostgreSQL unless told otherwise; medians of what is
measured in turn. Both stand at the same day of the year: how many months and days a sum is made of depends on that day,
not on the cases.
"""

import argparse
import asyncio
import itertools
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.case_log import START, messages
from bench.verdict import Verdict
from services.metrics import queries
from services.metrics.kpis import KPIS
from services.metrics.projection import Projection
from services.metrics.queries import Window
from services.metrics.worker import open_store
from shared import clock
from shared.bus import Position, Record
from shared.bus.log import partition_of
from shared.db import make_engine, make_sessions, sqlite_url
from shared.migrate import migrate_engine
from shared.testing import servers

FEW = 10_000
PER_DAY = 274  # cases a day: a million in ten years
FILL, LIVE = 10_000, 200  # events a batch while filling, and as live traffic comes
ROUNDS, WARM_UP = 60, 10
TARGET = 1.2


def records(cases: int) -> Iterator[Record]:
    offsets = [itertools.count() for _ in range(12)]
    for message in messages(cases, cases // PER_DAY):
        partition = partition_of(message.key)
        yield Record(Position(message.topic, partition), next(offsets[partition]), message.key, message.value)


class Held:
    """A projection with so many cases in it, and the log that goes on behind them."""

    def __init__(self, engine: AsyncEngine, cases: int) -> None:
        self.engine, self.cases, self._records = engine, cases, records(cases + FEW)
        self._store = open_store(engine, 1)
        self._projection = Projection(self._store)
        self._sessions = make_sessions(engine)
        self._now = clock.SimulatedClock(START + timedelta(days=cases / PER_DAY))

    async def close(self) -> None:
        await self._store.close()

    async def fill(self) -> None:
        """Take the cases in, and leave the tables as ten quiet years of autovacuum would, not as a bulk load does."""
        for _ in range(self.cases * 5 // FILL):
            await self.take(FILL)
        if self.engine.dialect.name == "postgresql":
            async with self.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(text("VACUUM (ANALYZE)"))
                await connection.execute(text("CHECKPOINT"))

    async def take(self, events: int) -> float:
        """Seconds an event of one batch."""
        batch = sorted(itertools.islice(self._records, events), key=lambda record: record.at)
        started = time.perf_counter()
        if folded := await self._projection.fold(batch, {}):
            await self._store.write(folded)
        return (time.perf_counter() - started) / events

    async def ask(self, ids: list[str], days_ago: int | None) -> float:
        clock.install(self._now)
        past = None if days_ago is None else (clock.now() - timedelta(days=days_ago)).date()
        started = time.perf_counter()
        async with self._sessions() as session:
            await queries.kpis(session, ids, Window(org="35", end=past))
        return time.perf_counter() - started


Cost = Callable[[Held], Awaitable[float]]
COSTS: dict[str, Cost] = {
    "an event": lambda held: held.take(LIVE),
    "pending-rate now": lambda held: held.ask(["pending-rate"], None),
    "pending-rate on a past day": lambda held: held.ask(["pending-rate"], 20),
    "issue-turnaround-p90": lambda held: held.ask(["issue-turnaround-p90"], None),
    f"all {len(KPIS)} KPIs": lambda held: held.ask(list(KPIS), None),
}


async def compare(few: Held, many: Held, verdict: Verdict) -> None:
    """Each cost of both in turn, so that they meet the same machine."""
    for name, cost in COSTS.items():
        pairs = [(await cost(few), await cost(many)) for _ in range(ROUNDS)][WARM_UP:]
        less, more = (statistics.median(side) * 1e6 for side in zip(*pairs, strict=True))
        print(f"{name:28} {less:9.0f} µs at {few.cases:,}  {more:9.0f} µs at {many.cases:,}")
        verdict.at_most(f"{name}: ratio", more / less, TARGET)


async def main(years: int, folder: Path | None) -> int:
    verdict = Verdict()
    async with AsyncExitStack() as stack:
        helds = []
        for cases in (FEW, FEW + round(years * 365.25 * PER_DAY)):
            url = sqlite_url(folder / f"{cases}.db") if folder else await stack.enter_async_context(
                servers.fresh_database(servers.postgres())
            )  # fmt: skip
            engine = make_engine(url)
            stack.push_async_callback(engine.dispose)
            await migrate_engine(engine, "metrics")
            helds.append(Held(engine, cases))
            stack.push_async_callback(helds[-1].close)
            await helds[-1].fill()
        await compare(*helds, verdict)
    return verdict.missed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--sqlite", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.years, given.sqlite)))
