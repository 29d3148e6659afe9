"""Keeping which claims of a policy are open (未结理赔)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.open_claims.models import PolicyClaim
from services.policy_service.policies.models import Policy
from shared.contracts.claims import ClaimEvent
from shared.db import take_turn

# They pay what treatment cost: the policy goes on as it was, whatever comes of them.
OF_TREATMENT = {"accident-medical", "illness-medical", "hospital-allowance"}


class Listed(NamedTuple):
    """A claim that isn't closed, as its keeper lists it: so much of it as its steps announce."""

    case_no: str
    version: int
    policy_no: str
    event_on: date
    types: Sequence[str]
    closed_at: None = None


async def keep(session: AsyncSession, told: ClaimEvent | Listed) -> None:
    """In whichever order its steps come; of policies that are kept elsewhere (a group's) nothing."""
    await take_turn(session, told.policy_no)  # whoever changes the policy now has looked before, or looks after this
    if await session.scalar(select(Policy.case_no).where(Policy.case_no == told.policy_no)) is None:
        return
    claim = await session.get(PolicyClaim, told.case_no)
    if claim is None:
        claim = PolicyClaim(claim_no=told.case_no, policy_no=told.policy_no, version=0)
        session.add(claim)
    if claim.version < told.version:
        claim.version, claim.is_open, claim.event_on = told.version, told.closed_at is None, told.event_on
        claim.decides_policy = not told.types or not OF_TREATMENT.issuperset(told.types)
    await session.flush()


async def open_of(session: AsyncSession, policy_no: str) -> Sequence[PolicyClaim]:
    """The oldest event first."""
    query = select(PolicyClaim).where(PolicyClaim.policy_no == policy_no, PolicyClaim.is_open)
    return (await session.scalars(query.order_by(PolicyClaim.event_on, PolicyClaim.claim_no))).all()
