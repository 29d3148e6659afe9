"""Proof that the numbers are right: all facts again from the log, all cells again from the facts, compared."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.metrics.cells import Ledger
from services.metrics.deltas import Amounts, Buckets, Deltas, Series
from services.metrics.facts import Fact, decode, join, key, pack, unpack
from services.metrics.models import LIVE
from services.metrics.projection import TOPICS
from services.metrics.state import UnfitEvent
from services.metrics.store import live_generation, positions, unpack_counts
from shared.bus import Bus, Position, Record

AT_ONCE = 200_000  # facts held in memory at a time: more cases are compared in several passes over the log
TOLD = 1_000
LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 6.0  # a worker that lives says so more often than that

FACTS = text("SELECT key, data FROM facts WHERE generation = :generation")
# CROSS JOIN: SQLite would read all the cells again for each series.
CELLS = text("""
    SELECT s.measure, s.dimension, s.value, s.kind, s.org, c.period, sum(c.n), sum(c.total)
    FROM cells c CROSS JOIN series s WHERE s.id = c.series_id AND s.generation = :generation
    GROUP BY s.measure, s.dimension, s.value, s.kind, s.org, c.period""")
BUCKETS = text("""
    SELECT s.measure, s.dimension, s.value, s.kind, s.org, b.period, b.counts
    FROM buckets b CROSS JOIN series s WHERE s.id = b.series_id AND s.generation = :generation""")
POSITIONS = text("SELECT topic, partition, next_offset FROM positions WHERE generation = :generation")


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that isn't what it follows from."""

    what: str  # fact, cell or buckets
    name: str
    stored: Any
    expected: Any


@dataclass(slots=True)
class Report:
    events: int = 0
    facts: int = 0
    cells: int = 0
    behind: int = 0  # events of the log that the numbers didn't come to hold while the comparison went on
    differences: list[Difference] = field(default_factory=list)
    more: int = 0  # differences beyond those told

    @property
    def equal(self) -> bool:
        return not self.differences

    def add(self, what: str, name: str, stored: Any, expected: Any) -> None:
        if len(self.differences) < TOLD:
            self.differences.append(Difference(what, name, stored, expected))
        else:
            self.more += 1


async def verify(engine: AsyncEngine, bus: Bus, topics: Sequence[str] = TOPICS, ledger: Ledger | None = None) -> Report:
    """Compare one snapshot of the database with the log up to the same place; the service may go on meanwhile."""
    report, read = Report(), dict[Position, int]()
    async with _snapshot(engine) as (connection, generation):
        named = {"generation": generation}
        ends = {Position(topic, at): end for topic, at, end in await connection.execute(POSITIONS, named)}
        count = int((await connection.execute(text(f"SELECT count(*) FROM ({FACTS.text}) AS f"), named)).scalar_one())
        passes = max(1, -(-count // AT_ONCE))
        for number in range(passes):
            log = bus.replay(topics) if number else _noted(bus.replay(topics), read)
            expected = await _from_log(log, ends, number, passes, report)
            await _compare_facts(connection, generation, expected, number, passes, report)
        await _compare_cells(connection, generation, ledger or Ledger(), report)
    report.behind = await _behind(engine, read)
    return report


async def _noted(log: AsyncIterator[list[Record]], read: dict[Position, int]) -> AsyncIterator[list[Record]]:
    """The same records; `read` holds where they end."""
    async for batch in log:
        read.update({record.at: record.offset + 1 for record in batch})
        yield batch


async def _behind(engine: AsyncEngine, read: dict[Position, int]) -> int:
    """How much of what was read from the log the live numbers lack, once they come no nearer to it."""
    least, looks = 0, 0
    while True:
        at = await positions(engine, await live_generation(engine))
        behind = sum(max(0, end - at.get(position, 0)) for position, end in read.items())
        least, looks = (least, looks + 1) if looks and behind >= least else (behind, 1)
        if not behind or looks * LOOK_SECONDS > PATIENCE_SECONDS:
            return behind
        await asyncio.sleep(LOOK_SECONDS)


@asynccontextmanager
async def _snapshot(engine: AsyncEngine) -> AsyncIterator[tuple[AsyncConnection, int]]:
    async with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        else:
            await connection.execution_options(read_only=True)
        yield connection, int((await connection.execute(LIVE)).scalar_one())


def _is_in(name: str, number: int, passes: int) -> bool:
    return passes == 1 or zlib.crc32(name.encode()) % passes == number


async def _from_log(
    log: AsyncIterator[list[Record]], ends: dict[Position, int], number: int, passes: int, report: Report
) -> dict[str, bytes]:
    facts: dict[str, Fact] = {}
    async for batch in log:
        for record in batch:
            if record.offset >= ends.get(record.at, 0):
                continue
            report.events += number == 0
            with suppress(UnfitEvent):
                state = decode(record.value)
                if _is_in(name := key(state), number, passes):
                    facts[name] = join(facts.get(name), state)
    return {name: pack(fact) for name, fact in facts.items()}


async def _compare_facts(
    connection: AsyncConnection, generation: int, expected: dict[str, bytes], number: int, passes: int, report: Report
) -> None:
    async with connection.stream(FACTS, {"generation": generation}) as rows:
        async for name, data in rows:
            if _is_in(name, number, passes):
                report.facts += 1
                should = expected.pop(name, None)
                # Bytes may differ where facts don't: a field added since was not packed before.
                if data != should and _read(data) != _read(should):
                    report.add("fact", name, _read(data), _read(should))
    for name, should in expected.items():
        report.add("fact", name, None, _read(should))


def _read(data: bytes | None) -> Any:
    return None if data is None else unpack(data)


async def _compare_cells(connection: AsyncConnection, generation: int, ledger: Ledger, report: Report) -> None:
    sums = Deltas(ledger.slots)
    async with connection.stream(FACTS, {"generation": generation}) as rows:
        async for _, data in rows:
            ledger.add(unpack(data), sums)
    sums.roll_up()
    expected = sums.cells()
    report.cells = len(expected)
    async with connection.stream(CELLS, {"generation": generation}) as rows:
        _compare("cell", [(_cell(row), (int(row[6]), int(row[7]))) async for row in rows], expected, (0, 0), report)
    _compare("buckets", (await _stored_buckets(connection, generation)).items(), sums.buckets(), {}, report)


def _cell(row: Any) -> tuple[Series, int]:
    return (row[0], row[1], row[2], row[3], row[4]), row[5]


async def _stored_buckets(connection: AsyncConnection, generation: int) -> Buckets:
    """Added up over the shards; a bucket of which one shard has -1 and another 1 is empty."""
    sums: Buckets = {}
    async with connection.stream(BUCKETS, {"generation": generation}) as rows:
        async for row in rows:
            into = sums.setdefault(_cell(row), {})
            for number, n in unpack_counts(row[6]).items():
                into[number] = into.get(number, 0) + n
    return {cell: {number: n for number, n in numbers.items() if n} for cell, numbers in sums.items()}


def _compare(
    what: str, stored: Iterable[tuple[Any, Any]], expected: Amounts | Buckets, nothing: Any, report: Report
) -> None:
    left: dict[Any, Any] = dict(expected)
    for cell, amount in stored:
        should = left.pop(cell, nothing)
        if amount != should:
            report.add(what, _name(cell), amount, should)
    for cell, should in left.items():
        report.add(what, _name(cell), nothing, should)


def _name(cell: tuple[Series, int]) -> str:
    (measure, dimension, value, kind, org), period = cell
    return f"{measure}[{dimension}={value}] {kind} org {org or '*'} period {period}"
