"""Premiums that a claim waived (豁免保费): on its day each counts as paid, and none is opened, noticed or debited."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.premium_plan import paid_to_after
from services.policy_service.collection.finding import CHUNK, Found, is_unpaid
from services.policy_service.policies.lifecycle import LIVE, NOT_LIVE
from services.policy_service.policies.models import Policy
from services.policy_service.renewals.lifecycle import OPEN
from services.policy_service.renewals.models import Renewal
from shared.auth import Actor
from shared.case_bulk import advance_all, load_all, load_numbered
from shared.cases import advance


async def grant(session: AsyncSession, policy_no: str, from_on: date) -> None:
    """Of one in force; renewals due from then on are due no longer, what the bank debits of them is paid back."""
    policy = await session.get(Policy, policy_no)
    if policy is None or policy.status not in LIVE or policy.waived_from_on is not None:
        return
    policy.waived_from_on = from_on
    await advance(session, policy, "grant_waiver", Actor.system())
    theirs = (Renewal.policy_no == policy_no, Renewal.status.in_(OPEN), Renewal.due_on >= from_on)
    renewals = await load_all(session, Renewal, *theirs)
    for renewal in renewals:
        renewal.outcome = "waived"
    await advance_all(session, renewals, "cancel", Actor.system())


async def waive_due(session: AsyncSession, day: date, _after: Any) -> Found:
    due = (Policy.paid_to_on >= Policy.waived_from_on, Policy.paid_to_on <= day, is_unpaid())
    numbers = select(Policy.case_no).where(Policy.waived_from_on.is_not(None), Policy.status.not_in(NOT_LIVE), *due)
    found = (await session.scalars(numbers.order_by(Policy.case_no).limit(CHUNK))).all()
    policies = list((await load_numbered(session, Policy, found)).values())
    for policy in policies:
        assert policy.paid_to_on is not None, "one that is due"
        policy.paid_to_on = paid_to_after(policy.effective_on, policy.payment_mode, policy.paid_to_on)
    await advance_all(session, policies, "waive_premium", Actor.system())
    return Found(len(policies), True if policies else None)
