"""Keeping sets of metrics: recorded whole, ended, taken back; on a day an organisation has one at most.

Nothing of a set is changed once it is recorded, and none begins or ends in the past: what was shown stays so.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import confidential
from services.metrics.kpis import KPIS
from services.metrics.queries import Window, resolve
from services.metrics.scorecards.models import ScorecardMetric, ScorecardSet
from services.metrics.scorecards.schemas import MetricIn, SetIn
from services.metrics.scorecards.sets import WHOLE, MetricSet
from services.metrics.scorecards.shipped import SHIPPED
from shared import clock
from shared.auth import Actor, check_scope, in_scope
from shared.db import take_turn
from shared.errors import Conflict, NotFound, RuleBroken, Text
from shared.schemas import LAST_BEFORE_FIRST

CITY_DIGITS = 4  # of the code of a city; a branch's is longer


async def record(session: AsyncSession, told: SetIn, actor: Actor) -> ScorecardSet:
    check_scope(actor, told.org)
    _check_days(told)
    _check_metrics(told.metrics)
    await take_turn(session, f"scorecard/{told.org}")
    kept = ScorecardSet(**told.model_dump(exclude={"metrics"}), recorded_at=clock.now(), recorded_by=actor.ref)
    kept.metrics = [_metric(place, each) for place, each in enumerate(told.metrics)]
    former = await _former(session, kept)
    session.add(kept)
    await session.flush()
    if former:
        former.effective_to, former.succeeded_by = kept.effective_from - timedelta(days=1), kept.id
        former.ended_at, former.ended_by = clock.now(), actor.ref
    return kept


async def end(session: AsyncSession, id: int, last: date, actor: Actor) -> ScorecardSet:
    """Its last day, sooner or later than was told before."""
    kept, today = await _held(session, id, actor), today_here()
    if kept.effective_to and kept.effective_to < today:
        raise Conflict(Text("该考核办法已失效", "The set is no longer in force"), id=id, rule="in-force")
    if last < max(today, kept.effective_from):
        told = Text("不能早于今天,也不能早于生效日", "Neither before today nor before its first day")
        raise RuleBroken("effective_to", "not-in-the-past", told, effective_from=str(kept.effective_from))
    for other in await _of_org(session, kept.org):
        if other.id != kept.id and kept.effective_from < other.effective_from <= last:
            raise _overlap("effective_to", other)
    kept.effective_to, kept.succeeded_by = last, None
    kept.ended_at, kept.ended_by = clock.now(), actor.ref
    return kept


async def remove(session: AsyncSession, id: int, actor: Actor) -> ScorecardSet:
    """Taken back before it has held for a whole day; the set whose place it took holds on."""
    kept = await _held(session, id, actor)
    if kept.effective_from < today_here():
        told = Text("已生效的考核办法只能终止", "A set that has been in force can only be ended")
        raise Conflict(told, id=id, rule="not-yet-in-force")
    kept.removed_at, kept.removed_by = clock.now(), actor.ref
    for former in await _of_org(session, kept.org):
        if former.succeeded_by == id:
            former.effective_to = former.succeeded_by = former.ended_at = former.ended_by = None
    return kept


async def in_force(session: AsyncSession, org: str, day: date) -> ScorecardSet | MetricSet:
    """The nearest organisation's at or above this one; else what is shipped."""
    above = [org[:width] for width in range(len(org) + 1)]
    query = select(ScorecardSet).where(ScorecardSet.org.in_(above), ScorecardSet.removed_at.is_(None))
    found = [each for each in await session.scalars(query) if each.in_force(day)]
    return max(found, key=lambda each: len(each.org), default=next(each for each in SHIPPED if each.in_force(day)))


def today_here() -> date:
    return resolve(Window()).end


def _check_days(told: SetIn) -> None:
    if len(told.org) > CITY_DIGITS:
        words = Text("考核办法由省、市公司制定", "Scorecards are kept by a province or a city")
        raise RuleBroken("org", "province-or-city", words, digits=CITY_DIGITS)
    if told.effective_from < today_here():
        words = Text("生效日不能早于今天:以往的评分不变", "It can't begin before today: scorecards of before stay")
        raise RuleBroken("effective_from", "not-in-the-past", words)
    if told.effective_to and told.effective_to < told.effective_from:
        raise RuleBroken("effective_to", "from-before-to", LAST_BEFORE_FIRST)


