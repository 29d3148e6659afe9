"""Looks daily for salespeople whose policies end oftener than chance explains (退保失效异常监测)."""

import asyncio
from datetime import date, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.patterns import commands
from services.policy_service.patterns.commands import Period
from services.policy_service.patterns.models import SalesPattern
from services.policy_service.patterns.statistics import Count, rule_on, suspects
from services.policy_service.policies.lifecycle import LIVE, PolicyStatus
from services.policy_service.policies.models import Policy
from shared import clock
from shared.calendar_data import calendar_for
from shared.days import today_at
from shared.db import Sessions, reading, take_turn
from shared.observability import continue_trace

PAUSE_SECONDS = 60.0

log = structlog.get_logger("patterns")


class PatternWatch:
    """Run one a replica: whoever comes second finds nothing new."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._done: date | None = None

    async def run(self) -> None:
        """Look as the service starts and as each day begins, through every failure of the database."""
        while True:
            try:
                await self.catch_up()
                await clock.sleep_until(calendar_for("").end_of_day(today_at("")))
            except Exception:
                log.exception("patterns.interrupted")
                await asyncio.sleep(PAUSE_SECONDS)

    async def catch_up(self) -> int:
        """Once each day, also for a clock that is moved by hand; returns how many patterns are new."""
        today = today_at("")
        if today == self._done:
            return 0
        found, self._done = await self.look(), today
        return found

    async def look(self) -> int:
        """At every branch, each in a transaction of its own; returns how many patterns are new."""
        continue_trace(None)
        async with reading(self._sessions) as session:
            orgs = (await session.scalars(select(Policy.org).distinct().order_by(Policy.org))).all()
        found = 0
        for org in orgs:
            async with self._sessions.begin() as session:
                found += len(await look(session, period_of(org)))
        return found


def period_of(org: str) -> Period:
    today = today_at(org)
    return Period(org, today - timedelta(days=rule_on(today).period_days - 1), today)


async def look(session: AsyncSession, period: Period) -> list[SalesPattern]:
    """Flags what is a pattern and not known as one yet; two who look at once do so one after the other."""
    await take_turn(session, f"patterns/{period.org}")
    flagged = []
    for suspect in suspects(await _counts(session, period), rule_on(period.last)):
        if not await commands.is_known(session, period, suspect):
            policies = await _ended_policies(session, period, suspect.salesperson)
            flagged.append(await commands.flag(session, period, suspect, policies))
    return flagged


async def _counts(session: AsyncSession, period: Period) -> dict[str | None, Count]:
    """By salesperson: the policies that could end in the period, and those that did."""
    ended = _ended_in(period)
    exposed = or_(Policy.status.in_(LIVE), ended)
    columns = (Policy.salesperson, func.count(), func.sum(case((ended, 1), else_=0)))
    query = select(*columns).where(*_sold_by(period), exposed).group_by(Policy.salesperson)
    return {salesperson: Count(many, int(few)) for salesperson, many, few in await session.execute(query)}


async def _ended_policies(session: AsyncSession, period: Period, salesperson: str) -> list[str]:
    theirs = (*_sold_by(period), Policy.salesperson == salesperson, _ended_in(period))
    return list(await session.scalars(select(Policy.case_no).where(*theirs).order_by(Policy.case_no)))


def _sold_by(period: Period) -> tuple[ColumnElement[bool], ...]:
    """Of the branch itself; one registered from a voucher tells nothing of how it was sold."""
    return Policy.org == period.org, Policy.legacy == false()


def _ended_in(period: Period) -> ColumnElement[bool]:
    """A policy given back or surrendered takes no further step, so its last one tells the day."""
    since = calendar_for(period.org).end_of_day(period.first - timedelta(days=1))
    lapsed = and_(Policy.status == PolicyStatus.SUSPENDED, Policy.suspended_on >= period.first)
    given_back = and_(Policy.status == PolicyStatus.FREE_LOOK_CANCELLED, Policy.at >= since)
    surrendered = and_(Policy.status == PolicyStatus.TERMINATED, Policy.action == "surrender", Policy.at >= since)
    return or_(lapsed, given_back, surrendered)
