"""From sums to the value of a KPI: which cells a formula needs, and its arithmetic."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from services.metrics.kpis.base import Kpi, Term
from services.metrics.measures import MEASURES
from services.metrics.measures.base import Level, Measure, middle
from services.metrics.sums import Named, Pair, Sums

ORG, KIND = "org", "kind"
SECONDS_A = {"minutes": 60, "hours": 3600, "days": 86_400}
BUCKET_ERROR = 0.01


def _names(row: Measure, has_total: bool) -> set[str]:
    names = {dimension.name for dimension in row.dimensions} | ({""} if has_total else set())
    own = row.own if isinstance(row, Level) else row.parts and row.parts.name
    return names | ({own} if own else set())


def _catalogue() -> tuple[dict[str, set[str]], set[Pair]]:
    found: dict[str, set[str]] = {}
    exact: set[Pair] = set()
    for row in MEASURES:
        names = _names(row, row.id not in found)
        found.setdefault(row.id, set()).update(names)
        if isinstance(row, Level) and row.exact:
            exact.update((row.id, name) for name in names)
    return found, exact


DIMENSIONS, EXACT = _catalogue()
YOUNGEST = "0"  # the cases that have reached none of the nested values
NESTED = {(row.id, row.own): row.nested for row in MEASURES if isinstance(row, Level) and row.nested}


def breakdowns(kpi: Kpi) -> list[str]:
    """What a KPI can be broken down by: its whole numerator, and its whole denominator or none of that."""
    if kpi.reading == "percentile":
        return [ORG, KIND]
    names = set.intersection(*(_names_of(term) for term in kpi.numerator))
    shared = [name for name in names if _fits(kpi.denominator, name)]
    return [*sorted(filter(None, shared)), ORG, KIND]


def _fits(denominator: tuple[Term, ...], name: str) -> bool:
    having = [name in _names_of(term) for term in denominator]
    return all(having) or not any(having)


def _names_of(term: Term) -> set[str]:
    """What a term can be broken down by: of one over all values of a dimension, that dimension."""
    if term.dimension:
        return set() if term.values else {term.dimension}
    return DIMENSIONS[term.measure]


def pairs(kpi: Kpi, by: str | None) -> set[tuple[bool, Pair]]:
    """(level?, (measure, dimension)) of every number that the formula reads."""
    return {(term.at_end, (term.measure, dimension_of(term, by))) for term in (*kpi.numerator, *kpi.denominator)}


def dimension_of(term: Term, by: str | None) -> str:
    return by if by and not term.dimension and by in DIMENSIONS[term.measure] else term.dimension


@dataclass(slots=True)
class Reading:
    """The sums that a question needs, and the buckets of percentiles by measure."""

    flows: Sums = field(default_factory=Sums)
    levels: Sums = field(default_factory=Sums)
    buckets: dict[tuple[str, str, str, int], dict[int, int]] = field(default_factory=dict)  # measure, kind, org, period

    def add(self, named: Named, period: int, counts: Mapping[int, int]) -> None:
        """To the buckets."""
        into = self.buckets.setdefault((named[0], named[3], named[4], period), {})
        for number, n in counts.items():
            into[number] = into.get(number, 0) + n

    def of(self, term: Term) -> Sums:
        return self.levels if term.at_end else self.flows


@dataclass(frozen=True, slots=True)
class Value:
    value: float | None
    numerator: int
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """Which of the sums: of these kinds less the hidden ones, this organisation, this value of the breakdown."""

    kinds: Collection[str] | None
    by: str | None = None
    value: str | None = None
    period: int = 0
    hidden: Collection[str] = ()

    def counts(self, kind: str, org: str) -> bool:
        if self.by == ORG and self.value is not None and org != self.value:
            return False
        if self.by == KIND and self.value is not None and kind != self.value:
            return False
        return kind not in self.hidden and (self.kinds is None or kind in self.kinds)


def values_of(kpi: Kpi, reading: Reading, by: str) -> list[str]:
    """The values of a breakdown that occur, ages in their order."""
    found: set[str] = set()
    for term in (*kpi.numerator, *kpi.denominator):
        for value, kind, org, _ in reading.of(term).amounts.get((term.measure, dimension_of(term, by)), ()):
            found.add(org if by == ORG else kind if by == KIND else value)
    for _, kind, org, _ in reading.buckets:
        found.add(org if by == ORG else kind)
    order = next((values for (measure, name), values in NESTED.items() if name == by), ())
    return [value for value in order if value in found] or sorted(found - {""})


def evaluate(kpi: Kpi, reading: Reading, part: Part) -> Value:
    if kpi.reading == "percentile":
        return _percentile(kpi, reading, part)
    if kpi.reading == "per_value":
        return _per_value(kpi, reading, part)
    n, total = _sum(kpi.numerator, reading, part)
    if kpi.reading in ("count", "amount"):
        whole = n if kpi.reading == "count" else total
        return Value(whole if kpi.scale == 1 else whole * kpi.scale, whole, None)
    if kpi.reading == "mean":
        return Value(total / n / _seconds(kpi) if n else None, total, n)
    below, whole = _sum(kpi.denominator, reading, part)
    if kpi.reading == "amount_ratio":
        return Value(total / whole if whole else None, total, whole)
    return Value(n * kpi.scale / below if below else None, n, below)


def _sum(terms: tuple[Term, ...], reading: Reading, part: Part) -> tuple[int, int]:
    n = total = 0
    for term in terms:
        more = _term(term, reading, part)
        n, total = n + more[0], total + more[1]
    return n, total


def _term(term: Term, reading: Reading, part: Part) -> tuple[int, int]:
    dimension = dimension_of(term, part.by)
    chosen = wanted(term, part.by, part.value)
    sums = reading.of(term).amounts.get((term.measure, dimension), {})
    n = total = 0
    for (value, kind, org, period), (more, amount) in sums.items():
        sign = 1 if chosen is None else chosen.get(value, 0)
        if sign and period == part.period and part.counts(kind, org):
            n, total = n + sign * more, total + sign * amount
    return n, total


def wanted(term: Term, by: str | None, value: str | None) -> dict[str, int] | None:
    """The values to add up, or to take off: of nested values (ages) each holds the next one too. None: all."""
    if term.values:
        return dict.fromkeys(term.values, 1)
    dimension = dimension_of(term, by)
    if not dimension or value is None:
        return None
    nested = NESTED.get((term.measure, dimension), ())
    if value in nested[:-1]:
        return {value: 1, nested[nested.index(value) + 1]: -1}
    return {value: 1}


def _per_value(kpi: Kpi, reading: Reading, part: Part) -> Value:
    n, _ = _sum(kpi.numerator, reading, part)
    names = {name for term in kpi.denominator or kpi.numerator[:1] for name in _occurring(term, reading, part)}
    return Value(n / len(names) if names else None, n, len(names))


def _occurring(term: Term, reading: Reading, part: Part) -> Iterator[str]:
    chosen = wanted(term, part.by, part.value)
    for (value, kind, org, period), (n, _) in reading.of(term).amounts.get((term.measure, term.dimension), {}).items():
        if n > 0 and period == part.period and part.counts(kind, org) and (chosen is None or value in chosen):
            yield value


def _percentile(kpi: Kpi, reading: Reading, part: Part) -> Value:
    counts: dict[int, int] = {}
    for (measure, kind, org, period), numbers in reading.buckets.items():
        if measure == kpi.numerator[0].measure and period == part.period and part.counts(kind, org):
            for number, n in numbers.items():
                counts[number] = counts.get(number, 0) + n
    size = sum(counts.values())
    return Value(percentile(counts, kpi.quantile or 0.5) / _seconds(kpi) if size else None, size, size)


def _seconds(kpi: Kpi) -> int:
    """Of the unit in which the KPI tells a time."""
    return SECONDS_A.get(kpi.unit, SECONDS_A["hours"])


def percentile(counts: dict[int, int], quantile: float) -> float:
    """Seconds below which that share of the cases lies (nearest rank), within 1 %."""
    left = quantile * (sum(counts.values()) - 1)
    numbers = sorted(counts)
    for number in numbers:
        left -= counts[number]
        if left < 0:
            return middle(number)
    return middle(numbers[-1])


def formula(kpi: Kpi) -> str:
    """The formula in writing, for the birth certificate."""
    above, below = (" + ".join(_written(term) for term in terms) for terms in (kpi.numerator, kpi.denominator))
    match kpi.reading:
        case "ratio":
            return f"{_scaled(kpi)}({above}) / ({below})"
        case "amount_ratio":
            return f"{kpi.amounts} of ({above}) / {kpi.amounts} of ({below})"
        case "amount":
            return f"{_scaled(kpi)}{kpi.amounts} of ({above})"
        case "mean":
            return f"mean seconds of {above}"
        case "percentile":
            return f"p{round((kpi.quantile or 0.5) * 100)} of {above}"
        case "per_value":
            return f"{above} / number of {(kpi.denominator or kpi.numerator)[0].dimension}s"
    return f"{_scaled(kpi)}{above}" if kpi.scale == 1 else f"{_scaled(kpi)}({above})"


def _scaled(kpi: Kpi) -> str:
    return "" if kpi.scale == 1 else f"{kpi.scale:g} × "


def _written(term: Term) -> str:
    chosen = f"[{term.dimension} in {', '.join(term.values)}]" if term.values else ""
    return f"{'level' if term.at_end else 'sum'}({term.measure}{chosen})"
