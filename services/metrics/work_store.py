"""The rows of the worklist as a batch of facts leaves them, on either database, in the facts' own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.metrics.facts import Fact, millis
from services.metrics.limits import WorkRow, work_row
from shared import clock

# A look that is due and hasn't been taken stays due, whatever came since.
UPSERT = text("""
    INSERT INTO worklist (generation, key, kind, org, handler, due, look_at)
    VALUES (:generation, :key, :kind, :org, :handler, :due, :look_at)
    ON CONFLICT (generation, key) DO UPDATE SET
      org = excluded.org, handler = excluded.handler, due = excluded.due,
      look_at = CASE WHEN worklist.look_at <= :now THEN worklist.look_at ELSE excluded.look_at END""")
DELETE = text("DELETE FROM worklist WHERE generation = :generation AND key = :key")

TEMPORARY = """
    CREATE TEMPORARY TABLE IF NOT EXISTS new_worklist
      (key text, kind text, org text, handler text, due bigint, look_at bigint) ON COMMIT DELETE ROWS"""
UPSERT_ALL = """
    INSERT INTO worklist (generation, key, kind, org, handler, due, look_at)
    SELECT $1, key, kind, org, handler, due, look_at FROM new_worklist ORDER BY key
    ON CONFLICT (generation, key) DO UPDATE SET
      org = excluded.org, handler = excluded.handler, due = excluded.due,
      look_at = CASE WHEN worklist.look_at <= $2 THEN worklist.look_at ELSE excluded.look_at END"""
DELETE_ALL = "DELETE FROM worklist WHERE generation = $1 AND key = ANY($2::text[])"


@dataclass(slots=True)
class Work:
    """What a batch changes in the worklist."""

    now: datetime = field(default_factory=clock.now)
    new: list[WorkRow] = field(default_factory=list)  # of cases not heard of before
    changed: list[WorkRow] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def tell(self, key: str, before: Fact | None, fact: Fact) -> None:
        if row := work_row(key, before, fact, self.now):
            (self.changed if before else self.new).append(row)
        elif before:
            self.done.append(key)


async def write_sqlite(connection: AsyncConnection, generation: int, work: Work) -> None:
    if rows := work.new + work.changed:
        await connection.execute(UPSERT, [_named(generation, row, millis(work.now)) for row in rows])
    if work.done:
        await connection.execute(DELETE, [{"generation": generation, "key": key} for key in work.done])


def _named(generation: int, row: WorkRow, now: int) -> dict[str, Any]:
    names = ("key", "kind", "org", "handler", "due", "look_at")
    return {"generation": generation, "now": now, **dict(zip(names, row, strict=True))}


async def write_postgres(writer: Any, generation: int, work: Work) -> None:
    if work.changed:
        await writer.copy_records_to_table("new_worklist", records=work.changed)
        await writer.execute(UPSERT_ALL, generation, millis(work.now))
    if work.new:
        await writer.copy_records_to_table("worklist", records=_numbered(generation, work.new))
    if work.done:
        await writer.execute(DELETE_ALL, generation, work.done)


def _numbered(generation: int, rows: Sequence[WorkRow]) -> list[tuple[Any, ...]]:
    return [(generation, *row) for row in rows]
