"""A policy that a paid claim ends (理赔终止): loans are repaid of what the claim kept, nothing falls due after it."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.benefits import commands as benefits
from services.policy_service.policies import commands
from services.policy_service.policies.lifecycle import KEPT
from services.policy_service.policies.models import Policy
from services.policy_service.values.settling import set_off_loans
from services.policy_service.values.standing import standing_of
from shared.auth import Actor
from shared.contracts.claims import ClaimEvent


async def end(session: AsyncSession, claim: ClaimEvent) -> None:
    """Once; one that has ended otherwise by then, or that isn't kept here, stays as it is."""
    policy = await session.get(Policy, claim.policy_no)
    if policy is None or policy.status not in KEPT:
        return
    standing = await standing_of(session, policy.case_no, Actor.system())
    # By the day that the claim reckoned them by: else the interest since then would be owed by a policy that ended.
    reckoned_on = claim.loan_kept_on or standing.today
    await set_off_loans(session, standing, claim.loan_kept_fen, reckoned_on, claim.case_no, "claim")
    await commands.end_by_claim(session, policy)
    await _end_benefits(session, policy.case_no, claim.event_on)


async def _end_benefits(session: AsyncSession, policy_no: str, event_on: date) -> None:
    """What was due by the day of the event is owed still; what is with the bank is told with its results."""
    for benefit in await benefits.unpaid_of(session, policy_no):
        if benefit.due_on > event_on and benefit.lifecycle.find("end", benefit.status):
            await benefits.end_for_claim(session, benefit, event_on)
