"""The figures of a report: each with its target, the same days a year before, sister branches, and its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import confidential, queries
from services.metrics.formulas import ORG, Value
from services.metrics.kpis import KPIS
from services.metrics.queries import Step, Window, resolve
from services.metrics.reports.periods import Period
from services.metrics.reports.sections import ROWS, SECTIONS, Course, Row
from services.metrics.schemas import Freshness, KpiAnswer, Slice, TrendPoint
from services.metrics.scorecards.keeping import in_force
from services.metrics.scorecards.reading import branches_of, level_above, value_of
from services.metrics.scorecards.scoring import ranks
from shared.auth import Actor, in_scope
from shared.errors import RuleBroken, Text

OPENED = "opened"  # without one there was nothing to count
A_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Target:
    value: float
    is_met: bool | None
    basis: str


@dataclass(frozen=True, slots=True)
class Sisters:
    """Where it stands among those of its level that have a value; of equal ones several share a rank."""

    rank: int
    of: int
    together: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    row: Row
    now: KpiAnswer
    before: KpiAnswer | None  # the same days a year before; None: nothing is known of them
    target: Target | None
    sisters: Sisters | None
    parts: Mapping[str, list[Slice]]  # by breakdown, the largest first


@dataclass(frozen=True, slots=True)
class Report:
    org: str
    period: Period
    as_of: datetime
    figures: Mapping[str, Figure]
    courses: Mapping[str, list[TrendPoint]]
    step: Step
    has_cases: bool
    has_year_before: bool
    freshness: list[Freshness]


async def check_known(session: AsyncSession, org: str) -> None:
    """Raises RuleBroken for an organisation that never had a case: more likely its code is a slip."""
    if org and not await queries.organisations(session, org):
        told = Text(f"没有机构 {org} 的任何案件", f"No case of an organisation {org} is known")
        raise RuleBroken("org", "known-organisation", told)


async def report(session: AsyncSession, org: str, period: Period, actor: Actor) -> Report:
    """It counts no confidential case, whoever reads it."""
    window = Window(org, start=period.start, end=period.end, hidden=confidential.ALL)
    start, end = period.year_before
    now, before = await _whole(session, window), await _whole(session, replace(window, start=start, end=end))
    parts, places = await _parts(session, window), await _sisters(session, window, actor)
    targets, had_cases = await _targets(session, window), bool(before[OPENED].numerator)
    step: Step = "day" if period.last - period.start < A_MONTH else "month"
    return Report(
        org=org,
        period=period,
        as_of=resolve(window).as_of,
        figures={
            row.kpi: Figure(
                row,
                now[row.kpi],
                before[row.kpi] if had_cases else None,
                _target(now[row.kpi], targets),
                places.get(row.kpi),
                {by: parts[row.kpi, by] for by in (*row.ranked, *row.apart)},
            )
            for row in ROWS
        },
        courses={id: await queries.trend(session, id, window, step) for id in _drawn()},
        step=step,
        has_cases=bool(now[OPENED].numerator),
        has_year_before=had_cases,
        freshness=now[OPENED].freshness,
    )


async def _whole(session: AsyncSession, window: Window) -> dict[str, KpiAnswer]:
    ids = [OPENED, *(row.kpi for row in ROWS)]
    return dict(zip(ids, await queries.kpis(session, ids, window), strict=True))


async def _parts(session: AsyncSession, window: Window) -> dict[tuple[str, str], list[Slice]]:
    asked = [(row.kpi, by) for row in ROWS for by in (*row.ranked, *row.apart)]
    answers = await queries.kpis_by(session, asked, window)
    return {part: sorted(answer.slices or [], key=_largest_first) for part, answer in answers.items()}


def _largest_first(part: Slice) -> tuple[int, str]:
    """By its numerator, or of those that tell a rate of their own by how many cases they have."""
    return -part.numerator, part.by


async def _targets(session: AsyncSession, window: Window) -> dict[str, tuple[float, str]]:
    """Those by which the organisation is judged on the last day; else the catalogue's own."""
    own = {kpi.id: (kpi.target, kpi.basis) for kpi in KPIS.values() if kpi.target is not None}
    kept = await in_force(session, window.org, resolve(window).end)
    return own | {metric.kpi: (metric.target, metric.basis) for metric in kept.metrics}


def _target(now: KpiAnswer, targets: Mapping[str, tuple[float, str]]) -> Target | None:
    if now.kpi.id not in targets:
        return None
    target, basis = targets[now.kpi.id]
    if now.value is None or now.kpi.better is None:
        return Target(target, None, basis)
    return Target(target, now.value >= target if now.kpi.better == "higher" else now.value <= target, basis)


async def _sisters(session: AsyncSession, window: Window, actor: Actor) -> dict[str, Sisters]:
    """Of KPIs that the scorecard sends round; of the others only for those who see the sisters themselves."""
    own = window.org
    above = level_above(own)
    branches = branches_of(above, await queries.organisations(session, above)) if own else []
    if own not in branches or len(branches) < 2:
        return {}
    kept = await in_force(session, own, resolve(window).end)
    sent_round = {metric.kpi for metric in kept.metrics}
    compared = [KPIS[row.kpi] for row in ROWS if row.sisters and (in_scope(actor, above) or row.kpi in sent_round)]
    whose = replace(window, org=above, by=ORG)
    by_branch = await queries.read(session, compared, whose, resolve(whose))
    together = await queries.read(session, compared, replace(whose, by=None), resolve(whose))
    found = dict[str, Sisters]()
    for kpi in compared:
        values = {org: value_of(kpi, by_branch, org) for org in branches}
        if placed := _placed(own, values, kpi.better == "higher"):
            found[kpi.id] = Sisters(*placed, value_of(kpi, together).value)
    return found


def _placed(own: str, values: Mapping[str, Value], is_higher_better: bool) -> tuple[int, int] | None:
    """Alone with a value it has nobody to be compared with."""
    known = {org: value.value for org, value in values.items() if value.value is not None}
    if own not in known or len(known) < 2:
        return None
    places = ranks([each if is_higher_better else -each for each in known.values()])
    rank = dict(zip(known, places, strict=True))[own]
    return None if rank is None else (rank, len(known))


def _drawn() -> list[str]:
    """The KPIs that some chart shows over time."""
    charts = [chart for section in SECTIONS for part in section.parts for chart in part.charts]
    return list(dict.fromkeys(id for chart in charts if isinstance(chart, Course) for id in chart.kpis))
