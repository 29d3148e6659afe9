"""Very many open cases in the tables of metrics, as the projection leaves them, for benchmarks."""

import argparse
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.cells import Ledger
from services.metrics.deltas import Deltas
from services.metrics.facts import Fact, join, key
from services.metrics.state import Clock, State
from services.metrics.store import Batch, Move, fact_row, looked_at
from services.metrics.worker import open_store
from shared.bus import Position
from shared.db import make_engine, sqlite_url
from shared.migrate import migrate_engine
from shared.testing import servers

KINDS = (
    "application", "bank_application", "card_activation", "group_application", "service_request", "archive_lookup",
    "renewal", "claim", "survey", "callback", "complaint", "problem_case",
)  # fmt: skip
ORGS = tuple(f"35{city:02}{county:02}" for city in range(9) for county in range(11))
A_BATCH = 5_000

MANY = 1_000_000

ClockOf = Callable[[int, random.Random], Clock | None]


def arguments(told: str | None, **numbers: int) -> argparse.Namespace:
    """`--cases`, `--sqlite FOLDER` and these numbers, as the command line has them."""
    parser = argparse.ArgumentParser(description=told)
    for name, number in {"cases": MANY, **numbers}.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--sqlite", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    if given.sqlite:
        given.sqlite.mkdir(parents=True, exist_ok=True)
    return given


def open_cases(cases: int, opened_at: datetime, clock_of: ClockOf) -> Iterator[Fact]:
    rng = random.Random(7)
    for number in range(cases):
        org = ORGS[number % len(ORGS)]
        clock = clock_of(number, rng)
        yield join(
            None,
            State(
                kind=KINDS[number // len(ORGS) % len(KINDS)],
                case_no=f"P{number:09}",
                version=1,
                status="accepted",
                org=org,
                handler=f"T{org}{rng.randrange(12):02}",
                opened_at=opened_at,
                action="accept",
                at=opened_at,
                by="bench",
                due_at=None if clock is None else clock.due_at,
                waiting="papers" if clock is None else None,
                clocks=() if clock is None else (clock,),
            ),
        )


def three_days(due_at: datetime) -> Clock:
    start = due_at - timedelta(days=3)
    return Clock("stage", start, due_at, used_50_at=start + timedelta(days=1.5), used_80_at=start + timedelta(days=2.4))


async def fill(engine: AsyncEngine, found: Iterator[Fact]) -> None:
    """And leave the tables as autovacuum would."""
    store, slots, number = open_store(engine, 1), Ledger().slots, 0
    while some := list(islice(found, A_BATCH)):
        batch = Batch(Deltas(slots), at=looked_at())
        batch.moves[Position("bench", 0)] = Move(number, number + len(some), 0)
        number += len(some)
        for fact in some:
            batch.new.append(fact_row(key(fact.state), fact))
            batch.work.tell(key(fact.state), None, fact)
        await store.write(batch)
    await store.close()
    if engine.dialect.name == "postgresql":
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("VACUUM (ANALYZE)"))


@asynccontextmanager
async def database(folder: Path | None) -> AsyncIterator[AsyncEngine]:
    """Metrics' tables, empty: on PostgreSQL unless a folder for SQLite is given."""
    if folder is None:
        async with servers.fresh_database(servers.postgres()) as url, _migrated(str(url)) as engine:
            yield engine
        return
    async with _migrated(sqlite_url(folder / "open-cases.db")) as engine:
        yield engine


@asynccontextmanager
async def _migrated(url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(url)
    try:
        await migrate_engine(engine, "metrics")
        yield engine
    finally:
        await engine.dispose()
