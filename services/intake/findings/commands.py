"""Putting findings right (整改)."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.days import today
from services.intake.findings.models import Finding
from services.intake.findings.sla import LIMIT_DAYS
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no


async def open(session: AsyncSession, case: Finding, limit_days: int | None, actor: Actor) -> Finding:
    """Its time counts from now, whenever the inspection was."""
    case.case_no, case.limit_days = new_case_no("ZG", case.org), limit_days or LIMIT_DAYS[case.severity]
    _dun_after(case, case.limit_days)
    return await advance(session, case, "open", actor)


async def reassign(session: AsyncSession, case: Finding, owner: str, actor: Actor) -> Finding:
    case.handler = owner
    return await advance(session, case, "reassign", actor)


async def fix(session: AsyncSession, case: Finding, actor: Actor) -> Finding:
    case.fixed_by = actor.ref
    return await advance(session, case, "fix", actor)


async def close(session: AsyncSession, case: Finding, actor: Actor) -> Finding:
    case.outcome = "closed"
    return await advance(session, case, "close", actor)


async def reopen(session: AsyncSession, case: Finding, actor: Actor) -> Finding:
    """Sent back before it was closed its time goes on; afterwards it has its whole time again."""
    if case.closed_at is not None:
        _dun_after(case, case.limit_days)
    case.fixed_by, case.outcome, case.reopenings = None, None, case.reopenings + 1
    return await advance(session, case, "reopen", actor)


async def remind(session: AsyncSession, case: Finding) -> None:
    """Again each working day until it is closed."""
    case.reminders += 1
    _dun_after(case, 1)
    await advance(session, case, "remind", Actor.system())


async def withdraw(session: AsyncSession, case: Finding, actor: Actor) -> Finding:
    case.outcome = "withdrawn"
    return await advance(session, case, "withdraw", actor)


def _dun_after(case: Finding, days: int) -> None:
    case.remind_on = calendar_for(case.org).nth_working_day(today(case.org), days)
