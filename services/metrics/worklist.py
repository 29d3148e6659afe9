"""One worklist over all services (统一待办): open cases, the most urgent first, page by page.

The cases of one organisation and kind lie in the index in the order of their due times. Of all the groups of these two
that the viewer asks for, a page of n rows can only come from the n whose first row is the most urgent: so it costs as
much as there are groups and rows on it, however many cases there are. Whoever sees more groups than `MANY` sees so much
of the whole that the cases of one kind are read in their order, past those of other organisations.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, TextClause, bindparam, literal, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.confidential import refuse_hidden
from services.metrics.facts import Fact, unpack
from services.metrics.limits import GONE
from services.metrics.models import LIVE, facts, worklist
from services.metrics.owners import OWNERS, kinds_of
from services.metrics.worklist_rows import WorkOut, work_out
from shared import clock
from shared.auth import at_or_below
from shared.pagination import Found, PageRequest, cursor_of, place_of

Place = tuple[int, str]  # due, key: the order of the list
BEGINNING: Place = (-(2**63), "")

MANY = 200

# From group to group by the index, never over their rows; and of each the first row behind the cursor.
HEADS = text("""
    WITH RECURSIVE groups (number, org, kind, due, key) AS (
      SELECT * FROM (SELECT 1, org, kind, due, key FROM worklist WHERE generation = :generation AND org >= :org
                     ORDER BY org, kind, due, key LIMIT 1) AS first
      UNION ALL
      SELECT g.number + 1, n.org, n.kind, n.due, n.key
      FROM groups g JOIN worklist n ON n.generation = :generation AND n.key = coalesce(
        (SELECT key FROM worklist WHERE generation = :generation AND org = g.org AND kind > g.kind
         ORDER BY kind, due, key LIMIT 1),
        (SELECT key FROM worklist WHERE generation = :generation AND org > g.org AND org < :above
         ORDER BY org, kind, due, key LIMIT 1))
      WHERE g.number <= :many)
    SELECT number, org, kind, due, key FROM groups WHERE (due, key) > (:due, :key)
    UNION ALL
    SELECT g.number, g.org, g.kind, coalesce(w.due, :gone), w.key
    FROM groups g LEFT JOIN worklist w ON w.generation = :generation AND w.key = (
      SELECT key FROM worklist
      WHERE generation = :generation AND org = g.org AND kind = g.kind AND (due, key) > (:due, :key)
      ORDER BY due, key LIMIT 1)
    WHERE (g.due, g.key) <= (:due, :key)""")
KINDS = text("""
    WITH RECURSIVE kinds (kind) AS (
      SELECT min(kind) FROM worklist WHERE generation = :generation
      UNION ALL
      SELECT (SELECT min(kind) FROM worklist WHERE generation = :generation AND kind > k.kind)
      FROM kinds k WHERE k.kind IS NOT NULL)
    SELECT kind FROM kinds WHERE kind IS NOT NULL""")
PART = """
    SELECT * FROM (
      SELECT due, key FROM worklist
      WHERE generation = :generation AND {only} AND (due, key) > (:due, :key) AND due < :gone
      ORDER BY due, key LIMIT :limit) AS part_{n}"""
OF_GROUP, OF_KIND = "org = :org_{n} AND kind = :kind_{n}", "kind = :kind_{n} AND org >= :org AND org < :above"


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
        return kind not in OWNERS if kinds is None else kind in kinds


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
    query = select(columns.due, columns.key).where(columns.generation == generation, columns.due < GONE, behind, *only)
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
        only.append(columns.kind.not_in(sorted(OWNERS)) if kinds is None else columns.kind.in_(sorted(kinds)))
    found = await session.execute(_page_of(generation, after, *only).limit(limit))
    return [(due, key) for due, key in found]


async def _of_groups(session: AsyncSession, generation: int, asked: Asked, after: Place, limit: int) -> list[Place]:
    here = {"generation": generation, "due": after[0], "key": after[1], "gone": GONE}
    scope = {"org": asked.org, "above": asked.org + "\U0010ffff"}
    found = (await session.execute(HEADS, here | scope | {"many": MANY})).all()
    if max((head.number for head in found), default=0) > MANY:
        return await _of_kinds(session, asked, here | scope, limit)
    heads = [
        (due, key, org, kind)
        for _, org, kind, due, key in found
        if due < GONE and org.startswith(asked.org) and asked.takes(kind)
    ]
    groups: dict[str, str] = {}
    for n, (_, _, org, kind) in enumerate(heads := sorted(heads)[:limit]):
        groups |= {f"org_{n}": org, f"kind_{n}": kind}
    return await _first(session, OF_GROUP, len(heads), here | groups, limit)


async def _of_kinds(session: AsyncSession, asked: Asked, here: Mapping[str, Any], limit: int) -> list[Place]:
    found = await session.scalars(KINDS, {"generation": here["generation"]})
    kinds = [kind for kind in found if asked.takes(kind)]
    named = {f"kind_{n}": kind for n, kind in enumerate(kinds)}
    return await _first(session, OF_KIND, len(kinds), {**here, **named}, limit)


async def _first(session: AsyncSession, only: str, parts: int, named: Mapping[str, Any], limit: int) -> list[Place]:
    if not parts:
        return []
    found = await session.execute(_merged(only, parts), {**named, "limit": limit})
    return [(due, key) for due, key in found]


@cache
def _merged(only: str, parts: int) -> TextClause:
    """As text: SQLAlchemy takes longer to put the parts together than the database to answer them."""
    union = " UNION ALL ".join(PART.format(n=n, only=only.format(n=n)) for n in range(parts))
    return text(f"SELECT due, key FROM ({union}) AS parts ORDER BY due, key LIMIT :limit")


async def _written(session: AsyncSession, generation: int, places: Iterable[Place]) -> list[WorkOut]:
    keys = [key for _, key in places]
    query = select(facts.c.key, facts.c.data).where(
        facts.c.generation == generation, facts.c.key.in_(bindparam("keys", expanding=True))
    )
    known: dict[str, Fact] = {row.key: unpack(row.data) for row in await session.execute(query, {"keys": keys})}
    now = clock.now()
    return [work_out(known[key], now) for key in keys]
