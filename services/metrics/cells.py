"""What a fact contributes to the cells, and what a change of it changes."""

from collections.abc import Sequence, Set
from operator import attrgetter
from typing import Any, NamedTuple

from services.metrics.deltas import Deltas, Key, Periods, Slots
from services.metrics.facts import Fact
from services.metrics.measures import ATTRIBUTES, MEASURES
from services.metrics.measures.base import Flow, Level, Measure, Parts, Values, bucket
from services.metrics.periods import DEFAULT_ZONE
from services.metrics.spans import Case
from services.metrics.state import State

Signature = tuple[Any, ...]  # of what, only its own plan knows
Edge = tuple[int, int, int, str]  # day, second of the day, +1 or -1, value
TOTAL = ""


class _Plan:
    """A measure's row made ready: which keys a case's values lead to."""

    def __init__(self, row: Measure, slots: Slots, has_total: bool) -> None:
        self.total = [(slots.of(row.id, TOTAL), TOTAL)] if has_total else []
        # What is an attribute of the state is compared once for all plans, what is computed with each signature.
        stated = [dimension for dimension in row.dimensions if dimension.attribute]
        self.stated = [(slots.of(row.id, each.name), attrgetter(each.attribute)) for each in stated]
        self.attributes = frozenset(["org", *[each.attribute for each in stated]])
        computed = [(each.name, each.of) for each in row.dimensions if each.of]
        self.computed = [slots.of(row.id, name) for name, _ in computed]
        self.readers = [of for _, of in computed]

    def signature(self, case: Case) -> Signature:
        """What the case contributes, in a form that is equal for equal contributions; empty for none."""
        raise NotImplementedError

    def emit(self, signature: Signature, sign: int, state: State, days: Periods) -> None:
        raise NotImplementedError

    def apart(self, gone: Signature, come: Signature) -> tuple[Signature, Signature]:
        """What two different contributions of one context don't have in common."""
        return gone, come

    def values(self, case: Case) -> list[Values]:
        return [read(case) for read in self.readers]

    def keys(self, values: Sequence[Values], state: State) -> list[Key]:
        found: list[Key] = list(self.total)
        for slot, read in self.stated:
            if (value := read(state)) is not None:
                found.append((slot, value))
        for slot, value in zip(self.computed, values, strict=True) if values else ():
            if isinstance(value, str):
                found.append((slot, value))
            elif value is not None:
                found.extend((slot, each) for each in value)
        return found


class _FlowPlan(_Plan):
    def __init__(self, row: Flow, slots: Slots, has_total: bool) -> None:
        super().__init__(row, slots, has_total)
        self.at, self.amount, self.histogram = row.at, row.amount, row.histogram

    def signature(self, case: Case) -> Signature:
        at = self.at(case)
        if at is None:
            return ()
        total = self.amount(case) if self.amount else 0
        day = case.local(at)[0]
        return (day, total, *self.values(case)) if self.readers else (day, total)

    def emit(self, signature: Signature, sign: int, state: State, days: Periods) -> None:
        day: int = signature[0]
        total: int = signature[1]
        group, keys = days[day], self.keys(signature[2:], state)
        counts = group.counts
        for key in keys:
            counts[key] += sign
        if total:
            totals = group.totals
            for key in keys:
                totals[key] += sign * total
        if self.histogram:
            # Percentiles are kept of the total only: a histogram a salesperson would be most of the database.
            group.buckets[keys[0]][bucket(total)] += sign


class _PartsPlan(_FlowPlan):
    """A flow whose amount has parts: they come last in its signature."""

    def __init__(self, row: Flow, slots: Slots, has_total: bool, parts: Parts) -> None:
        super().__init__(row, slots, has_total)
        self.part, self.parts = slots.of(row.id, parts.name), parts.of

    def signature(self, case: Case) -> Signature:
        found = super().signature(case)
        return (*found, tuple(self.parts(case))) if found else ()

    def emit(self, signature: Signature, sign: int, state: State, days: Periods) -> None:
        super().emit(signature[:-1], sign, state, days)
        group = days[signature[0]]
        for value, amount in signature[-1]:
            group.counts[self.part, value] += sign
            group.totals[self.part, value] += sign * amount


