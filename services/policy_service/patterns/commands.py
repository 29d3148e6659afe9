"""Flagging a pattern once, and what its examination makes of it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.patterns.models import SalesPattern
from services.policy_service.patterns.schemas import ExaminationIn
from services.policy_service.patterns.statistics import Suspect
from shared.auth import Actor
from shared.cases import advance, new_case_no


class Period(NamedTuple):
    org: str
    first: date
    last: date


async def is_known(session: AsyncSession, period: Period, suspect: Suspect) -> bool:
    """It is open, or was examined with no fewer endings of a period that reaches into this one."""
    examined = (SalesPattern.period_to >= period.first) & (SalesPattern.ended >= suspect.own.ended)
    theirs = (SalesPattern.org == period.org, SalesPattern.salesperson == suspect.salesperson)
    known = select(SalesPattern.case_no).where(*theirs, or_(SalesPattern.closed_at.is_(None), examined))
    return await session.scalar(known.limit(1)) is not None


async def flag(session: AsyncSession, period: Period, suspect: Suspect, policies: Sequence[str]) -> SalesPattern:
    case = SalesPattern(case_no=new_case_no("XS", period.org), org=period.org, salesperson=suspect.salesperson)
    case.period_from, case.period_to = period.first, period.last
    (case.exposed, case.ended), (case.branch_exposed, case.branch_ended) = suspect.own, suspect.branch
    case.p_value, case.policies, case.reasons = float(f"{suspect.p_value:.6g}"), list(policies), []
    return await advance(session, case, "flag", Actor.system())


async def examine(session: AsyncSession, case: SalesPattern, told: ExaminationIn, actor: Actor) -> SalesPattern:
    case.reasons, case.examined_by, case.outcome = told.reasons, actor.ref, told.finding
    return await advance(session, case, "confirm" if told.finding == "confirmed" else "clear", actor)
