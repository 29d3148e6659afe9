"""A store in memory, to try the arithmetic of the projection many times in little time."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from services.metrics.cells import Amounts, Buckets
from services.metrics.facts import pack
from services.metrics.measures import LOCAL
from services.metrics.store import Batch


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
        self.facts.update({key: pack(fact) for key, fact in batch.facts.items()})
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
