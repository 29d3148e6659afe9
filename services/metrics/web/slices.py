"""One value of a breakdown, as an answer of its own."""

from collections.abc import Iterable
from itertools import pairwise

from services.metrics.formulas import NESTED, YOUNGEST
from services.metrics.kpis import KPIS
from services.metrics.schemas import KpiAnswer, Slice


def slice_of(answer: KpiAnswer, by: str) -> Slice:
    """What has no slice has no case: of a count that is 0, of a rate it is none."""
    nothing = Slice(by=by, value=None, numerator=0, denominator=None if answer.denominator is None else 0)
    return next((part for part in answer.slices or [] if part.by == by), nothing)


def kind_of(answer: KpiAnswer) -> str | None:
    """The kind of case that is counted, where it is one."""
    kinds = answer.kpi.kinds or []
    return answer.kind or (kinds[0] if len(kinds) == 1 else None)


def names_in(answers: Iterable[KpiAnswer]) -> set[str]:
    return {part.by for answer in answers for part in answer.slices or []}


def largest(answer: KpiAnswer) -> list[str]:
    """The values of a breakdown, that of most cases first."""
    return [part.by for part in sorted(answer.slices or [], key=lambda part: (-part.numerator, part.by))]


def age_bands(answer: KpiAnswer) -> dict[str, str]:
    """All ages that a KPI counts, the youngest first, each in days: up to 3, 3 to 5, … and above the last."""
    ages = NESTED[KPIS[answer.kpi.id].numerator[0].measure, "age"]
    words = [f"≤{ages[0]}", *(f"{one}–{other}" for one, other in pairwise(ages)), f">{ages[-1]}"]
    return dict(zip((YOUNGEST, *ages), words, strict=True))


def part_of(answer: KpiAnswer, by: str) -> KpiAnswer:
    """The target is the whole's; a part is measured by it, too."""
    part = slice_of(answer, by)
    return answer.model_copy(update={each: getattr(part, each) for each in ("value", "numerator", "denominator")})
