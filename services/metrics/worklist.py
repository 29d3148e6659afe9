"""One worklist over all services (统一待办): open cases, the most urgent first, page by page.

The cases of one organisation and kind lie in the index in the order of their due times. Of all the groups of these two
that the viewer asks for, a page of n rows can only come from the n whose first row is the most urgent: so it costs as
much as there are groups and rows on it, however many cases there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    bindparam,
    literal,
    literal_column,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.confidential import refuse_hidden
from services.metrics.facts import Fact, unpack
from services.metrics.models import LIVE, facts, worklist
from services.metrics.owners import kinds_of
from services.metrics.worklist_rows import WorkOut, work_out
from shared import clock
from shared.auth import at_or_below
from shared.pagination import Found, PageRequest, cursor_of, place_of

Place = tuple[int, str]  # due, key: the order of the list
BEGINNING: Place = (-(2**63), "")

# From group to group by the index, never over their rows; and of each the first row behind the cursor.
HEADS = text("""
    WITH RECURSIVE groups (org, kind) AS (
      SELECT * FROM (SELECT org, kind FROM worklist WHERE generation = :generation AND org >= :org
                     ORDER BY org, kind, due, key LIMIT 1) AS first
      UNION ALL
      SELECT n.org, n.kind FROM groups g JOIN worklist n ON n.generation = :generation AND n.key = (
        SELECT key FROM worklist
        WHERE generation = :generation AND (org, kind) > (g.org, g.kind) AND org < :above
        ORDER BY org, kind, due, key LIMIT 1))
    SELECT g.org, g.kind, w.due, w.key FROM groups g JOIN worklist w ON w.generation = :generation AND w.key = (
      SELECT key FROM worklist
      WHERE generation = :generation AND org = g.org AND kind = g.kind AND (due, key) > (:due, :key)
      ORDER BY due, key LIMIT 1)""")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose work: of an organisation with all below it, less the kinds that are hidden from the viewer."""

    org: str = ""
    handler: str | None = None
    service: str | None = None
    kind: str | None = None
    hidden: frozenset[str] = frozenset()

    def takes(self, kind: str) -> bool:
        if kind in self.hidden or (self.kind is not None and kind != self.kind):
            return False
        if self.service is None:
            return True
        kinds = kinds_of(self.service)
        return kind not in _ALL if kinds is None else kind in kinds


_ALL = frozenset().union(*(kinds_of(name) or () for name in ("intake", "policy_service", "claims", "callback")))


async def worklist_page(session: AsyncSession, asked: Asked, page: PageRequest) -> Found[WorkOut]:
    """A case that moves on meanwhile is on no page twice, unless it has become less urgent than the page's end."""
    if asked.kind is not None:
        refuse_hidden({asked.kind}, asked.hidden)
    after = BEGINNING if page.cursor is None else _place(page.cursor)
    generation = int((await session.execute(LIVE)).scalar_one())
    find = _of_handler if asked.handler is not None else _of_groups
    rows = await find(session, generation, asked, after, page.limit + 1)
    shown = rows[: page.limit]
    items = await _written(session, generation, shown)
    return Found(items, cursor_of(shown[-1]) if len(rows) > page.limit else None)


def _place(cursor: str) -> Place:
    due, key = place_of(cursor, (worklist.c.due, worklist.c.key))
    return due, key


def _page_of(generation: int, after: Place, *only: ColumnElement[bool]) -> Select[Any]:
    columns = worklist.c
    behind = tuple_(columns.due, columns.key) > tuple_(literal(after[0], BigInteger), literal(after[1]))
    query = select(columns.due, columns.key).where(columns.generation == generation, behind, *only)
    return query.order_by(columns.due, columns.key)


async def _of_handler(session: AsyncSession, generation: int, asked: Asked, after: Place, limit: int) -> list[Place]:
    """What is in one pair of hands is little enough to be looked through."""
    columns = worklist.c
    only = [columns.handler == asked.handler]
    if asked.org:
        only.append(at_or_below(columns.org, asked.org))
    if asked.hidden:
        only.append(columns.kind.not_in(sorted(asked.hidden)))
    if asked.kind is not None:
        only.append(columns.kind == asked.kind)
    if asked.service is not None:
        kinds = kinds_of(asked.service)
        only.append(columns.kind.not_in(sorted(_ALL)) if kinds is None else columns.kind.in_(sorted(kinds)))
    found = await session.execute(_page_of(generation, after, *only).limit(limit))
    return [(due, key) for due, key in found]


async def _of_groups(session: AsyncSession, generation: int, asked: Asked, after: Place, limit: int) -> list[Place]:
    place = {"generation": generation, "org": asked.org, "above": asked.org + "\U0010ffff"}
    heads = [
        head
        for head in await session.execute(HEADS, place | {"due": after[0], "key": after[1]})
        if head.org.startswith(asked.org) and asked.takes(head.kind)
    ]
    heads.sort(key=lambda head: (head.due, head.key))
    if not heads:
        return []
    found = await session.execute(_merged(generation, after, heads[:limit], limit))
    return [(due, key) for due, key in found]


def _merged(generation: int, after: Place, heads: Sequence[Row[Any]], limit: int) -> Any:
    columns = worklist.c
    parts = [
        _page_of(generation, after, columns.org == head.org, columns.kind == head.kind).limit(limit).subquery()
        for head in heads
    ]
    pages = union_all(*(select(part.c.due, part.c.key) for part in parts))
    return pages.order_by(literal_column("due"), literal_column("key")).limit(limit)


async def _written(session: AsyncSession, generation: int, places: Iterable[Place]) -> list[WorkOut]:
    keys = [key for _, key in places]
    query = select(facts.c.key, facts.c.data).where(
        facts.c.generation == generation, facts.c.key.in_(bindparam("keys", expanding=True))
    )
    known: dict[str, Fact] = {row.key: unpack(row.data) for row in await session.execute(query, {"keys": keys})}
    now = clock.now()
    return [work_out(known[key], now) for key in keys]
