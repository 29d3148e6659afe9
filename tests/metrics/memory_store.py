"""A store and a log in memory, to try the arithmetic of the projection many times in little time."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from services.metrics.deltas import Amounts, Buckets
from services.metrics.measures.base import LOCAL
from services.metrics.store import Batch
from shared.bus import Position, Record


class Delivery:
    """A consumer that is given one batch after the other."""

    def __init__(self, batches: list[list[Record]]) -> None:
        self._batches: Iterator[list[Record]] = iter(batches)
        self._ends = {each.at: each.offset + 1 for batch in batches for each in batch}

    async def fetch(self, limit: int, wait_seconds: float) -> list[Record]:
        return next(self._batches, [])

    async def ends(self) -> dict[Position, int]:
        return self._ends

    async def places(self) -> dict[Position, int]:
        return {}

    async def commit(self, cursor: Mapping[Position, int]) -> None: ...

    async def join(self) -> None: ...

    async def seek(self, cursor: Mapping[Position, int]) -> None: ...

    def assignment(self) -> frozenset[Position]:
        return frozenset(self._ends)


class MemoryStore:
    generation = 1
    engine: Any = None

    def __init__(self) -> None:
        self.facts: dict[str, bytes] = {}
        self.cells: Amounts = {}
        self.buckets: Buckets = {}
        # The same by (measure, dimension, value): to look through all cells at each question took a third of the tests.
        self._moves: defaultdict[tuple[str, str, str], list[tuple[str, int, int]]] = defaultdict(list)

    async def load(self, keys: Collection[str]) -> Mapping[str, bytes]:
        return {key: self.facts[key] for key in keys if key in self.facts}

    async def write(self, batch: Batch) -> None:
        await asyncio.sleep(0.001)  # the next batch is folded meanwhile, without what this one brings
        self.facts.update({key: data for key, *_, data in batch.new + batch.changed})
        for cell, (n, total) in batch.deltas.cells().items():
            had = self.cells.get(cell, (0, 0))
            self.cells[cell] = (had[0] + n, had[1] + total)
            (m, d, v, _, o), period = cell
            self._moves[m, d, v].append((o, period, n))
        for cell, numbers in batch.deltas.buckets().items():
            into = self.buckets.setdefault(cell, {})
            for number, n in numbers.items():
                into[number] = into.get(number, 0) + n

    async def close(self) -> None: ...

    def level(self, measure: str, dimension: str, value: str, org: str, day: int) -> int:
        """How many at the end of the day; values that belong to a branch are kept for it alone."""
        return sum(
            n
            for o, period, n in self._moves[measure, dimension, value]
            if period <= day and (o.startswith(org) if dimension in LOCAL else o == org)
        )
