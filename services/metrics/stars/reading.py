"""The star of a month from the KPIs of each teller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import confidential, queries
from services.metrics.queries import Span, Window, resolve
from services.metrics.schemas import KpiAnswer, Slice, bilingual
from services.metrics.stars.schemas import CriterionOut, LeftOutOut, StarCellOut, StarsOut, TellerOut
from services.metrics.stars.scoring import (
    CRITERIA,
    ERRORS,
    FORMULA,
    POSITIONS,
    VOLUME,
    WHY_NONE,
    Criterion,
    Spread,
    WhyNone,
    minimum_of,
    places,
    spread_of,
    standard,
)
from shared.errors import RuleBroken, Text

ON_DUTY = "front-desk-person-days"
NOTHING = Slice(by="", value=None, numerator=0, denominator=None)
Figures = Mapping[str, Mapping[str, Slice]]  # by KPI and staff


@dataclass(frozen=True, slots=True)
class Month:
    """A month up to now, or up to its end."""

    start: date
    end: date
    is_over: bool

    @property
    def name(self) -> str:
        return f"{self.start:%Y-%m}"


def month_of(name: str | None) -> Month:
    """Raises RuleBroken for one that has yet to come, or of before anything is known."""
    today = resolve(Window()).end
    year, month = (int(part) for part in name.split("-")) if name else (today.year, today.month)
    if (year, month) > (today.year, today.month):
        raise RuleBroken("month", "not-in-the-future", Text("该月尚未到来", "The month has yet to come"))
    start = date(max(year, date.min.year), month, 1)
    queries.check_known(month=start)
    last = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Month(start, min(last, today), last < today)


async def stars(session: AsyncSession, org: str, month: Month) -> StarsOut:
    window = Window(org, start=month.start, end=month.end, hidden=confidential.ALL)
    answers = await _answers(session, window)
    figures: Figures = {id: {part.by: part for part in answer.slices or []} for id, answer in answers.items()}
    on_duty = figures[ON_DUTY]
    volumes = {staff: _of(figures, CRITERIA[0], staff).numerator for staff in {*on_duty, *figures[CRITERIA[0].kpi]}}
    minimum = minimum_of([volumes[staff] for staff in on_duty])
    ranked = sorted(staff for staff in on_duty if volumes[staff] >= minimum)
    spreads = {each.id: spread_of([_value(figures, each, staff) for staff in ranked]) for each in CRITERIA}
    why = _why_none(on_duty, ranked, spreads)
    span = resolve(window)
    tellers = [_teller(staff, figures, spreads, window, span) for staff in ranked]
    told = _placed(tellers) if why is None else tellers
    left_out = [_left_out(staff, n, on_duty) for staff, n in sorted(volumes.items()) if staff not in ranked]
    return StarsOut(
        org=org,
        month=month.name,
        start=month.start,
        end=month.end,
        is_over=month.is_over,
        as_of=span.as_of,
        stars=[each.staff for each in told if each.rank == 1],
        why_none=why,
        said=bilingual(WHY_NONE[why]) if why else None,
        formula=bilingual(FORMULA),
        positions=bilingual(POSITIONS),
        minimum=minimum,
        criteria=[_criterion(each, spreads[each.id]) for each in CRITERIA],
        tellers=told,
        left_out=left_out,
        freshness=next(iter(answers.values())).freshness,
    )


async def _answers(session: AsyncSession, window: Window) -> dict[str, KpiAnswer]:
    """Each KPI by whose it is."""
    asked = [(ON_DUTY, "teller"), *((each.kpi, each.by) for each in CRITERIA)]
    return {id: answer for (id, _), answer in (await queries.kpis_by(session, asked, window)).items()}


def _of(figures: Figures, criterion: Criterion, staff: str) -> Slice:
    return figures[criterion.kpi].get(staff, NOTHING)


def _value(figures: Figures, criterion: Criterion, staff: str) -> float | None:
    """Of a count, none is 0."""
    found = _of(figures, criterion, staff)
    return float(found.numerator) if criterion.id == VOLUME else found.value


def _why_none(on_duty: Mapping[str, Slice], ranked: Sequence[str], spreads: Mapping[str, Spread]) -> WhyNone | None:
    if not on_duty:
        return "nobody-on-the-front-desk"
    if len(ranked) < 2:
        return "fewer-than-two"
    return None if any(each.counts for each in spreads.values()) else "no-spread"


def _teller(staff: str, figures: Figures, spreads: Mapping[str, Spread], window: Window, span: Span) -> TellerOut:
    cells = [_cell(staff, each, figures, spreads[each.id], window, span) for each in CRITERIA]
    total = round(sum(cell.points for cell in cells), 4)
    return TellerOut(staff=staff, rank=None, total=total, person_days=_days(staff, figures[ON_DUTY]), cells=cells)


def _cell(
    staff: str, criterion: Criterion, figures: Figures, spread: Spread, window: Window, span: Span
) -> StarCellOut:
    found, value = _of(figures, criterion, staff), _value(figures, criterion, staff)
    z = standard(value, spread, criterion)
    return StarCellOut(
        criterion=criterion.id,
        value=value,
        numerator=found.numerator,
        denominator=found.denominator,
        z=z,
        points=round(criterion.weight * (z or 0.0), 4),
        cases=f"{queries.cases_of(criterion.kpi, window, span)}&{urlencode({'by': criterion.by, 'value': staff})}",
    )


def _placed(tellers: Sequence[TellerOut]) -> list[TellerOut]:
    errors = [next(cell.value for cell in each.cells if cell.criterion == ERRORS) for each in tellers]
    ranks = places([each.total for each in tellers], errors)
    told = [each.model_copy(update={"rank": rank}) for each, rank in zip(tellers, ranks, strict=True)]
    return sorted(told, key=lambda each: (each.rank or 0, each.staff))


def _left_out(staff: str, volume: int, on_duty: Mapping[str, Slice]) -> LeftOutOut:
    why: Literal["not-on-the-front-desk", "below-the-minimum"]
    why = "below-the-minimum" if staff in on_duty else "not-on-the-front-desk"
    return LeftOutOut(staff=staff, volume=volume, person_days=_days(staff, on_duty), why=why)


def _days(staff: str, on_duty: Mapping[str, Slice]) -> float:
    """Half days are what is counted."""
    return on_duty.get(staff, NOTHING).numerator / 2


def _criterion(criterion: Criterion, spread: Spread) -> CriterionOut:
    return CriterionOut(
        id=criterion.id,
        name=bilingual(criterion.name),
        kpi=criterion.kpi,
        by=criterion.by,
        weight=criterion.weight,
        better=criterion.better,
        mean=spread.mean,
        deviation=spread.deviation,
        counts=spread.counts,
    )
