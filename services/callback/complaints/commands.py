"""Handling a complaint: from its acceptance to the answer, and once more if that doesn't content."""

from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.complaints.models import Complaint
from services.callback.complaints.schemas import AnswerIn, ExtensionIn, FurtherExtensionIn, HandlingIn, RefusalIn
from services.callback.complaints.tables import DECISION, EXTENDED_DAYS, USUAL_DAYS
from shared import clock
from shared.auth import Actor
from shared.cases import advance, permit
from shared.contracts.policy_service import PolicyEvent
from shared.errors import RuleBroken, Text
from shared.pii import record_pii_read

PURPOSE = "complaint"
SEALED = ("contact", "told", "findings", "answer")


async def accept(session: AsyncSession, case: Complaint, handler: str, actor: Actor) -> Complaint:
    permit(case, "accept", actor)
    case.handler = handler
    return await advance(session, case, "accept", actor)


async def decline(session: AsyncSession, case: Complaint, told: RefusalIn, actor: Actor) -> Complaint:
    permit(case, "decline", actor)
    case.refusal, case.told_by, case.outcome = told.reason, told.told_by, "not-accepted"
    return await advance(session, case, "decline", actor)


async def hand_over(session: AsyncSession, case: Complaint, handler: str, actor: Actor) -> Complaint:
    permit(case, "hand_over", actor)
    _check_other(case, handler)
    case.handler = handler
    return await advance(session, case, "hand_over", actor)


async def move(session: AsyncSession, policy: PolicyEvent) -> None:
    """保单迁移: the branch that has the policy now says who handles it; who is complained of stays so."""
    theirs = (Complaint.policy_no == policy.case_no, Complaint.closed_at.is_(None))
    for case in (await session.scalars(select(Complaint).where(*theirs).order_by(Complaint.case_no))).all():
        case.org, case.outlet, case.handler = policy.org, policy.outlet, None
        await advance(session, case, "move", Actor.system())


async def tell_progress(session: AsyncSession, case: Complaint, told_by: str, actor: Actor) -> Complaint:
    case.told_by = told_by
    return await advance(session, case, "tell_progress", actor)


async def begin_examination(session: AsyncSession, case: Complaint, told_by: str, actor: Actor) -> Complaint:
    """The days of the decision stand still only because who complained was told (CMP-2020)."""
    case.told_by = told_by
    return await advance(session, case, "begin_examination", actor)


async def end_examination(session: AsyncSession, case: Complaint, actor: Actor) -> Complaint:
    return await advance(session, case, "end_examination", actor)


async def extend(session: AsyncSession, case: Complaint, asked: ExtensionIn, actor: Actor) -> Complaint:
    """To thirty days; that of the ten working days stays, for it is kept by telling the progress."""
    permit(case, "extend", actor)
    if case.limit_days != USUAL_DAYS:
        raise RuleBroken("limit_days", "extended-once", Text("已延至三十日", "It was extended to thirty days already"))
    return await _extend(session, case, "extend", EXTENDED_DAYS, asked, actor)


async def extend_further(session: AsyncSession, case: Complaint, asked: FurtherExtensionIn, actor: Actor) -> Complaint:
    permit(case, "extend_further", actor)
    if case.limit_days != EXTENDED_DAYS:
        told = Text("须已延至三十日, 且只能再延一次", "Only once, after it was extended to thirty days")
        raise RuleBroken("limit_days", "extended-before", told)
    return await _extend(session, case, "extend_further", EXTENDED_DAYS + asked.days, asked, actor)


async def _extend(
    session: AsyncSession, case: Complaint, action: str, days: int, asked: ExtensionIn, actor: Actor
) -> Complaint:
    """A limit that has passed can't be moved any more, whatever the reason."""
    running = [each.due_at for each in case.clocks if each.id == DECISION and each.stopped_at is None]
    if any(due_at and due_at < clock.now() for due_at in running):
        raise RuleBroken("limit_days", "before-the-limit", Text("期限已过,不能再延", "The limit has passed"))
    case.limit_days, case.extension, case.told_by = days, asked.reason, asked.told_by
    return await advance(session, case, action, actor)


async def handle(session: AsyncSession, case: Complaint, found: HandlingIn, actor: Actor) -> Complaint:
    permit(case, "handle", actor)
    case.finding, case.findings = found.finding, found.findings
    return await advance(session, case, "handle", actor)


async def answer(session: AsyncSession, case: Complaint, told: AnswerIn, actor: Actor) -> Complaint:
    permit(case, "answer", actor)
    case.answer, case.told_by, case.outcome = told.answer, told.told_by, case.finding
    return await advance(session, case, "answer", actor)


async def reopen(session: AsyncSession, case: Complaint, handler: str, actor: Actor) -> Complaint:
    """By another than who answered; what was found and answered before stays until it is found anew."""
    permit(case, "reopen", actor)
    _check_other(case, handler)
    case.reopened += 1
    case.handler, case.outcome, case.finding = handler, None, None
    return await advance(session, case, "reopen", actor)


async def close(session: AsyncSession, case: Complaint, actor: Actor) -> Complaint:
    """The answer was accepted, or, where the timer says so, not objected to."""
    return await advance(session, case, "close", actor)


async def withdraw(session: AsyncSession, case: Complaint, actor: Actor) -> Complaint:
    permit(case, "withdraw", actor)
    case.outcome = "withdrawn"
    return await advance(session, case, "withdraw", actor)


def _check_other(case: Complaint, handler: str) -> None:
    if handler == case.handler:
        raise RuleBroken("handler", "another-handler", Text("须由他人经办", "Somebody else has to handle it"))


async def details_for(session: AsyncSession, case: Complaint, actor: Actor) -> dict[str, Any]:
    """Whole, the read is recorded."""
    if not actor.pii:
        return {"masked": True} | dict.fromkeys(SEALED)
    await record_pii_read(session, actor, subject=case.case_no, purpose=PURPOSE, fields=SEALED)
    contact = orjson.loads(case.contact) if case.contact else None
    return {"masked": False, "contact": contact} | {name: getattr(case, name) for name in SEALED[1:]}
