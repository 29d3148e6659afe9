"""One page of the worklist with 1,000,000 open cases, against an indexed page of one group by bare SQL.

`python -m bench.worklist [--cases 1000000] [--rounds 200] [--sqlite FOLDER]`. PostgreSQL unless told
otherwise. 99 branches, 12 kinds: 1,188 groups. The
bare page is what no list can do without: 51 rows of one group in order, and their facts.
"""

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.open_cases import KINDS, ORGS, arguments, database, fill, open_cases, three_days
from bench.verdict import Verdict
from services.metrics.state import Clock
from services.metrics.worklist import Asked, worklist_page
from shared import clock
from shared.db import make_sessions, reading
from shared.pagination import PageRequest

NOW = datetime(2026, 4, 20, 2, tzinfo=UTC)
PAGE, WARM_UP, DEEP = 50, 10, 100
TARGET_MS = 50.0
BARE = text("""
    SELECT due, key FROM worklist WHERE generation = 1 AND org = :org AND kind = :kind
    ORDER BY org, kind, due, key LIMIT 51""")
BARE_FACTS = text("SELECT key, data FROM facts WHERE generation = 1 AND key IN :keys").bindparams(
    bindparam("keys", expanding=True)
)

Ask = Callable[[], Awaitable[object]]


def clock_of(_number: int, rng: random.Random) -> Clock | None:
    """One in ten waits; the others are due within sixty days, half of them overdue."""
    if rng.random() < 0.1:
        return None
    return three_days(NOW + timedelta(seconds=rng.randrange(-30 * 86_400, 30 * 86_400)))


class Asker:
    def __init__(self, engine: AsyncEngine) -> None:
        self._sessions, self._rng = make_sessions(engine), random.Random(11)

    async def page(self, asked: Asked, cursor: str | None = None) -> str | None:
        async with reading(self._sessions, snapshot=True) as session:
            found = await worklist_page(session, asked, PageRequest(PAGE, cursor))
        assert found.items, asked
        return found.next_cursor

    async def bare(self) -> object:
        async with reading(self._sessions, snapshot=True) as session:
            place = {"org": self._rng.choice(ORGS), "kind": self._rng.choice(KINDS)}
            keys = [row.key for row in await session.execute(BARE, place)]
            return (await session.execute(BARE_FACTS, {"keys": keys})).all()

    def asks(self, deep: str | None) -> dict[str, Ask]:
        pick = self._rng.choice
        return {
            "a branch": lambda: self.page(Asked(pick(ORGS))),
            "a branch, one service": lambda: self.page(Asked(pick(ORGS), service="intake")),
            "a city": lambda: self.page(Asked(pick(ORGS)[:4])),
            "the company": lambda: self.page(Asked("")),
            "the company, one kind": lambda: self.page(Asked("", kind=pick(KINDS))),
            "the company, a hundredth page": lambda: self.page(Asked(""), deep),
            "one pair of hands": lambda: self.page(Asked("", handler=f"T{pick(ORGS)}03")),
        }


async def deep(asker: Asker) -> str | None:
    cursor = None
    for _ in range(DEEP):
        cursor = await asker.page(Asked(""), cursor)
    return cursor


async def took(ask: Ask) -> float:
    began = time.perf_counter()
    await ask()
    return (time.perf_counter() - began) * 1e3


async def main(cases: int, rounds: int, folder: Path | None) -> int:
    verdict = Verdict()
    clock.install(clock.SimulatedClock(NOW))
    async with database(folder) as engine:
        await fill(engine, open_cases(cases, NOW - timedelta(days=40), clock_of))
        asker = Asker(engine)
        asks = {"bare SQL, one group": asker.bare, **asker.asks(await deep(asker))}
        times: dict[str, list[float]] = {name: [] for name in asks}
        for _ in range(WARM_UP + rounds):  # in turn, so that they meet the same machine
            for name, ask in asks.items():
                times[name].append(await took(ask))
        bare = statistics.median(times["bare SQL, one group"][WARM_UP:])
        print(f"{cases:,} open cases, {engine.dialect.name}; milliseconds a page of {PAGE}: median, 99th, × bare")
        for name, each in times.items():
            middle, last = statistics.median(each[WARM_UP:]), statistics.quantiles(each[WARM_UP:], n=100)[98]
            print(f"{name:32} {middle:8.2f} {last:8.2f} {middle / bare:8.1f}")
            verdict.at_most(f"{name}: p99, ms", last, TARGET_MS)
    return verdict.missed


if __name__ == "__main__":
    given = arguments(__doc__, rounds=200)
    sys.exit(asyncio.run(main(given.cases, given.rounds, given.sqlite)))
