"""The questions metrics answers; routes, the board and the command line ask the same ones."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import formulas, sums
from services.metrics.confidential import are_hidden, refuse_hidden
from services.metrics.formulas import EXACT, ORG, Part, Reading, Value
from services.metrics.freshness import freshness
from services.metrics.kpis import KPIS, score
from services.metrics.kpis.base import Kpi
from services.metrics.models import LIVE
from services.metrics.periods import (
    DEFAULT_ZONE,
    FIRST_DAY,
    between,
    day_code,
    local,
    month_code,
    start_of,
    until,
)
from services.metrics.schemas import Freshness, KpiAnswer, KpiRow, Slice, TrendPoint, bilingual
from shared import clock
from shared.errors import NotFound, RuleBroken, Text

WINDOW_DAYS = 30
MOST_POINTS = 1_100  # of a trend: three years of days
Step = Literal["day", "month"]
KpiBy = tuple[str, str]  # a KPI, and the breakdown
ORGS = text("""
    SELECT DISTINCT s.org FROM series s JOIN live_generation l ON l.generation = s.generation
    WHERE s.measure = 'opened' AND s.dimension = '' AND substr(s.org, 1, :width) = :org ORDER BY s.org""")


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked: whose cases, counted on which days; levels hold at the end of the last day, or now.

    Cases of the `hidden` kinds are in none of its numbers: a whole less its parts would tell of them.
    """

    org: str = ""
    kind: str | None = None
    start: date | None = None
    end: date | None = None
    by: str | None = None
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """A window with its gaps filled; `second` of the last day when that is today."""

    start: date
    end: date
    second: int | None
    as_of: datetime


def resolve(window: Window, now: datetime | None = None) -> Span:
    """The last 30 days to now, unless the window says otherwise; raises RuleBroken."""
    now = now or clock.now()
    today = now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    end = window.end or today
    check_known(to=end, **({"from": window.start} if window.start else {}))
    start = window.start or max(FIRST_DAY, end - timedelta(days=WINDOW_DAYS - 1))
    if end > today:
        raise RuleBroken("to", "not-in-the-future", Text("截止日不能晚于今天", "The last day can't lie in the future"))
    if start > end:
        raise RuleBroken("from", "before-to", Text("起始日不能晚于截止日", "The first day can't come after the last"))
    if end == today:
        return Span(start, end, local(round(now.timestamp() * 1000))[1], now)
    return Span(start, end, None, datetime.combine(end + timedelta(days=1), time(), ZoneInfo(DEFAULT_ZONE)))


def check_known(**days: date) -> None:
    for name, day in days.items():
        if day < FIRST_DAY:
            detail = Text(f"不能早于 {FIRST_DAY}", f"Nothing is known of days before {FIRST_DAY}")
            raise RuleBroken(name, "not-before-the-first-day", detail)


async def organisations(session: AsyncSession, below: str) -> list[str]:
    """Those that have ever had a case, this one and all below it, each before its own; `` is the whole company."""
    return list(await session.scalars(ORGS, {"org": below, "width": len(below)}))


def find(kpi_id: str) -> Kpi:
    if kpi_id not in KPIS:
        raise NotFound(Text(f"没有指标 {kpi_id}", f"There is no KPI {kpi_id}"))
    return KPIS[kpi_id]


def catalogue(hidden: frozenset[str]) -> list[KpiRow]:
    """Without those that only count hidden kinds."""
    return [row(kpi) for kpi in KPIS.values() if not are_hidden(kpi.kinds, hidden)]


def row(kpi: Kpi) -> KpiRow:
    return KpiRow(
        id=kpi.id,
        name=bilingual(kpi.name),
        population=bilingual(kpi.population),
        unit=kpi.unit,
        better=kpi.better,
        target=kpi.target,
        full=kpi.full,
        zero=kpi.zero,
        basis=kpi.basis,
        verified=kpi.verified,
        version=kpi.version,
        formula=formulas.formula(kpi),
        kinds=sorted(kpi.kinds) if kpi.kinds else None,
        by=formulas.breakdowns(kpi),
    )


async def kpi(session: AsyncSession, kpi_id: str, window: Window) -> KpiAnswer:
    return (await kpis(session, [kpi_id], window))[0]