def _check_metrics(metrics: Sequence[MetricIn]) -> None:
    for place, metric in enumerate(metrics):
        _check_kpi(f"metrics.{place}.kpi", metric.kpi, [each.kpi for each in metrics[:place]])
        _check_marks(f"metrics.{place}", metric)
    total = round(sum(each.weight for each in metrics), 6)
    if total != WHOLE:
        words = Text(f"权重之和应为{WHOLE}", f"The weights add up to {WHOLE}")
        raise RuleBroken("metrics", "weights-add-up", words, found=total)


def _check_kpi(field: str, kpi: str, before: Sequence[str]) -> None:
    if kpi not in KPIS:
        raise RuleBroken(field, "known-kpi", Text(f"没有指标 {kpi}", f"There is no KPI {kpi}"), kpi=kpi)
    if confidential.are_hidden(KPIS[kpi].kinds, confidential.ALL):
        words = Text("保密案件的指标不能用于考核", "What counts confidential cases can't be shown to all branches")
        raise RuleBroken(field, "kpi-for-everyone", words, kpi=kpi)
    if kpi in before:
        raise RuleBroken(field, "kpi-once", Text(f"指标 {kpi} 出现两次", f"KPI {kpi} stands there twice"), kpi=kpi)


def _check_marks(field: str, metric: MetricIn) -> None:
    if round(metric.weight, 2) != metric.weight:
        raise RuleBroken(f"{field}.weight", "two-places", Text("权重最多两位小数", "A weight has at most two decimals"))
    if metric.full == metric.zero:
        words = Text("满分线与零分线不能相同", "The full mark and zero can't be the same")
        raise RuleBroken(f"{field}.full", "full-is-not-zero", words)
    lie = "higher" if metric.full > metric.zero else "lower"
    if lie != metric.better:
        words = Text("满分线须在零分线较好的一侧", "The full mark lies on the better side of zero")
        raise RuleBroken(f"{field}.better", "marks-lie-that-way", words, marks=lie)
    if (own := KPIS[metric.kpi].better) not in (None, lie):
        words = Text("与指标的方向不一致", "The KPI itself is better the other way")
        raise RuleBroken(f"{field}.better", "direction-of-kpi", words, kpi=own)


def _metric(place: int, told: MetricIn) -> ScorecardMetric:
    target = told.full if told.target is None else told.target
    return ScorecardMetric(**told.model_dump() | {"place": place, "target": target})


async def _former(session: AsyncSession, kept: ScorecardSet) -> ScorecardSet | None:
    """The one without a last day that this one takes over from; raises RuleBroken for any other in its days."""
    for other in await _of_org(session, kept.org):
        if other.effective_to is None and other.effective_from < kept.effective_from:
            return other
        begins_after = kept.effective_to is not None and kept.effective_to < other.effective_from
        if not begins_after and kept.effective_from <= (other.effective_to or date.max):
            raise _overlap("effective_from", other)
    return None


def _overlap(field: str, other: ScorecardSet) -> RuleBroken:
    words = Text("该机构该期间已有考核办法", "The organisation has another set in those days")
    days = {"effective_from": str(other.effective_from), "effective_to": other.effective_to and str(other.effective_to)}
    return RuleBroken(field, "one-set-a-day", words, other={"id": other.id, **days})


async def _of_org(session: AsyncSession, org: str) -> Sequence[ScorecardSet]:
    query = select(ScorecardSet).where(ScorecardSet.org == org, ScorecardSet.removed_at.is_(None))
    return (await session.scalars(query.order_by(ScorecardSet.effective_from))).all()


async def _held(session: AsyncSession, id: int, actor: Actor) -> ScorecardSet:
    """The set, which nobody else changes now; another organisation's is told like one that doesn't exist."""
    org = await session.scalar(select(ScorecardSet.org).where(ScorecardSet.id == id))
    if org is not None:
        await take_turn(session, f"scorecard/{org}")
    kept = await session.get(ScorecardSet, id, populate_existing=True)
    if kept is None or not in_scope(actor, kept.org):
        raise NotFound(Text(f"没有考核办法 {id}", f"There is no set {id}"), id=id)
    if kept.removed_at is not None:
        raise Conflict(Text("该考核办法已撤销", "The set was taken back"), id=id, rule="not-taken-back")
    return kept