class _LevelPlan(_Plan):
    def __init__(self, row: Level, slots: Slots, has_total: bool) -> None:
        super().__init__(row, slots, has_total)
        self.spans, self.exact = row.spans, row.exact
        self.own = slots.of(row.id, row.own) if row.own else None

    def signature(self, case: Case) -> Signature:
        spans = self.spans(case)
        if not spans:
            return ()
        edges: list[Edge] = []
        local, exact = case.local, self.exact
        for start, end, value in spans:
            first = local(start)
            last = None if end is None else local(end)
            if last is not None and (first == last if exact else first[0] == last[0]):
                continue
            edges.append((first[0], first[1] if exact else 0, 1, value))
            if last is not None:
                edges.append((last[0], last[1] if exact else 0, -1, value))
        return (tuple(edges), *self.values(case)) if edges else ()

    def apart(self, gone: Signature, come: Signature) -> tuple[Signature, Signature]:
        if gone[1:] != come[1:] or not (gone and come):
            return gone, come
        edges: list[tuple[Edge, ...]] = [gone[0], come[0]]
        alike = next((n for n, (a, b) in enumerate(zip(*edges, strict=False)) if a != b), min(map(len, edges)))
        return (edges[0][alike:], *gone[1:]), (edges[1][alike:], *come[1:])

    def emit(self, signature: Signature, sign: int, state: State, days: Periods) -> None:
        edges: tuple[Edge, ...] = signature[0]
        exact, own = self.exact, self.own
        common = self.keys(signature[1:], state)
        for day, second, step, value in edges:
            group, n = days[day], sign * step
            counts = group.counts
            for key in common if own is None else (*common, (own, value)):
                counts[key] += n
                if exact:
                    group.buckets[key][second] += n


def _plan_of(row: Measure, slots: Slots, has_total: bool) -> _Plan:
    if isinstance(row, Level):
        return _LevelPlan(row, slots, has_total)
    return _PartsPlan(row, slots, has_total, row.parts) if row.parts else _FlowPlan(row, slots, has_total)


class Entry(NamedTuple):
    """A fact with its signature for each plan of its kind, or none if they are to be made when needed."""

    fact: Fact
    signatures: Sequence[Signature] = ()


class Ledger:
    """The measures of a deployment: turns facts and their changes into cells."""

    def __init__(self, measures: Sequence[Measure] = MEASURES, zone: str = DEFAULT_ZONE) -> None:
        self.zone = zone
        self._plans: list[tuple[frozenset[str] | None, _Plan]] = []
        self.slots, seen = Slots(measures), set[str]()
        for row in measures:
            self._plans.append((row.kinds, _plan_of(row, self.slots, row.id not in seen)))
            seen.add(row.id)
        self._by_kind: dict[str, list[_Plan]] = {}

    def plans(self, kind: str) -> list[_Plan]:
        if kind not in self._by_kind:
            self._by_kind[kind] = [plan for kinds, plan in self._plans if kinds is None or kind in kinds]
        return self._by_kind[kind]

    def contributions(self, fact: Fact) -> Deltas:
        deltas = Deltas(self.slots)
        self.add(fact, deltas)
        return deltas

    def add(self, fact: Fact, deltas: Deltas) -> None:
        self.change(None, self.entry(fact), deltas)

    def entry(self, fact: Fact) -> Entry:
        return Entry(fact, self._sign(fact))

    def _sign(self, fact: Fact) -> list[Signature]:
        case = Case(fact, self.zone)
        return [plan.signature(case) for plan in self.plans(fact.state.kind)]

    def change(self, before: Entry | None, after: Entry, deltas: Deltas) -> None:
        """Add what `after` contributes less what `before` does, passing over the measures in which the two agree."""
        if before is None:
            now = after.fact.state
            plans, days = self.plans(now.kind), deltas.groups[now.kind, now.org]
            for plan, come in zip(plans, after.signatures, strict=True):
                if come:
                    plan.emit(come, 1, now, days)
        else:
            self._correct(before, after, deltas)

    def _correct(self, before: Entry, after: Entry, deltas: Deltas) -> None:
        was, now = before.fact.state, after.fact.state
        plans, days = self.plans(now.kind), deltas.groups[now.kind, now.org]
        old_days = deltas.groups[was.kind, was.org]
        moved = _differing(was, now)
        for plan, gone, come in zip(plans, before.signatures or self._sign(before.fact), after.signatures, strict=True):
            if moved.isdisjoint(plan.attributes):
                if gone == come:
                    continue
                gone, come = plan.apart(gone, come)
            if gone:
                plan.emit(gone, -1, was, old_days)
            if come:
                plan.emit(come, 1, now, days)


_CONTEXT = ("org", *sorted(ATTRIBUTES))
_context = attrgetter(*_CONTEXT)


def _differing(was: State, now: State) -> Set[str]:
    """The attributes that measures are broken down by and that changed from one state to the next."""
    before, after = _context(was), _context(now)
    if before == after:
        return frozenset()
    return {name for name, one, other in zip(_CONTEXT, before, after, strict=True) if one != other}
