"""What one transaction of the projection writes, and its store on SQLite; `worker.open_store` chooses one."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec
import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.metrics.deltas import Deltas, Key, Series
from services.metrics.facts import Fact, millis, pack
from services.metrics.models import LIVE
from services.metrics.periods import DEFAULT_ZONE, band_of, day_code, local
from services.metrics.premium_days import days_beside_steps
from services.metrics.work_store import Work, write_sqlite
from shared.bus import Position

STILL_OPEN = 99_999
SERIES_CACHED = 500_000

unpack_counts = msgspec.msgpack.Decoder(dict[int, int]).decode
pack_counts = msgspec.msgpack.Encoder().encode


def looked_at() -> datetime:
    """The machine's own time, not shared.clock: a simulated day must not make a log that is watched look forgotten."""
    return datetime.fromtimestamp(time.time(), UTC)


class Superseded(Exception):
    """Another worker took over a partition: nothing of this batch was written."""


class Swapped(Superseded):
    """A rebuild made another generation the live one: nothing of this batch was written."""


@dataclass(slots=True)
class Move:
    """A partition read from `start` to `next`; `end` is where the log ended then."""

    start: int
    next: int
    end: int
    last_event_at: datetime | None = None

    def saw(self, event_at: datetime) -> None:
        if self.last_event_at is None or event_at > self.last_event_at:
            self.last_event_at = event_at


Place = tuple[int, int, int]  # of a cell: band, series, period
FactRow = tuple[str, str, str, int, int, bytes]  # key, kind, org, first and last day on which it can count, data


@dataclass(slots=True)
class Batch:
    """What one transaction writes; the additions are rolled up already."""

    deltas: Deltas
    new: list[FactRow] = field(default_factory=list)
    changed: list[FactRow] = field(default_factory=list)  # of facts that have a row already
    moves: dict[Position, Move] = field(default_factory=dict)
    refused: list[tuple[Position, int, str]] = field(default_factory=list)
    work: Work = field(default_factory=Work)
    at: datetime | None = None


class Store(Protocol):
    """Where one worker keeps its generation of facts and cells."""

    generation: int
    engine: AsyncEngine

    async def load(self, keys: Collection[str]) -> Mapping[str, bytes]: ...

    async def write(self, batch: Batch) -> None:
        """All of the batch in one transaction; raises Superseded."""

    async def close(self) -> None: ...


async def positions(engine: AsyncEngine, generation: int) -> dict[Position, int]:
    """How far each partition is in the cells."""
    query = "SELECT topic, partition, next_offset FROM positions WHERE generation = :generation"
    async with engine.connect() as connection:
        await connection.execution_options(read_only=True)
        rows = await connection.execute(text(query), {"generation": generation})
        return {Position(topic, partition): next for topic, partition, next in rows}


