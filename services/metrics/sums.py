"""Reading cells: sums over stretches of time in a fixed number of rows, however many cases they count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.measures.base import LOCAL
from services.metrics.periods import DAY_SECONDS, Range, in_bands
from services.metrics.store import unpack_counts

AWAY = 1  # a zone's day has begun or ends at most so many days from that of Shanghai

Pair = tuple[str, str]  # measure, dimension
Amount = tuple[int, int]
Named = tuple[str, str, str, str, str]  # measure, dimension, value, kind, org


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cells: one organisation with all below it, or each of its children apart.

    `alone`: its own cases without those below, which only LOCAL dimensions keep apart.
    """

    generation: int
    org: str
    children: bool = False
    alone: bool = False

    def condition(self, dimension: str) -> str:
        """Which rows together hold each case of the scope once."""
        below = "substr(s.org, 1, :width) = :org"
        if dimension in LOCAL:
            if self.alone:
                return "s.org = :org"
            return f"({below} AND length(s.org) > :width)" if self.children else below
        # Codes count at every second prefix. One of odd length is the sum of its own cases and the next level below.
        if self.children:
            return f"({below} AND length(s.org) IN (:width + 1, :width + 2 - :width % 2))"
        if len(self.org) % 2 == 0:
            return "s.org = :org"
        return f"(s.org = :org OR ({below} AND length(s.org) = :width + 1))"

    def owner(self, org: str) -> str:
        width = len(self.org)
        return org[: width + 2 - width % 2] if self.children else self.org


@dataclass(slots=True)
class Sums:
    """Amounts by series, and by period where they were asked for (else 0)."""

    amounts: dict[Pair, dict[tuple[str, str, str, int], Amount]] = field(
        default_factory=dict
    )  # value, kind, org, period

    def add(self, named: Named, period: int, n: int, total: int = 0) -> None:
        measure, dimension, value, kind, org = named
        amounts = self.amounts.setdefault((measure, dimension), {})
        had = amounts.get((value, kind, org, period), (0, 0))
        amounts[value, kind, org, period] = (had[0] + n, had[1] + total)


def _pairs(scope: Scope, pairs: Collection[Pair], parameters: dict[str, Any]) -> str:
    conditions = []
    for number, (measure, dimension) in enumerate(sorted(pairs)):
        parameters[f"m{number}"], parameters[f"d{number}"] = measure, dimension
        named = f"s.measure = :m{number} AND s.dimension = :d{number}"
        conditions.append(f"(s.generation = :generation AND {named} AND {scope.condition(dimension)})")
    return " OR ".join(conditions)


def _query(scope: Scope, pairs: Collection[Pair], ranges: Sequence[Range], table: str, columns: str) -> Any:
    """Rows of series, period and `columns`."""
    parameters: dict[str, Any] = {"generation": scope.generation, "org": scope.org, "width": len(scope.org)}
    chosen = f"WITH chosen AS (SELECT s.* FROM series s WHERE {_pairs(scope, pairs, parameters)})"
    parts = []
    for at, (band, first, last) in enumerate(each for codes in ranges for each in in_bands(*codes)):
        parameters |= {f"c{at}": band, f"a{at}": first, f"b{at}": last}
        # CROSS JOIN: SQLite would rather read a whole band than begin with the series.
        parts.append(
            f"SELECT s.measure, s.dimension, s.value, s.kind, s.org, c.period, {columns} FROM chosen s "
            f"CROSS JOIN {table} c WHERE c.band = :c{at} AND c.series_id = s.id AND c.period BETWEEN :a{at} AND :b{at}"
        )
    return f"{chosen} {' UNION ALL '.join(parts)}", parameters


async def add_cells(
    session: AsyncSession,
    scope: Scope,
    pairs: Collection[Pair],
    ranges: Sequence[Range],
    into: Sums,
    *,
    by_period: bool = False,
) -> None:
    if not pairs or not ranges:
        return
    rows, parameters = _query(scope, pairs, ranges, "cells", "c.n, c.total")
    period = "period" if by_period else "0"
    grouped = (
        f"SELECT measure, dimension, value, kind, org, {period} AS p, sum(n), sum(total) FROM ({rows}) AS cut "
        "GROUP BY measure, dimension, value, kind, org, p"
    )
    for measure, dimension, value, kind, org, at, n, total in await session.execute(text(grouped), parameters):
        into.add((measure, dimension, value, kind, scope.owner(org)), at, int(n), int(total))


async def add_today(
    session: AsyncSession, scope: Scope, pairs: Collection[Pair], day: int, second: int, into: Sums
) -> None:
    """What of the days that aren't over in every zone has come to pass by this second of the deployment's day."""
    for named, period, counts in await read_buckets(session, scope, pairs, [(day - AWAY, day + AWAY)]):
        into.add(named, 0, sum(n for at, n in counts.items() if at <= second + (day - period) * DAY_SECONDS))


async def read_buckets(
    session: AsyncSession, scope: Scope, pairs: Collection[Pair], ranges: Sequence[Range]
) -> list[tuple[Named, int, dict[int, int]]]:
    if not pairs or not ranges:
        return []
    rows, parameters = _query(scope, pairs, ranges, "buckets", "c.counts")
    found = await session.execute(text(rows), parameters)
    return [
        ((measure, dimension, value, kind, scope.owner(org)), period, unpack_counts(counts))
        for measure, dimension, value, kind, org, period, counts in found
    ]


def days_after(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)