async def kpis(session: AsyncSession, ids: Sequence[str], window: Window) -> list[KpiAnswer]:
    """Several KPIs from the same few statements: what a board costs doesn't depend on how many tiles it has."""
    asked = [find(id) for id in ids]
    for each in asked:
        check(each, window)
    span = resolve(window)
    whole = await read(session, asked, replace(window, by=None), span)
    parts = await read(session, asked, window, span) if window.by else None
    fresh = await freshness(session)
    return [_answer(each, whole, parts, window, span, fresh) for each in asked]


async def kpis_by(session: AsyncSession, asked: Iterable[KpiBy], window: Window) -> dict[KpiBy, KpiAnswer]:
    """Those of one breakdown from the same few statements."""
    ids_by = defaultdict[str, list[str]](list)
    for id, by in asked:
        ids_by[by].append(id)
    found = [(by, await kpis(session, ids, replace(window, by=by))) for by, ids in ids_by.items()]
    return {(each.kpi.id, by): each for by, answers in found for each in answers}


def check(kpi: Kpi, window: Window) -> None:
    refuse_hidden(kinds_of(kpi, window), window.hidden)
    if window.by and window.by not in formulas.breakdowns(kpi):
        known = ", ".join(formulas.breakdowns(kpi))
        raise RuleBroken("by", "known-breakdown", Text(f"可选: {known}", f"Choose one of: {known}"))
    if window.kind and kpi.kinds and window.kind not in kpi.kinds:
        known = ", ".join(sorted(kpi.kinds))
        raise RuleBroken("kind", "kind-of-kpi", Text(f"该指标只统计: {known}", f"This KPI only counts: {known}"))


def kinds_of(kpi: Kpi, window: Window) -> frozenset[str] | None:
    return frozenset({window.kind}) if window.kind else kpi.kinds


async def read(session: AsyncSession, asked: Iterable[Kpi], window: Window, span: Span) -> Reading:
    scope = sums.Scope((await session.execute(LIVE)).scalar_one(), window.org, window.by == ORG)
    counted = [kpi for kpi in asked if kpi.reading != "percentile"]
    flows, levels = _flows_and_levels(counted, window.by)
    reading, days = Reading(), between(span.start, span.end)
    await sums.add_cells(session, scope, flows, days, reading.flows)
    await _read_levels(session, scope, levels, span, reading)
    ranked = {(kpi.numerator[0].measure, "") for kpi in asked if kpi.reading == "percentile"}
    for named, _, counts in await sums.read_buckets(session, scope, ranked, days):
        reading.add(named, 0, counts)
    return reading


def _flows_and_levels(asked: Iterable[Kpi], by: str | None) -> tuple[set[sums.Pair], set[sums.Pair]]:
    needed = {pair for kpi in asked for pair in formulas.pairs(kpi, by)}
    flows, levels = ({pair for at_end, pair in needed if at_end is wanted} for wanted in (False, True))
    return flows, levels


async def _read_levels(
    session: AsyncSession, scope: sums.Scope, levels: set[sums.Pair], span: Span, reading: Reading
) -> None:
    if span.second is None:
        await sums.add_cells(session, scope, levels, until(span.end), reading.levels)
        return
    # What isn't exact only tells of the past, also where its day is called tomorrow.
    past, exact = until(sums.days_after(span.end, sums.AWAY)), levels & EXACT
    await sums.add_cells(session, scope, levels - exact, past, reading.levels)
    await sums.add_cells(session, scope, exact, until(sums.days_after(span.end, -1 - sums.AWAY)), reading.levels)
    await sums.add_today(session, scope, exact, day_code(span.end), span.second, reading.levels)


def _answer(
    kpi: Kpi, whole: Reading, parts: Reading | None, window: Window, span: Span, fresh: list[Freshness]
) -> KpiAnswer:
    found = formulas.evaluate(kpi, whole, Part(kinds_of(kpi, window), hidden=window.hidden))
    return KpiAnswer(
        kpi=row(kpi),
        org=window.org,
        kind=window.kind,
        start=span.start,
        end=span.end,
        as_of=span.as_of,
        value=found.value,
        numerator=found.numerator,
        denominator=found.denominator,
        score=score(kpi, found.value),
        error=formulas.BUCKET_ERROR if kpi.reading == "percentile" else None,
        slices=None if parts is None else _slices(kpi, parts, window, found),
        freshness=fresh,
        cases=cases_of(kpi.id, window, span),
    )


