"""Putting findings right (整改)."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.findings.models import Finding
from services.intake.findings.sla import LIMIT_DAYS, own_limit
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no
from shared.days import today_at
from shared.sla import limit_due


async def open(session: AsyncSession, case: Finding, limit_days: int | None, actor: Actor) -> Finding:
    """Its time counts from now, whenever the inspection was."""
    case.case_no, case.limit_days = new_case_no("ZG", case.org), limit_days or LIMIT_DAYS[case.severity]
    case.remind_on = _due_on(case)
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
        case.remind_on = _due_on(case)
    case.fixed_by, case.outcome, case.reopenings = None, None, case.reopenings + 1
    return await advance(session, case, "send_back", actor)


async def remind(session: AsyncSession, case: Finding) -> None:
    """Again as each working day ends, until it is closed."""
    case.reminders, case.remind_on = case.reminders + 1, calendar_for(case.org).working_day_from(today_at(case.org))
    await advance(session, case, "remind", Actor.system())


async def cancel(session: AsyncSession, case: Finding, actor: Actor) -> Finding:
    case.outcome = "cancelled"
    return await advance(session, case, "cancel", actor)


def _due_on(case: Finding) -> date:
    """The day on which its clock falls due: what is found on a day that doesn't work counts from the next."""
    calendar = calendar_for(case.org)
    return calendar.date_of(limit_due(own_limit(case), clock.now(), calendar))