async def live_generation(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        await connection.execution_options(read_only=True)
        return int((await connection.execute(LIVE)).scalar_one())


class SeriesIds:
    """The numbers of the series seen, by whose they are and what of it: a look-up a cell."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], dict[Key, int]] = {}
        self._slots: list[tuple[str, str]] = []

    def missing(self, deltas: Deltas) -> list[Series]:
        if self._slots != deltas.slots.names or sum(map(len, self._ids.values())) > SERIES_CACHED:
            self._ids, self._slots = {}, deltas.slots.names
        wanted = {
            (*whose, *key)
            for whose, _, group in deltas
            for key in group.counts.keys() - self._ids.setdefault(whose, {}).keys()
        }
        return [(*self._slots[slot], value, kind, org) for kind, org, slot, value in wanted]

    def learn(self, found: Iterable[Sequence[Any]]) -> None:
        """Rows of measure, dimension, value, kind, org and number."""
        slots = {name: slot for slot, name in enumerate(self._slots)}
        for measure, dimension, value, kind, org, id in found:
            self._ids[kind, org][slots[measure, dimension], value] = id

    def cells(self, deltas: Deltas) -> list[tuple[int, int, int, int, int]]:
        """Band, series, period, and what is added to count and total."""
        rows: list[tuple[int, int, int, int, int]] = []
        for whose, period, group in deltas:
            ids, band = self._ids[whose], band_of(period)
            rows += [(band, ids[key], period, n, total) for key, n, total in group.amounts()]
        return rows

    def buckets(self, deltas: Deltas) -> dict[Place, dict[int, int]]:
        return {
            (band_of(period), self._ids[whose][key], period): numbers
            for whose, period, group in deltas
            for key, numbers in group.changes()
        }


def fact_row(key: str, fact: Fact) -> FactRow:
    state, closed = fact.state, fact.trail[-1].closed
    times = [millis(state.opened_at), *[step.at for step in fact.trail]]
    if state.issued_at is not None:
        times.append(millis(state.issued_at))
    if closed is not None:
        times.append(closed)
    zone, ahead = state.zone or DEFAULT_ZONE, [day_code(day) for day in days_beside_steps(state)]
    last = STILL_OPEN if closed is None else max([local(max(times), zone)[0], *ahead])
    return key, state.kind, state.org, min([local(min(times), zone)[0], *ahead]), last, pack(fact)


UPSERT_FACT = text("""
    INSERT INTO facts (generation, key, kind, org, first_day, last_day, data)
    VALUES (:generation, :key, :kind, :org, :first_day, :last_day, :data)
    ON CONFLICT (generation, key) DO UPDATE SET
      org = excluded.org, first_day = excluded.first_day, last_day = excluded.last_day, data = excluded.data""")
ADD_CELL = text("""
    INSERT INTO cells (band, series_id, period, shard, n, total) VALUES (:band, :series_id, :period, 0, :n, :total)
    ON CONFLICT (band, series_id, period, shard) DO UPDATE SET n = n + excluded.n, total = total + excluded.total""")
SET_BUCKETS = text("""
    INSERT INTO buckets (band, series_id, period, shard, counts) VALUES (:band, :series_id, :period, 0, :counts)
    ON CONFLICT (band, series_id, period, shard) DO UPDATE SET counts = excluded.counts""")
MOVE = text("""
    INSERT INTO positions (generation, topic, partition, next_offset, end_offset, last_event_at, checked_at)
    VALUES (:generation, :topic, :partition, :next, :end, :last_event_at, :at)
    ON CONFLICT (generation, topic, partition) DO UPDATE SET
      next_offset = excluded.next_offset, end_offset = excluded.end_offset, checked_at = excluded.checked_at,
      last_event_at = coalesce(max(excluded.last_event_at, last_event_at), excluded.last_event_at, last_event_at)
    WHERE positions.next_offset = :start""")
REFUSE = text("""
    INSERT INTO refused_events (generation, topic, partition, "offset", reason, refused_at)
    VALUES (:generation, :topic, :partition, :offset, :reason, :at) ON CONFLICT DO NOTHING""")
NEW_SERIES = text("""
    INSERT INTO series (generation, org, measure, dimension, value, kind)
    VALUES (:generation, :org, :measure, :dimension, :value, :kind) ON CONFLICT DO NOTHING""")
FIND_SERIES = text("""
    SELECT s.measure, s.dimension, s.value, s.kind, s.org, s.id
    FROM json_each(:wanted) w CROSS JOIN series s ON s.generation = :generation AND s.org = w.value ->> 4
     AND s.measure = w.value ->> 0 AND s.dimension = w.value ->> 1 AND s.value = w.value ->> 2
     AND s.kind = w.value ->> 3""")
FIND_BUCKETS = text("""
    SELECT b.band, b.series_id, b.period, b.counts
    FROM json_each(:wanted) w CROSS JOIN buckets b ON b.band = w.value ->> 0 AND b.series_id = w.value ->> 1
     AND b.period = w.value ->> 2 AND b.shard = 0""")
FIND_FACTS = text("""
    SELECT f.key, f.data
    FROM json_each(:keys) k CROSS JOIN facts f ON f.generation = :generation AND f.key = k.value""")


class SqliteStore:
    """One writer at a time by SQLite's own lock, so there is one shard."""

    def __init__(self, engine: AsyncEngine, generation: int, *, live: bool = True) -> None:
        self.engine, self.generation, self._must_be_live = engine, generation, live
        self._ids = SeriesIds()

    async def close(self) -> None:
        """Nothing is held between transactions."""

    async def load(self, keys: Collection[str]) -> Mapping[str, bytes]:
        async with self.engine.connect() as connection:
            await connection.execution_options(read_only=True)
            wanted = {"keys": orjson.dumps(list(keys)).decode(), "generation": self.generation}
            return {row.key: row.data for row in await connection.execute(FIND_FACTS, wanted)}

    async def write(self, batch: Batch) -> None:
        await self._learn_series(batch.deltas)
        async with self.engine.begin() as connection:
            await self._move(connection, batch)
            await _run(connection, UPSERT_FACT, self._fact_rows(batch.new + batch.changed))
            await write_sqlite(connection, self.generation, batch.work)
            await _run(connection, ADD_CELL, self._cell_rows(batch.deltas))
            await _run(connection, SET_BUCKETS, await self._merged(connection, batch.deltas))

    async def _move(self, connection: AsyncConnection, batch: Batch) -> None:
        live = (await connection.execute(LIVE)).scalar_one()
        if self._must_be_live and live != self.generation:
            raise Swapped(f"generation {live} is live now")
        for at, move in batch.moves.items():
            row = {
                "generation": self.generation, "topic": at.topic, "partition": at.partition, "start": move.start,
                "next": move.next, "end": move.end, "at": _text(batch.at), "last_event_at": _text(move.last_event_at),
            }  # fmt: skip
            if (await connection.execute(MOVE, row)).rowcount != 1:
                raise Superseded(f"{at} was moved by another worker")
        refused = [
            {"generation": self.generation, "topic": at.topic, "partition": at.partition, "offset": offset,
             "reason": reason, "at": _text(batch.at)}
            for at, offset, reason in batch.refused
        ]  # fmt: skip
        await _run(connection, REFUSE, refused)

    def _fact_rows(self, rows: Iterable[FactRow]) -> list[dict[str, Any]]:
        names = ("key", "kind", "org", "first_day", "last_day", "data")
        return [{"generation": self.generation, **dict(zip(names, row, strict=True))} for row in rows]

    async def _learn_series(self, deltas: Deltas) -> None:
        if not (missing := self._ids.missing(deltas)):
            return
        names = ("measure", "dimension", "value", "kind", "org")
        rows = [{"generation": self.generation, **dict(zip(names, series, strict=True))} for series in missing]
        asked = {"generation": self.generation, "wanted": orjson.dumps(missing).decode()}
        # On its own, so that what is remembered of it can't be rolled back: a series nobody counts in does no harm.
        async with self.engine.begin() as connection:
            await connection.execute(NEW_SERIES, rows)
            self._ids.learn(tuple(row) for row in await connection.execute(FIND_SERIES, asked))

    def _cell_rows(self, deltas: Deltas) -> list[dict[str, Any]]:
        names = ("band", "series_id", "period", "n", "total")
        return [dict(zip(names, row, strict=True)) for row in self._ids.cells(deltas)]

    async def _merged(self, connection: AsyncConnection, deltas: Deltas) -> list[dict[str, Any]]:
        if not (wanted := self._ids.buckets(deltas)):
            return []
        asked = {"wanted": orjson.dumps(list(wanted)).decode()}
        known = {tuple(at): counts for *at, counts in await connection.execute(FIND_BUCKETS, asked)}
        return [
            {"band": at[0], "series_id": at[1], "period": at[2], "counts": pack_counts(merge(known.get(at), numbers))}
            for at, numbers in wanted.items()
        ]


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


async def _run(connection: AsyncConnection, statement: Any, rows: Iterable[dict[str, Any]]) -> None:
    if rows := list(rows):
        await connection.execute(statement, rows)


def merge(packed: bytes | None, changes: Mapping[int, int]) -> dict[int, int]:
    """The counts with the changes added, without those that came to nothing."""
    counts = unpack_counts(packed) if packed else {}
    for number, n in changes.items():
        if left := counts.get(number, 0) + n:
            counts[number] = left
        else:
            del counts[number]
    return counts
