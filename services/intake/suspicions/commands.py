"""Raising suspicions, by people and by rules, and what compliance makes of them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml.thresholds import keep_until
from services.intake.suspicions.models import Suspicion
from services.intake.suspicions.reasons import suspicion_reason
from services.intake.suspicions.schemas import SuspicionIn
from shared import clock
from shared.auth import Actor
from shared.cases import advance, new_case_no
from shared.days import today_at
from shared.pii import record_pii_read


class Found(NamedTuple):
    """What a rule met: `subject_hash` is of the mobile, the account or the person it counted by."""

    reason: str
    subject_hash: str
    weight: int
    org: str
    cases: Sequence[str]


async def raise_by_hand(session: AsyncSession, told: SuspicionIn, actor: Actor) -> Suspicion:
    reason = suspicion_reason(told.reason)
    case = Suspicion(case_no=new_case_no("KY", told.org), org=told.org, reason=reason.code)
    case.cases, case.remark = told.cases, told.remark
    return await advance(session, case, "raise", actor)


async def raise_by_rule(session: AsyncSession, found: Found) -> Suspicion | None:
    """None where it is raised already and undecided, or was decided when the rule met no less than now."""
    known = select(Suspicion.case_no).where(
        Suspicion.subject_hash == found.subject_hash,
        Suspicion.reason == found.reason,
        or_(Suspicion.closed_at.is_(None), Suspicion.weight >= found.weight),
    )
    if await session.scalar(known.limit(1)) is not None:
        return None
    rule = suspicion_reason(found.reason).rule
    case = Suspicion(case_no=new_case_no("KY", found.org), org=found.org, reason=found.reason, raised_by_rule=rule)
    case.subject_hash, case.weight, case.cases = found.subject_hash, found.weight, list(found.cases)
    return await advance(session, case, "raise", Actor.system())


async def dismiss(session: AsyncSession, case: Suspicion, reason: str, actor: Actor) -> Suspicion:
    case.dismissed, case.outcome = reason, "dismissed"
    case.keep_until = keep_until(today_at(case.org))
    return await advance(session, case, "dismiss", actor)


async def confirm(session: AsyncSession, case: Suspicion, actor: Actor) -> Suspicion:
    case.confirmed_at = clock.now()
    return await advance(session, case, "confirm", actor)


async def report(session: AsyncSession, case: Suspicion, filed_as: str | None, actor: Actor) -> Suspicion:
    case.filed_as, case.outcome = filed_as, "reported"
    case.keep_until = keep_until(today_at(case.org))
    return await advance(session, case, "report", actor)


async def remark_for(session: AsyncSession, case: Suspicion, actor: Actor) -> str | None:
    """It may name people: shown as personal data are, with the read recorded."""
    if case.remark is None or not actor.pii:
        return None
    await record_pii_read(session, actor, subject=case.case_no, purpose="suspicion", fields=["remark"])
    return case.remark
