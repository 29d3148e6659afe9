"""Opening, dating and working off call-backs."""

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks.models import Callback
from services.callback.callbacks.schemas import CallResult
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no
from shared.contracts.policy_service import PolicyAcknowledged, PolicyOpened
from shared.errors import RuleBroken, Text

NEW_POLICY = "new-policy"
MOST_ATTEMPTS = 50


async def open_for(session: AsyncSession, policy: PolicyOpened) -> Callback:
    """A new policy is owed a call (新契约回访)."""
    case = Callback(case_no=new_case_no("HF", policy.org), project=NEW_POLICY, policy_no=policy.case_no, attempts=[])
    for name in ("org", "outlet", "channel", "line", "product", "salesperson", "policyholder_ref", "free_look_days"):
        setattr(case, name, getattr(policy, name))
    case.free_look_starts = policy.free_look_starts
    return await advance(session, case, "open", Actor.system())


async def drop(session: AsyncSession, policy_no: str) -> None:
    """The policy ended: nobody is to be called about it any more; who was called already was called."""
    query = select(Callback).where(Callback.policy_no == policy_no, Callback.closed_at.is_(None))
    for case in (await session.scalars(query)).all():
        case.outcome = "policy-ended"
        await advance(session, case, "drop", Actor.system())


async def set_limit(session: AsyncSession, policy: PolicyAcknowledged) -> None:
    """The signature starts the free-look period, and with it the clock of the call."""
    query = select(Callback).where(Callback.policy_no == policy.case_no, Callback.project == NEW_POLICY)
    case = (await session.scalars(query)).one()
    case.call_by = policy.free_look_ends_on
    calendar = calendar_for(case.org)
    signed_at = policy.at
    if policy.signed_on and policy.signed_on != calendar.date_of(policy.at):
        signed_at = datetime.combine(policy.signed_on, time(12), calendar.zone)
    await advance(session, case, "date", Actor.system(), clocks_at=signed_at)


async def attempt(session: AsyncSession, case: Callback, result: CallResult, actor: Actor) -> Callback:
    """One call; a completed one ends the case."""
    if len(case.attempts) >= MOST_ATTEMPTS:
        raise RuleBroken("result", "attempts-bounded", Text("呼叫次数已达上限", "Too many attempts on this case"))
    made = {"attempt": len(case.attempts) + 1, "result": str(result), "at": clock.now().isoformat()}
    case.attempts, case.handler = [*case.attempts, made], actor.ref
    if result is not CallResult.COMPLETED:
        return await advance(session, case, "attempt", actor)
    case.outcome = str(result)
    return await advance(session, case, "complete", actor)
