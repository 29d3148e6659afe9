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

COLUMNS = ", ".join(WorkRow._fields)
# A look that is due and hasn't been taken stays due, whatever came since.
OR_CHANGED = """
    ON CONFLICT (generation, key) DO UPDATE SET
      org = excluded.org, handler = excluded.handler, due = excluded.due,
      look_at = CASE WHEN worklist.look_at <= {now} THEN worklist.look_at ELSE excluded.look_at END"""
UPSERT = text(
    f"""
    INSERT INTO worklist (generation, {COLUMNS})
    VALUES (:generation, :{COLUMNS.replace(", ", ", :")})"""
    + OR_CHANGED.format(now=":now")
)
DELETE = text("DELETE FROM worklist WHERE generation = :generation AND key = :key")

TEMPORARY = """
    CREATE TEMPORARY TABLE IF NOT EXISTS new_worklist
      (key text, kind text, org text, handler text, due bigint, look_at bigint) ON COMMIT DELETE ROWS"""
UPSERT_ALL = f"""
    INSERT INTO worklist (generation, {COLUMNS})
    SELECT $1, {COLUMNS} FROM new_worklist ORDER BY key""" + OR_CHANGED.format(now="$2")
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
    now = millis(work.now)
    if rows := work.new + work.changed:
        await connection.execute(UPSERT, [{"generation": generation, "now": now, **row._asdict()} for row in rows])
    if work.done:
        await connection.execute(DELETE, [{"generation": generation, "key": key} for key in work.done])


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
