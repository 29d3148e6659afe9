"""Differential cells: what a fact contributes, what a change of it changes, and how days roll up."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

from services.metrics.facts import Fact, State
from services.metrics.measures import ATTRIBUTES, LOCAL, MEASURES, Flow, Level, Measure, bucket
from services.metrics.periods import DEFAULT_ZONE, parents
from services.metrics.spans import Case

# (measure, dimension, value, kind, org) name a series; with the day they name a cell.
Series = tuple[str, str, str, str, str]
Cell = tuple[Series, int]
Signature = tuple[object, ...]
Edge = tuple[int, int, int, str]  # day, second of the day, +1 or -1, value
Amounts = dict[Cell, tuple[int, int]]
Buckets = dict[Cell, dict[int, int]]
TOTAL = ""


Key = tuple[int, str]  # a slot of the ledger and a value: what is counted, within one day of one organisation


class Group:
    """What is added to the cells of one kind, organisation and day."""

    __slots__ = ("buckets", "counts", "totals")

    def __init__(self) -> None:
        self.counts: dict[Key, int] = {}
        self.totals: dict[Key, int] = {}
        self.buckets: dict[Key, dict[int, int]] = {}

    def merge(self, other: "Group", skip: frozenset[int] = frozenset()) -> None:
        for mine, theirs in ((self.counts, other.counts), (self.totals, other.totals)):
            for key, n in theirs.items():
                if key[0] not in skip:
                    mine[key] = mine.get(key, 0) + n

    def merge_buckets(self, other: "Group", skip: frozenset[int] = frozenset()) -> None:
        for key, numbers in other.buckets.items():
            if key[0] not in skip:
                into = self.buckets.setdefault(key, {})
                for number, n in numbers.items():
                    into[number] = into.get(number, 0) + n


class Deltas:
    """Additions to cells, by kind, organisation and day: most of a case falls into few of them."""

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger
        self.groups: dict[tuple[str, str, int], Group] = {}

    def group(self, kind: str, org: str, day: int) -> Group:
        found = self.groups.get((kind, org, day))
        if found is None:
            found = self.groups[kind, org, day] = Group()
        return found

    def cells(self) -> Amounts:
        """The cells that change, without those whose additions cancelled out."""
        slots, found = self._ledger.slots, {}
        for (kind, org, day), group in self.groups.items():
            totals = group.totals
            for key, n in group.counts.items():
                total = totals.get(key, 0) if totals else 0
                if n or total:
                    found[(*slots[key[0]], key[1], kind, org), day] = (n, total)
        return found

    def buckets(self) -> Buckets:
        slots, found = self._ledger.slots, {}
        for (kind, org, day), group in self.groups.items():
            for (slot, value), numbers in group.buckets.items():
                if left := {number: n for number, n in numbers.items() if n}:
                    found[(*slots[slot], value, kind, org), day] = left
        return found

    def rolled_up(self) -> "Deltas":
        """With every organisation above and, of each, the months and years besides the days themselves."""
        days, local = Deltas(self._ledger), self._ledger.local
        for (kind, org, day), group in self.groups.items():
            for scope in scopes(org):
                into, skip = days.group(kind, scope, day), frozenset() if scope == org else local
                into.merge(group, skip)
                if group.buckets:
                    into.merge_buckets(group, skip)
        exact = self._ledger.exact
        for (kind, scope, day), group in list(days.groups.items()):
            for period in parents(day):
                into = days.group(kind, scope, period)
                into.merge(group)
                if group.buckets:
                    into.merge_buckets(group, exact)  # seconds of a day stay with their day
        return days


class _Plan:
    """A measure's row made ready: which keys a case's values lead to."""

    def __init__(self, row: Measure, slots: "_Slots", has_total: bool) -> None:
        self.total = [(slots.of(row.id, TOTAL), TOTAL)] if has_total else []
        # What is an attribute of the state is compared by `context`, what is computed with each signature.
        stated = [dimension for dimension in row.dimensions if dimension.attribute]
        self.stated = [(slots.of(row.id, each.name), attrgetter(each.attribute)) for each in stated]
        self.context = attrgetter("org", *[each.attribute for each in stated])
        computed = [(each.name, each.of) for each in row.dimensions if each.of]
        self.computed = [slots.of(row.id, name) for name, _ in computed]
        self.readers = [of for _, of in computed]

    def signature(self, case: Case) -> Signature:
        """What the case contributes, in a form that is equal for equal contributions; empty for none."""
        raise NotImplementedError

    def emit(self, signature: Signature, sign: int, case: Case, deltas: Deltas) -> None:
        raise NotImplementedError

    def keys(self, values: Iterable[object], state: State) -> list[Key]:
        found: list[Key] = list(self.total)
        for slot, read in self.stated:
            if (value := read(state)) is not None:
                found.append((slot, value))
        for slot, value in zip(self.computed, values, strict=True):
            if isinstance(value, str):
                found.append((slot, value))
            elif value is not None:
                found.extend((slot, each) for each in value)  # type: ignore[attr-defined]
        return found


class _FlowPlan(_Plan):
    def __init__(self, row: Flow, slots: "_Slots", has_total: bool) -> None:
        super().__init__(row, slots, has_total)
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
        state = case.state
        group = deltas.group(state.kind, state.org, day)
        keys = self.keys(signature[2:], state)
        counts, totals = group.counts, group.totals
        for key in keys:
            counts[key] = counts.get(key, 0) + sign
            if total:
                totals[key] = totals.get(key, 0) + sign * total
        if self.histogram:
            # Percentiles are kept of the total only: a histogram a salesperson would be most of the database.
            numbers, number = group.buckets.setdefault(keys[0], {}), bucket(total)
            numbers[number] = numbers.get(number, 0) + sign


class _LevelPlan(_Plan):
    def __init__(self, row: Level, slots: "_Slots", has_total: bool) -> None:
        super().__init__(row, slots, has_total)
        self.spans, self.exact = row.spans, row.exact
        self.own = slots.of(row.id, row.own) if row.own else None

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
        state, own = case.state, self.own
        common = self.keys(signature[1:], state)
        for day, second, step, value in edges:
            group = deltas.group(state.kind, state.org, day)
            counts, n = group.counts, sign * step
            for key in common if own is None else (*common, (own, value)):
                counts[key] = counts.get(key, 0) + n
                if self.exact:
                    numbers = group.buckets.setdefault(key, {})
                    numbers[second] = numbers.get(second, 0) + n


class _Slots:
    """Numbers the measures with their dimensions."""

    def __init__(self) -> None:
        self.names: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def of(self, measure: str, dimension: str) -> int:
        name = (measure, dimension)
        if name not in self._numbers:
            self._numbers[name] = len(self.names)
            self.names.append(name)
        return self._numbers[name]


class Ledger:
    """The measures of a deployment: turns facts and their changes into cells."""

    def __init__(self, measures: Sequence[Measure] = MEASURES, zone: str = DEFAULT_ZONE) -> None:
        self.zone = zone
        self._plans: list[tuple[frozenset[str] | None, _Plan]] = []
        slots, seen = _Slots(), set[str]()
        for row in measures:
            plan = (_FlowPlan if isinstance(row, Flow) else _LevelPlan)(row, slots, row.id not in seen)  # type: ignore[arg-type]
            self._plans.append((row.kinds, plan))
            seen.add(row.id)
        exact = {row.id for row in measures if isinstance(row, Level) and row.exact}
        self._by_kind: dict[str, list[_Plan]] = {}
        self.slots = slots.names
        self.local = frozenset(n for n, (_, dimension) in enumerate(self.slots) if dimension in LOCAL)
        self.exact = frozenset(n for n, (measure, _) in enumerate(self.slots) if measure in exact)

    def plans(self, kind: str) -> list[_Plan]:
        if kind not in self._by_kind:
            self._by_kind[kind] = [plan for kinds, plan in self._plans if kinds is None or kind in kinds]
        return self._by_kind[kind]

    def contributions(self, fact: Fact) -> Deltas:
        deltas = Deltas(self)
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
def scopes(org: str) -> tuple[str, ...]:
    """The organisation codes a case of `org` counts under: its own, every second prefix (GB/T 2260), and all."""
    return (org, *(org[:length] for length in range((len(org) - 1) // 2 * 2, -1, -2)))