def cases_of(kpi_id: str, window: Window, span: Span) -> str:
    """Where the very cases are listed."""
    parts = {"org": window.org, "kind": window.kind, "from": span.start, "to": span.end}
    return f"/v1/kpis/{kpi_id}/cases?{urlencode({name: value for name, value in parts.items() if value})}"


def _slices(kpi: Kpi, reading: Reading, window: Window, whole: Value) -> list[Slice]:
    kinds, by = kinds_of(kpi, window), window.by or ""
    found = [
        (value, formulas.evaluate(kpi, reading, Part(kinds, by, value, hidden=window.hidden)))
        for value in formulas.values_of(kpi, reading, by)
    ]
    if any(name == by for _, name in formulas.NESTED):
        found.insert(0, (formulas.YOUNGEST, _rest(whole, [each for _, each in found])))
    return [
        Slice(by=value, value=each.value, numerator=each.numerator, denominator=each.denominator)
        for value, each in found
        if each.numerator or each.denominator
    ]


def _rest(whole: Value, parts: Iterable[Value]) -> Value:
    """Only counts have nested values."""
    n = whole.numerator - sum(part.numerator for part in parts)
    return Value(n, n, None)


async def trend(session: AsyncSession, kpi_id: str, window: Window, step: Step = "day") -> list[TrendPoint]:
    """The KPI of every day or month of the window; levels as of the end of each."""
    kpi, span = find(kpi_id), resolve(window)
    if window.by:
        raise RuleBroken("by", "not-of-a-trend", Text("走势不按维度分列", "A trend has no breakdown"))
    check(kpi, window)
    scope = sums.Scope((await session.execute(LIVE)).scalar_one(), window.org)
    codes = range(_code(span.start, step), _code(span.end, step) + 1)
    if len(codes) > MOST_POINTS:
        raise RuleBroken(
            "from", "trend-too-long", Text(f"走势最多 {MOST_POINTS} 个点", f"At most {MOST_POINTS} points")
        )
    reading = await _read_periods(session, scope, kpi, span, codes)
    part = Part(kinds_of(kpi, window), hidden=window.hidden)
    points = [_point(code, formulas.evaluate(kpi, reading, replace(part, period=code))) for code in codes]
    if span.second is not None and any(term.at_end for term in (*kpi.numerator, *kpi.denominator)):
        last = replace(window, start=max(span.start, points[-1].start), end=span.end, by=None)
        now = await read(session, [kpi], last, resolve(last))
        points[-1] = _point(codes[-1], formulas.evaluate(kpi, now, part))
    return points


def _code(day: date, step: Step) -> int:
    return day_code(day) if step == "day" else month_code(day.year, day.month)


def _point(code: int, found: Value) -> TrendPoint:
    return TrendPoint(start=start_of(code), value=found.value, numerator=found.numerator, denominator=found.denominator)


async def _read_periods(session: AsyncSession, scope: sums.Scope, kpi: Kpi, span: Span, codes: range) -> Reading:
    reading, whole = Reading(), [(codes[0], codes[-1])]
    if kpi.reading == "percentile":
        ranked = {(kpi.numerator[0].measure, "")}
        for named, period, counts in await sums.read_buckets(session, scope, ranked, whole):
            reading.add(named, period, counts)
        return reading
    flows, levels = _flows_and_levels([kpi], None)
    await sums.add_cells(session, scope, flows, whole, reading.flows, by_period=True)
    changes = sums.Sums()
    await sums.add_cells(session, scope, levels, until(sums.days_after(start_of(codes[0]), -1)), changes)
    await sums.add_cells(session, scope, levels, whole, changes, by_period=True)
    _accumulate(changes, codes, reading.levels)
    return reading


def _accumulate(changes: sums.Sums, codes: range, levels: sums.Sums) -> None:
    """From what was before the first period and the changes of each, how many there were at the end of each."""
    for (measure, dimension), amounts in changes.amounts.items():
        for value, kind, org in {named[:3] for named in amounts}:
            n = amounts.get((value, kind, org, 0), (0, 0))[0]
            for code in codes:
                n += amounts.get((value, kind, org, code), (0, 0))[0]
                levels.add((measure, dimension, value, kind, org), code, n)
