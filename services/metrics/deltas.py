"""Additions to cells: of a batch, of one fact; and how days roll up into months, years and organisations above."""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from services.metrics.measures.base import LOCAL, Flow, Level, Measure
from services.metrics.periods import is_month, month_of, year_of

# (measure, dimension, value, kind, org) name a series; with the day they name a cell.
Series = tuple[str, str, str, str, str]
Cell = tuple[Series, int]
Amounts = dict[Cell, tuple[int, int]]
Buckets = dict[Cell, dict[int, int]]
NONE: frozenset[int] = frozenset()

Key = tuple[int, str]  # a slot of the ledger and a value: what is counted, within one period of one organisation


class Slots:
    """Numbers each measure with each of its dimensions; those in `local`, `exact` and `flows` roll up differently."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self.names: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self.local, self.exact, self.flows = set[int](), set[int](), set[int]()
        self._exact = {row.id for row in measures if isinstance(row, Level) and row.exact}
        self._flows = {row.id for row in measures if isinstance(row, Flow)}

    def of(self, measure: str, dimension: str) -> int:
        name = (measure, dimension)
        if name not in self._numbers:
            number = self._numbers[name] = len(self.names)
            self.names.append(name)
            for holds, numbers in (
                (dimension in LOCAL, self.local),
                (measure in self._exact, self.exact),
                (measure in self._flows, self.flows),
            ):
                if holds:
                    numbers.add(number)
        return self._numbers[name]


class Group:
    """What is added to the cells of one kind, organisation and period."""

    __slots__ = ("buckets", "counts", "totals")

    def __init__(self) -> None:
        self.counts: defaultdict[Key, int] = defaultdict(int)
        self.totals: defaultdict[Key, int] = defaultdict(int)
        self.buckets: defaultdict[Key, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))

    def take(self, other: "Group", skip: Set[int] = NONE, apart: Set[int] = NONE) -> None:
        """Add the other group, but for the slots to skip and the buckets of those whose numbers stay apart."""
        for mine, theirs in ((self.counts, other.counts), (self.totals, other.totals)):
            chosen = {key: n for key, n in theirs.items() if key[0] not in skip} if skip else theirs
            if mine:
                for key, n in chosen.items():
                    mine[key] += n
            else:
                mine.update(chosen)
        for key, numbers in other.buckets.items():
            if key[0] not in skip and key[0] not in apart:
                into = self.buckets[key]
                for number, n in numbers.items():
                    into[number] += n

    def amounts(self) -> list[tuple[Key, int, int]]:
        """Each key with what is added to count and total, unless that cancelled out."""
        total = self.totals.get
        return [(key, n, total(key, 0)) for key, n in self.counts.items() if n or total(key, 0)]

    def changes(self) -> Iterator[tuple[Key, dict[int, int]]]:
        for key, numbers in self.buckets.items():
            if left := {number: n for number, n in numbers.items() if n}:
                yield key, left


class Periods(dict[int, Group]):
    """The groups of one kind and organisation by period, made when first asked for."""

    def __missing__(self, period: int) -> Group:
        group = self[period] = Group()
        return group


class Deltas:
    """Additions to cells, by kind and organisation and then by period: most of a case falls into few of them."""

    def __init__(self, slots: Slots) -> None:
        self.slots = slots
        self.groups: defaultdict[tuple[str, str], Periods] = defaultdict(Periods)

    def __iter__(self) -> Iterator[tuple[tuple[str, str], int, Group]]:
        for whose, periods in self.groups.items():
            for period, group in periods.items():
                yield whose, period, group

    def cells(self) -> Amounts:
        slots = self.slots.names
        return {
            ((*slots[slot], value, *whose), period): (n, total)
            for whose, period, group in self
            for (slot, value), n, total in group.amounts()
        }

    def buckets(self) -> Buckets:
        slots = self.slots.names
        return {
            ((*slots[slot], value, *whose), period): numbers
            for whose, period, group in self
            for (slot, value), numbers in group.changes()
        }

    def roll_up(self) -> None:
        """Add every organisation above and, of each, the months (and of levels the years) besides the days."""
        slots = self.slots
        for length in range(max((len(org) for _, org in self.groups), default=0), 0, -1):
            for kind, org in [whose for whose in self.groups if len(whose[1]) == length]:
                upper = self.groups[kind, above(org)]
                for day, group in self.groups[kind, org].items():
                    upper[day].take(group, slots.local)
        for periods in self.groups.values():
            for day, group in list(periods.items()):
                periods[month_of(day)].take(group, apart=slots.exact)  # seconds of a day stay with their day
            for month in [period for period in periods if is_month(period)]:
                periods[year_of(month)].take(periods[month], slots.flows)


def above(org: str) -> str:
    """The organisation that `org` is counted in: codes have two digits a level (GB/T 2260); `` is the whole company."""
    return org[: (len(org) - 1) // 2 * 2]
