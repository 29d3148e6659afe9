"""What the routes answer as tables for files: a KPI with its parts, its trend, the cases behind it."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import listing, queries
from services.metrics.figure_words import code, part_word
from services.metrics.freshness import freshness
from services.metrics.listing import Choice
from services.metrics.queries import Step, Window
from services.metrics.schemas import CaseOut, Freshness, KpiAnswer, KpiRow
from shared.calendar_data import calendar_for
from shared.contracts.words import in_words
from shared.errors import Language, Text
from shared.table_exports import Column, Row
from shared.table_files import local_time

Rows = AsyncIterator[Sequence[Row]]

# fmt: off
_WHAT = (
    Column(Text("指标编号", "kpi")), Column(Text("指标", "name")),
    Column(Text("机构", "org")), Column(Text("案件类型代码", "kind")),
)
_MEASURED = (
    Column(Text("值", "value"), "number"), Column(Text("单位", "unit")), Column(Text("分子", "numerator"), "whole"),
    Column(Text("分母", "denominator"), "whole"), Column(Text("目标", "target"), "number"),
)
_FRESHNESS = Column(Text("数据新鲜度", "freshness"))
KPI = (
    *_WHAT, Column(Text("起始日", "from"), "day"), Column(Text("截止日", "to"), "day"),
    Column(Text("截至", "as_of"), "time"), Column(Text("时区", "zone")),
    Column(Text("分列", "by")), Column(Text("分列值代码", "part")), Column(Text("分列值", "part_name")),
    *_MEASURED, Column(Text("得分", "score"), "number"), Column(Text("相对误差", "error"), "number"),
    Column(Text("公式", "formula")), Column(Text("公式版本", "version"), "whole"),
    Column(Text("口径", "population")), Column(Text("依据", "basis")), _FRESHNESS,
)
TREND = (*_WHAT, Column(Text("期间起始日", "start"), "day"), *_MEASURED, _FRESHNESS)
CASES = (
    Column(Text("案件类型代码", "kind")), Column(Text("案件类型", "kind_name")), Column(Text("件号", "case_no")),
    Column(Text("机构", "org")), Column(Text("状态代码", "status")), Column(Text("状态", "status_name")),
    Column(Text("经办", "handler")), Column(Text("业务员", "salesperson")), Column(Text("渠道", "channel")),
    Column(Text("受理时间", "opened_at"), "time"), Column(Text("办结时间", "closed_at"), "time"),
    Column(Text("应办结时间", "due_at"), "time"), Column(Text("时区", "zone")), Column(Text("结果", "outcome")),
    Column(Text("计数", "count"), "whole"),
)
# fmt: on


def zone_of(org: str) -> str:
    return str(calendar_for(org).zone)


async def kpi_rows(answer: KpiAnswer, window: Window, language: Language) -> Rows:
    """The whole first, and below it the parts of the breakdown."""
    told, fresh = answer.kpi, _told(answer.freshness, answer.org)
    head = [*_what(told, answer.org, answer.kind, language), answer.start, answer.end]
    head += [_local(answer.as_of, answer.org), zone_of(answer.org)]
    certificate = [told.formula, told.version, getattr(told.population, language), told.basis, fresh]
    rows = [[*head, None, None, None, *_measured(answer, told), answer.score, answer.error, *certificate]]
    for part in answer.slices or ():
        named = [window.by, part.by, part_word(window.by or "", part.by, language, answer.kind)]
        rows.append([*head, *named, *_measured(part, told), None, None, *certificate])
    yield rows


async def trend_rows(session: AsyncSession, kpi_id: str, window: Window, step: Step, language: Language) -> Rows:
    told = queries.row(queries.find(kpi_id))
    points = await queries.trend(session, kpi_id, window, step)
    fresh, what = _told(await freshness(session), window.org), _what(told, window.org, window.kind, language)
    yield [[*what, point.start, *_measured(point, told), fresh] for point in points]


async def case_rows(session: AsyncSession, kpi_id: str, window: Window, choice: Choice, language: Language) -> Rows:
    """All of them; times are as at the counter of each case's own organisation."""
    async for cases, _ in listing.counted(session, kpi_id, window, choice):
        yield [_case(each, language) for each in cases]


def _what(told: KpiRow, org: str, kind: str | None, language: Language) -> list[Any]:
    return [told.id, getattr(told.name, language), org, kind]


def _measured(found: Any, told: KpiRow) -> list[Any]:
    return [found.value, told.unit, found.numerator, found.denominator, told.target]


def _told(fresh: Sequence[Freshness], org: str) -> str:
    return "; ".join(" ".join(_followed(each, org)) for each in fresh)


def _followed(fresh: Freshness, org: str) -> Iterator[str]:
    yield fresh.service
    yield fresh.state
    if fresh.last_event_at:
        yield local_time(fresh.last_event_at, org)


def _case(case: CaseOut, language: Language) -> list[Any]:
    kind, org = case.kind, case.org
    times = [_local(at, org) for at in (case.opened_at, case.closed_at, case.due_at)]
    named = [kind, getattr(in_words(kind), language), case.case_no, org, case.status, code(case.status, language, kind)]
    return [*named, case.handler, case.salesperson, case.channel, *times, zone_of(org), case.outcome, case.count]


def _local(at: datetime | None, org: str) -> datetime | None:
    return None if at is None else calendar_for(org).local(at)
