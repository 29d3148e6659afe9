"""Differential cells: what a fact contributes, what a change of it changes, and how days roll up."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

from services.metrics.facts import Fact
from services.metrics.measures import ATTRIBUTES, LOCAL, MEASURES, Flow, Level, Measure, bucket
from services.metrics.periods import DEFAULT_ZONE, parents
from services.metrics.spans import Case

# (measure, dimension, value, kind, org) name a series; with the day they name a cell.
Series = tuple[str, str, str, str, str]
Cell = tuple[Series, int]
Signature = tuple[object, ...]
Edge = tuple[int, int, int, str]  # day, second of the day, +1 or -1, value
TOTAL = ""


class Deltas:
    """Cells with what is to be added to them; `buckets` are kept beside those that have any."""

    def __init__(self) -> None:
        self.counts: dict[Cell, int] = {}
        self.totals: dict[Cell, int] = {}
        self.buckets: dict[Cell, dict[int, int]] = {}

    def add(self, cell: Cell, n: int, total: int = 0, number: int | None = None) -> None:
        self.counts[cell] = self.counts.get(cell, 0) + n
        if total:
            self.totals[cell] = self.totals.get(cell, 0) + total
        if number is not None:
            numbers = self.buckets.setdefault(cell, {})
            numbers[number] = numbers.get(number, 0) + n

    def changes(self) -> dict[Cell, tuple[int, int]]:
        """The cells that change, without those whose additions cancelled out."""
        totals = self.totals
        return {cell: (n, totals.get(cell, 0)) for cell, n in self.counts.items() if n or totals.get(cell)}

    def bucket_changes(self) -> dict[Cell, dict[int, int]]:
        cleaned = ((cell, {number: n for number, n in numbers.items() if n}) for cell, numbers in self.buckets.items())
        return {cell: numbers for cell, numbers in cleaned if numbers}


class _Plan:
    """A measure's row made ready: which series a case's values lead to."""

    def __init__(self, row: Measure, has_total: bool) -> None:
        self.id, self.has_total = row.id, has_total
        # What is an attribute of the state is compared once for all measures (see `_context`), the rest with each.
        self.attributes = [(dimension.name, dimension.attribute) for dimension in row.dimensions if dimension.attribute]
        self.context = attrgetter("org", *[attribute for _, attribute in self.attributes])
        self.names = [dimension.name for dimension in row.dimensions if dimension.of]
        self.readers = [dimension.of for dimension in row.dimensions if dimension.of]

    def signature(self, case: Case) -> Signature:
        """What the case contributes, in a form that is equal for equal contributions; empty for none."""
        raise NotImplementedError

    def emit(self, signature: Signature, sign: int, case: Case, deltas: Deltas) -> None:
        raise NotImplementedError

    def series(self, values: Iterable[object], case: Case) -> list[Series]:
        state = case.state
        kind, org = state.kind, state.org
        found: list[Series] = [(self.id, TOTAL, TOTAL, kind, org)] if self.has_total else []
        for name, attribute in self.attributes:
            if (value := getattr(state, attribute)) is not None:
                found.append((self.id, name, value, kind, org))
        for name, value in zip(self.names, values, strict=True):
            if isinstance(value, str):
                found.append((self.id, name, value, kind, org))
            elif value is not None:
                found.extend((self.id, name, each, kind, org) for each in value)  # type: ignore[attr-defined]
        return found


class _FlowPlan(_Plan):
    def __init__(self, row: Flow, has_total: bool) -> None:
        super().__init__(row, has_total)
        self.at, self.amount, self.histogram = row.at, row.amount, row.histogram

    def signature(self, case: Case) -> Signature:
        at = self.at(case)
        if at is None:
            return ()
        total = self.amount(case) if self.amount else 0
        return (case.local(at)[0], total, *[read(case) for read in self.readers])

    def emit(self, signature: Signature, sign: int, case: Case, deltas: Deltas) -> None:
        day: int = signature[0]  # type: ignore[assignment]
        total: int = signature[1]  # type: ignore[assignment]
        number = bucket(total) if self.histogram else None
        for series in self.series(signature[2:], case):
            # Percentiles are kept of the total only: a histogram a salesperson would be most of the database.
            deltas.add((series, day), sign, sign * total, number)
            number = None


class _LevelPlan(_Plan):
    def __init__(self, row: Level, has_total: bool) -> None:
        super().__init__(row, has_total)
        self.spans, self.own, self.exact = row.spans, row.own, row.exact

    def signature(self, case: Case) -> Signature:
        edges: list[Edge] = []
        local, exact = case.local, self.exact
        for start, end, value in self.spans(case):
            first = local(start)
            last = None if end is None else local(end)
            if last is not None and (first == last if exact else first[0] == last[0]):
                continue
            edges.append((first[0], first[1] if exact else 0, 1, value))
            if last is not None:
                edges.append((last[0], last[1] if exact else 0, -1, value))
        return (tuple(edges), *[read(case) for read in self.readers]) if edges else ()

    def emit(self, signature: Signature, sign: int, case: Case, deltas: Deltas) -> None:
        edges: tuple[Edge, ...] = signature[0]  # type: ignore[assignment]
        common = self.series(signature[1:], case)
        for day, second, step, value in edges:
            number = second if self.exact else None
            for series in common:
                deltas.add((series, day), sign * step, 0, number)
            if self.own:
                own = (self.id, self.own, value, case.state.kind, case.state.org)
                deltas.add((own, day), sign * step, 0, number)


class Ledger:
    """The measures of a deployment: turns facts and their changes into cells."""

    def __init__(self, measures: Sequence[Measure] = MEASURES, zone: str = DEFAULT_ZONE) -> None:
        self.zone = zone
        self._plans: list[tuple[frozenset[str] | None, _Plan]] = []
        seen: set[str] = set()
        for row in measures:
            plan = (_FlowPlan if isinstance(row, Flow) else _LevelPlan)(row, row.id not in seen)  # type: ignore[arg-type]
            self._plans.append((row.kinds, plan))
            seen.add(row.id)
        self._by_kind: dict[str, list[_Plan]] = {}
        self.exact = frozenset(row.id for row in measures if isinstance(row, Level) and row.exact)

    def plans(self, kind: str) -> list[_Plan]:
        if kind not in self._by_kind:
            self._by_kind[kind] = [plan for kinds, plan in self._plans if kinds is None or kind in kinds]
        return self._by_kind[kind]

    def contributions(self, fact: Fact) -> Deltas:
        deltas = Deltas()
        self.change(None, fact, deltas)
        return deltas

    def change(self, before: Fact | None, after: Fact, deltas: Deltas) -> None:
        """Add contributions(after) - contributions(before), passing over the measures in which the two agree."""
        new = Case(after, self.zone)
        plans = self.plans(after.state.kind)
        if before is None:
            for plan in plans:
                if signature := plan.signature(new):
                    plan.emit(signature, 1, new, deltas)
            return
        old = Case(before, self.zone)
        same = _context(before.state) == _context(after.state)
        for plan in plans:
            was, now = plan.signature(old), plan.signature(new)
            if was != now or (not same and plan.context(before.state) != plan.context(after.state)):
                if was:
                    plan.emit(was, -1, old, deltas)
                if now:
                    plan.emit(now, 1, new, deltas)


_context = attrgetter("org", *sorted(ATTRIBUTES))


@lru_cache(maxsize=100_000)
def scopes(org: str, dimension: str = TOTAL) -> tuple[str, ...]:
    """The organisation codes a case of `org` counts under: its own, every second prefix (GB/T 2260), and all."""
    if dimension in LOCAL:
        return (org,)
    return (org, *(org[:length] for length in range((len(org) - 1) // 2 * 2, -1, -2)))


Amounts = dict[Cell, tuple[int, int]]
Buckets = dict[Cell, dict[int, int]]


def roll_up(changes: Amounts) -> Amounts:
    """The changes of every organisation above, and of the months and years, besides the days themselves."""
    days: Amounts = {}
    for cell, amount in changes.items():
        (measure, dimension, value, kind, org), day = cell
        for scope in scopes(org, dimension):
            _add(days, ((measure, dimension, value, kind, scope), day), amount)
    rolled = dict(days)
    for (series, day), amount in days.items():
        month, year = parents(day)
        _add(rolled, (series, month), amount)
        _add(rolled, (series, year), amount)
    return {cell: amount for cell, amount in rolled.items() if amount != (0, 0)}


def _add(into: Amounts, cell: Cell, amount: tuple[int, int]) -> None:
    had = into.get(cell)
    into[cell] = amount if had is None else (had[0] + amount[0], had[1] + amount[1])


def roll_up_buckets(changes: Buckets, exact: frozenset[str]) -> Buckets:
    """As `roll_up`, for buckets; the seconds of `exact` measures stay with their day."""
    rolled: Buckets = {}
    for ((measure, dimension, value, kind, org), day), numbers in changes.items():
        periods = (day,) if measure in exact else (day, *parents(day))
        for scope in scopes(org, dimension):
            for period in periods:
                into = rolled.setdefault(((measure, dimension, value, kind, scope), period), {})
                for number, n in numbers.items():
                    into[number] = into.get(number, 0) + n
    cleaned = ((cell, {number: n for number, n in numbers.items() if n}) for cell, numbers in rolled.items())
    return {cell: numbers for cell, numbers in cleaned if numbers}
