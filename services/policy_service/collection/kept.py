"""Premiums that a paid claim keeps of its benefit (理赔扣减欠交保险费), where the policy goes on after it.

Whole ones, due by the day of the event. A premium that came in while the claim was on its way to be paid isn't paid
twice: the policy announces that the claim kept too much, claims reckons it again and pays the difference. Decided anew
it may keep more, which is booked, or less: what it had paid is owed again then, unless a later premium has been paid.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.collection.finding import renewal_of
from services.policy_service.collection.mandates import of_signed
from services.policy_service.collection.models import RenewalMandate
from services.policy_service.collection.payment import owe_again, pay_by_claim
from services.policy_service.policies import commands
from services.policy_service.policies.lifecycle import KEPT, LIVE
from services.policy_service.policies.models import Policy
from services.policy_service.renewals.lifecycle import OPEN
from services.policy_service.renewals.models import Renewal
from shared.auth import Actor
from shared.case_bulk import advance_all
from shared.cases import get_case
from shared.contracts.claims import ClaimEvent
from shared.db import take_turn


async def book(session: AsyncSession, claim: ClaimEvent) -> None:
    """Of a policy that ended otherwise, or isn't kept here, nothing."""
    await take_turn(session, claim.policy_no)  # a premium may be paid this very moment
    policy = await session.get(Policy, claim.policy_no)
    if policy is None or policy.status not in KEPT:
        return
    paid = await _paid_by(session, claim)
    left = claim.arrears_kept_fen - sum(each.premium_fen for each in paid)
    for renewal in paid:
        if left >= 0 or policy.status not in LIVE or renewal.paid_to_on != policy.paid_to_on:
            break
        left += renewal.premium_fen
        await owe_again(session, renewal, policy, claim.case_no)
    while left >= policy.premium_fen and _waits(policy, claim):
        left -= policy.premium_fen
        await pay_by_claim(session, await _renewal(session, policy), policy, claim.case_no)
    if left > 0:
        await commands.find_difference(session, policy, claim.case_no)


def _waits(policy: Policy, claim: ClaimEvent) -> bool:
    return policy.status in LIVE and policy.next_due_on is not None and policy.next_due_on <= claim.event_on


async def _paid_by(session: AsyncSession, claim: ClaimEvent) -> Sequence[Renewal]:
    """The newest first."""
    ours = (Renewal.paid_by == "claim", Renewal.paid_reference.startswith(f"{claim.case_no}-"))
    query = select(Renewal).where(Renewal.policy_no == claim.policy_no, *ours).order_by(Renewal.due_on.desc())
    return (await session.scalars(query.with_for_update())).all()


async def _renewal(session: AsyncSession, policy: Policy) -> Renewal:
    """Of the premium that the policy waits for; opened with its payment, where no run has come to it."""
    of_it = (Renewal.policy_no == policy.case_no, Renewal.due_on == policy.paid_to_on, Renewal.status.in_(OPEN))
    found = await session.scalar(select(Renewal).where(*of_it).with_for_update())
    if found is not None:
        return found
    mandate = select(of_signed(RenewalMandate.mandate_no, Policy.case_no)).where(Policy.case_no == policy.case_no)
    renewal = renewal_of(policy, await session.scalar(mandate) is not None)
    await advance_all(session, [renewal], "open", Actor.system())
    return await get_case(session, Renewal, renewal.case_no, Actor.system())
