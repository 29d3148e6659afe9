"""A policy that a paid claim ends (理赔终止): loans are repaid of what the claim kept, dividends are those that it
paid, nothing falls due after it.

What the claim reckoned with may have changed until it was paid: a loan was repaid, a dividend credited. Then the claim
kept or paid something else than the policy owed and had, and the policy announces it: claims reckons it again by what
the policy tells of each settlement (`settled`), and pays the difference, which is settled here with that payment.
"""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.benefits import commands as benefits
from services.policy_service.policies import commands
from services.policy_service.policies.lifecycle import KEPT
from services.policy_service.policies.models import Policy
from services.policy_service.values.lending import owe_again
from services.policy_service.values.settling import Settled, pay_dividends, set_off_loans, settled_by
from services.policy_service.values.standing import Standing, standing_of
from shared.auth import Actor
from shared.contracts.claims import ClaimEvent
from shared.db import take_turn


async def end(session: AsyncSession, claim: ClaimEvent) -> None:
    """Once; one that has ended otherwise by then, or that isn't kept here, stays as it is."""
    await take_turn(session, claim.policy_no)  # a loan may be repaid this very moment
    policy = await session.get(Policy, claim.policy_no)
    if policy is None or (policy.status not in KEPT and policy.outcome != "ended-by-claim"):
        return
    left = await _settle(session, claim)
    if policy.status in KEPT:
        await commands.end_by_claim(session, policy, claim.case_no)
        await _end_benefits(session, policy.case_no, claim.event_on)
    if left:
        await commands.find_difference(session, policy, claim.case_no)


async def _settle(session: AsyncSession, claim: ClaimEvent) -> bool:
    """Up to what the claim kept and paid in all; whether it differs from what there was to repay and to pay."""
    before = (await settled_by(session, claim.policy_no)).get(claim.case_no, Settled())
    standing = await _standing(session, claim)
    if claim.loan_kept_fen < before.loans_fen:  # reckoned anew it keeps less
        await owe_again(session, claim.case_no, standing.today)
        before, standing = before._replace(loans_fen=0), await _standing(session, claim)
    # By the day that the claim reckoned them by: else the interest since then would be owed by a policy that ended.
    kept_fen, reckoned_on = claim.loan_kept_fen - before.loans_fen, claim.loan_kept_on or standing.today
    lines = await set_off_loans(session, standing, kept_fen, reckoned_on, claim.case_no, "claim")
    paid_fen = claim.dividends_fen - before.dividends_fen
    pay_dividends(session, standing, min(paid_fen, standing.dividends_fen), claim.case_no)
    return kept_fen + sum(line.amount_fen for line in lines) != 0 or paid_fen != standing.dividends_fen


async def _standing(session: AsyncSession, claim: ClaimEvent) -> Standing:
    return await standing_of(session, claim.policy_no, Actor.system())


async def _end_benefits(session: AsyncSession, policy_no: str, event_on: date) -> None:
    """What was due by the day of the event is owed still; what is with the bank is told with its results."""
    for benefit in await benefits.unpaid_of(session, policy_no):
        if benefit.due_on > event_on and benefit.lifecycle.find("end", benefit.status):
            await benefits.end_for_claim(session, benefit, event_on)
