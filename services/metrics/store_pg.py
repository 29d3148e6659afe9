"""Facts, cells and positions in PostgreSQL, by binary COPY: many times faster than row by row."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.metrics import work_store
from services.metrics.deltas import Deltas
from services.metrics.store import Batch, Place, SeriesIds, Superseded, Swapped, merge, pack_counts

SHARDS = 64  # as many workers may write at once
LOCK = 0x677569  # namespace of our advisory locks

TEMPORARY = """
    CREATE TEMPORARY TABLE IF NOT EXISTS new_facts
      (key text, kind text, org text, first_day int, last_day int, data bytea) ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE IF NOT EXISTS new_cells
      (band smallint, series_id bigint, period int, n bigint, total bigint) ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE IF NOT EXISTS new_buckets
      (band smallint, series_id bigint, period int, counts bytea) ON COMMIT DELETE ROWS"""
# Sorted by key: the index is walked once, and no two workers can wait for each other.
UPSERT_FACTS = """
    INSERT INTO facts (generation, key, kind, org, first_day, last_day, data)
    SELECT $1, key, kind, org, first_day, last_day, data FROM new_facts ORDER BY key
    ON CONFLICT (generation, key) DO UPDATE SET
      org = excluded.org, first_day = excluded.first_day, last_day = excluded.last_day, data = excluded.data"""
ADD_CELLS = """
    INSERT INTO cells (band, series_id, period, shard, n, total)
    SELECT band, series_id, period, $1, n, total FROM new_cells ORDER BY band, series_id, period
    ON CONFLICT (band, series_id, period, shard) DO UPDATE SET
      n = cells.n + excluded.n, total = cells.total + excluded.total"""
FIND_BUCKETS = """
    SELECT b.band, b.series_id, b.period, b.counts
    FROM unnest($2::smallint[], $3::bigint[], $4::int[]) AS w (band, series_id, period)
    JOIN buckets b ON b.band = w.band AND b.series_id = w.series_id AND b.period = w.period AND b.shard = $1"""
SET_BUCKETS = """
    INSERT INTO buckets (band, series_id, period, shard, counts)
    SELECT band, series_id, period, $1, counts FROM new_buckets ORDER BY band, series_id, period
    ON CONFLICT (band, series_id, period, shard) DO UPDATE SET counts = excluded.counts"""
MOVE = """
    MERGE INTO positions p
    USING unnest($3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[], $8::timestamptz[])
      AS m (topic, partition, start, next, "end", last_event_at)
    ON p.generation = $1 AND p.topic = m.topic AND p.partition = m.partition
    WHEN MATCHED AND p.next_offset = m.start THEN UPDATE SET
      next_offset = m.next, end_offset = m."end", checked_at = $2,
      last_event_at = greatest(m.last_event_at, p.last_event_at)
    WHEN NOT MATCHED THEN INSERT (generation, topic, partition, next_offset, end_offset, last_event_at, checked_at)
      VALUES ($1, m.topic, m.partition, m.next, m."end", m.last_event_at, $2)"""
REFUSE = """
    INSERT INTO refused_events (generation, topic, partition, "offset", reason, refused_at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"""
NEW_SERIES = """
    INSERT INTO series (generation, measure, dimension, value, kind, org)
    SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) ORDER BY 2, 3, 4, 5, 6
    ON CONFLICT DO NOTHING"""
FIND_SERIES = """
    SELECT s.measure, s.dimension, s.value, s.kind, s.org, s.id
    FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS w (measure, dimension, value, kind, org)
    JOIN series s ON s.generation = $1 AND s.org = w.org AND s.measure = w.measure AND s.dimension = w.dimension
     AND s.value = w.value AND s.kind = w.kind"""


class PostgresStore:
    """One worker's two connections: facts of the next batch are read while the last one is written.

    A worker writes to a shard that nobody else writes to at the time, so no row is fought over, and packed buckets can
    be read, merged and written back. Which shard doesn't matter: readers add them all up.
    """

    def __init__(self, engine: AsyncEngine, generation: int, *, live: bool = True) -> None:
        self.engine, self.generation, self._must_be_live = engine, generation, live
        self._held: dict[str, AsyncConnection] = {}
        self._reader: Any = None
        self._writer: Any = None
        self._shard = 0
        self._ids = SeriesIds()

    async def close(self) -> None:
        for connection in self._held.values():
            await connection.close()
        self._held, self._reader, self._writer = {}, None, None

    async def _connect(self, role: str) -> Any:
        if lost := self._held.pop(role, None):  # the server closed it: its place in the pool is given back
            await lost.invalidate()
            await lost.close()
        connection = self._held[role] = await self.engine.connect()
        return (await connection.get_raw_connection()).driver_connection

    async def load(self, keys: Collection[str]) -> Mapping[str, bytes]:
        if self._reader is None or self._reader.is_closed():
            self._reader = await self._connect("reader")
        query = "SELECT key, data FROM facts WHERE generation = $1 AND key = ANY($2::text[])"
        return dict(await self._reader.fetch(query, self.generation, list(keys)))

    async def write(self, batch: Batch) -> None:
        if self._writer is None or self._writer.is_closed():
            self._writer = await self._connect("writer")
            await self._writer.execute(f"{TEMPORARY};{work_store.TEMPORARY}")
        await self._learn_series(batch.deltas)
        try:
            async with self._writer.transaction():
                await self._move(batch)
                if batch.new or batch.changed:
                    await self._write_counted(batch)
        except asyncpg.UniqueViolationError:
            raise Superseded("another worker wrote one of these positions or facts") from None

    async def _write_counted(self, batch: Batch) -> None:
        self._shard = await self._take_shard()
        await self._write_facts(batch)
        await work_store.write_postgres(self._writer, self.generation, batch.work)
        await self._copy("new_cells", self._ids.cells(batch.deltas))
        await self._writer.execute(ADD_CELLS, self._shard)
        await self._write_buckets(self._ids.buckets(batch.deltas))

    async def _write_facts(self, batch: Batch) -> None:
        await self._copy("new_facts", batch.changed)
        await self._writer.execute(UPSERT_FACTS, self.generation)
        # Half the work of inserting them by way of a temporary table.
        await self._copy("facts", [(self.generation, *row) for row in batch.new])

    async def _copy(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        await self._writer.copy_records_to_table(table, records=rows)

    async def _write_buckets(self, wanted: dict[Place, dict[int, int]]) -> None:
        if not wanted:
            return
        found = await self._writer.fetch(FIND_BUCKETS, self._shard, *_columns(wanted))
        known = {tuple(at): counts for *at, counts in found}
        rows = ((*at, pack_counts(merge(known.get(at), numbers))) for at, numbers in wanted.items())
        await self._copy("new_buckets", rows)
        await self._writer.execute(SET_BUCKETS, self._shard)

    async def _take_shard(self) -> int:
        for offset in range(SHARDS):
            shard = (self._shard + offset) % SHARDS
            if await self._writer.fetchval("SELECT pg_try_advisory_xact_lock($1, $2)", LOCK, shard):
                return shard
        raise Superseded(f"more than {SHARDS} workers write at once")

    async def _move(self, batch: Batch) -> None:
        # FOR SHARE: a swap of generations waits for this batch, or this batch sees the swap.
        live = await self._writer.fetchval("SELECT generation FROM live_generation FOR SHARE")
        if self._must_be_live and live != self.generation:
            raise Swapped(f"generation {live} is live now")
        moves = [(*at, move.start, move.next, move.end, move.last_event_at) for at, move in sorted(batch.moves.items())]
        moved = await self._writer.execute(MOVE, self.generation, batch.at, *_columns(moves))
        if moved != f"MERGE {len(moves)}":
            raise Superseded("another worker moved one of these partitions")
        if batch.refused:
            rows = [(self.generation, *at, offset, reason, batch.at) for at, offset, reason in batch.refused]
            await self._writer.executemany(REFUSE, rows)

    async def _learn_series(self, deltas: Deltas) -> None:
        if not (missing := self._ids.missing(deltas)):
            return
        # On its own, before the batch: a series nobody counts in yet does no harm, a lock held for a batch would.
        columns = _columns(missing)
        await self._writer.execute(NEW_SERIES, self.generation, *columns)
        self._ids.learn(await self._writer.fetch(FIND_SERIES, self.generation, *columns))


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows as PostgreSQL's unnest() takes them."""
    return list(zip(*rows, strict=True))
