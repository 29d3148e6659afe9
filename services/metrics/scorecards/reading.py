"""The scorecard of a day: sister branches, each metric's value and score, totals and ranks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import confidential, formulas, queries
from services.metrics.formulas import ORG, Part, Reading, Value
from services.metrics.freshness import freshness
from services.metrics.kpis import KPIS
from services.metrics.kpis.base import Kpi
from services.metrics.queries import Span, Window, resolve
from services.metrics.schemas import bilingual
from services.metrics.scorecards import scoring
from services.metrics.scorecards.keeping import in_force
from services.metrics.scorecards.schemas import CellOut, ColumnOut, LineOut, MetricOut, Period, ScorecardOut, SetOut
from services.metrics.scorecards.sets import GROUPS
from shared.auth import Actor, in_scope
from shared.errors import OutOfScope, RuleBroken, Text

MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose branches, and the period that a day lies in, up to that day; today's up to now."""

    org: str
    period: Period
    start: date
    end: date

    @property
    def window(self) -> Window:
        return Window(self.org, start=self.start, end=self.end, hidden=confidential.ALL)


def asked(org: str, period: Period, on: date | None) -> Asked:
    """Raises RuleBroken for a day that has yet to come, or of before anything is known."""
    today = resolve(Window()).end
    end = on or today
    if end > today:
        raise RuleBroken("on", "not-in-the-future", Text("日期不能晚于今天", "The day can't lie in the future"))
    queries.check_known(on=end)
    return Asked(org, period, _start(end, period), end)


def _start(end: date, period: Period) -> date:
    if period == "day":
        return end
    months = MONTHS[period]
    return end.replace(day=1, month=(end.month - 1) // months * months + 1)


async def compared(session: AsyncSession, org: str, actor: Actor) -> str:
    """Whose branches: those of the organisation asked for; without one, of the reader's own, or beside it.

    Whoever belongs to an organisation may read its scorecard, as it is sent round: numbers of sisters, not their cases.
    """
    if org:
        if not (in_scope(actor, org) or actor.org.startswith(org)):
            raise OutOfScope
        return org
    return await beside_sisters(session, actor.org)


async def beside_sisters(session: AsyncSession, org: str) -> str:
    return _with_sisters(org, await queries.organisations(session, org))


def _with_sisters(own: str, known: Sequence[str]) -> str:
    """Down to the first that has more than one branch; where there is nothing to go down to, the one above."""
    org = own
    while len(found := branches_of(org, known)) == 1 and branches_of(found[0], known):
        (org,) = found
    return org if len(found) > 1 or org != own else level_above(own)


def level_above(org: str) -> str:
    return org[: len(org) - (2 - len(org) % 2)]


def branches_of(org: str, known: Iterable[str]) -> list[str]:
    """The next level below, of codes of any length, as sums by organisation tell it apart."""
    width = len(org)
    lengths = (width + 1, width + 2 - width % 2)
    return sorted(each for each in known if each.startswith(org) and len(each) in lengths)


async def scorecard(session: AsyncSession, asked: Asked, actor: Actor) -> ScorecardOut:
    kept = SetOut.model_validate(await in_force(session, asked.org, asked.end))
    span = resolve(asked.window)
    known = await queries.organisations(session, asked.org)
    kpis = [KPIS[metric.kpi] for metric in kept.metrics]
    by_branch = await queries.read(session, kpis, replace(asked.window, by=ORG), span)
    whole = await queries.read(session, kpis, asked.window, span)

    def line(org: str, values: Sequence[Value]) -> LineOut:
        return _line(kept, org, values, asked, span, actor)

    branches = branches_of(asked.org, known)
    lines = [line(branch, [value_of(kpi, by_branch, branch) for kpi in kpis]) for branch in branches]
    together = [value_of(kpi, whole) for kpi in kpis]
    return ScorecardOut(
        org=asked.org,
        period=asked.period,
        start=span.start,
        end=span.end,
        as_of=span.as_of,
        set=kept,
        rule=bilingual(scoring.RULE),
        metrics=[_column(each) for each in kept.metrics],
        branches=ranked(lines),
        whole=line(asked.org, together),
        freshness=await freshness(session),
    )


def value_of(kpi: Kpi, found: Reading, org: str | None = None) -> Value:
    """Of a branch, where it was read by organisation; without confidential cases, as sisters see it."""
    return formulas.evaluate(kpi, found, Part(kpi.kinds, ORG if org else None, org, hidden=confidential.ALL))


def ranked(lines: Sequence[LineOut]) -> list[LineOut]:
    """The best first; those of one rank by their codes, those without one last."""
    told = [
        line.model_copy(update={"rank": rank})
        for line, rank in zip(lines, scoring.ranks([each.total for each in lines]), strict=True)
    ]
    return sorted(told, key=lambda line: (line.rank is None, line.rank or 0, line.org))


def _line(kept: SetOut, org: str, values: Sequence[Value], asked: Asked, span: Span, actor: Actor) -> LineOut:
    scores = [scoring.score(metric, found.value) for metric, found in zip(kept.metrics, values, strict=True)]
    points, weight = scoring.points_of(scores), scoring.weight_of(kept.metrics, scores)
    window = Window(org, start=asked.start, end=asked.end)
    cells = [
        CellOut(
            kpi=metric.kpi,
            value=found.value,
            numerator=found.numerator,
            denominator=found.denominator,
            score=score,
            target=metric.target,
            on_target=scoring.reaches(metric, found.value),
            cases=queries.cases_of(metric.kpi, window, span) if in_scope(actor, org) else None,
        )
        for metric, found, score in zip(kept.metrics, values, scores, strict=True)
    ]
    total = scoring.total_of(points, weight)
    return LineOut(org=org, rank=None, total=total, points=points, weight=weight, cells=cells)


def _column(metric: MetricOut) -> ColumnOut:
    kpi, group = KPIS[metric.kpi], GROUPS[metric.group]
    return ColumnOut(
        **metric.model_dump(),
        name=bilingual(kpi.name),
        group_name=bilingual(group),
        unit=kpi.unit,
    )
