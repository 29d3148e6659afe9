"""What claims does when those who keep policies announce something: it keeps what an adjudicator needs of them."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.commands import afterwards
from services.claims.covers import commands
from services.claims.covers.commands import People
from shared.contracts.intake_groups import GroupApplicationIssued
from shared.contracts.policy_service import (
    PolicyCancelled,
    PolicyClaimDiffered,
    PolicyEndedByClaim,
    PolicyEndorsed,
    PolicyEvent,
    PolicyLapsed,
    PolicyMatured,
    PolicyOpened,
    PolicyPremiumOwed,
    PolicyPremiumWaived,
    PolicyRegistered,
    PolicyReinstated,
    PolicyRenewed,
    PolicyRescinded,
    PolicySurrendered,
    PolicyVoided,
)
from shared.reactions import on
from shared.sisters import Sisters

CHANGES_PEOPLE = {"customer-data-change", "holder-change", "beneficiary-change"}


async def people_of(policy: PolicyEvent, sisters: Sisters) -> People:
    """Unmasked; policy_service records the read. Claims keeps references and hashes only."""
    answer = await sisters.get("policy_service", f"/v1/policies/{policy.case_no}/parties", purpose="cover")
    people: People = answer["items"]
    return people


async def people_if_changed(policy: PolicyEndorsed, sisters: Sisters) -> People | None:
    return await people_of(policy, sisters) if policy.item in CHANGES_PEOPLE else None


@on(PolicyOpened, PolicyRegistered, fetch=people_of)
async def keep_begun(session: AsyncSession, policy: PolicyEvent, people: People) -> None:
    await commands.keep_policy(session, policy)
    await commands.keep_people(session, policy.case_no, people)


@on(PolicyEndorsed, fetch=people_if_changed)
async def keep_endorsed(session: AsyncSession, policy: PolicyEndorsed, people: People | None) -> None:
    await commands.keep_policy(session, policy)
    if people is not None:
        await commands.keep_people(session, policy.case_no, people)


@on(
    PolicyRenewed,
    PolicyPremiumOwed,
    PolicyPremiumWaived,
    PolicyLapsed,
    PolicyReinstated,
    PolicyCancelled,
    PolicySurrendered,
    PolicyRescinded,
    PolicyMatured,
    PolicyEndedByClaim,
    PolicyVoided,
)
async def keep_step(session: AsyncSession, policy: PolicyEvent) -> None:
    await commands.keep_policy(session, policy)


@on(PolicyEndedByClaim)
async def return_late_premiums(session: AsyncSession, ended: PolicyEndedByClaim) -> None:
    """By now all that was paid for the policy is known: it tells of its premiums before it tells of its end."""
    if ended.claim_no:
        await afterwards.reopen_for_premiums(session, ended.claim_no)


@on(PolicyClaimDiffered)
async def reckon_again(session: AsyncSession, policy: PolicyClaimDiffered) -> None:
    await afterwards.reopen_for_difference(session, policy.claim_no or "")


@on(GroupApplicationIssued)
async def keep_group(session: AsyncSession, group: GroupApplicationIssued) -> None:
    await commands.keep_group(session, group)
