"""What policy_service does when other services, or its own cases, announce something."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service import ending_by_claim
from services.policy_service.campaigning import commands as campaigning
from services.policy_service.collection import kept, payment, waiving
from services.policy_service.open_claims import commands as open_claims
from services.policy_service.policies import commands
from services.policy_service.requests import commands as requesting
from shared.contracts.base import CaseEvent
from shared.contracts.claims import ClaimApproved, ClaimEvent, ClaimPaid
from shared.contracts.intake import ApplicationIssued
from shared.contracts.intake_bank import BankApplicationIssued, BankApplicationVoided
from shared.contracts.intake_cards import CardActivationIssued
from shared.contracts.policy_service import (
    PolicyCancelled,
    PolicyEndedByClaim,
    PolicyMatured,
    PolicySurrendered,
    PolicyVoided,
)
from shared.contracts.policy_service_requests import ServiceRequestConfirmed
from shared.reactions import on
from shared.sisters import Sisters

People = Sequence[Mapping[str, Any]]


def parties_at(root: str) -> Callable[[CaseEvent, Sisters], Awaitable[People]]:
    """The people of the form that intake keeps under this root, unmasked; intake records the read."""

    async def fetch(issued: CaseEvent, sisters: Sisters) -> People:
        answer = await sisters.get("intake", f"{root}/{issued.case_no}/parties", purpose="open-policy")
        people: People = answer["items"]
        return people

    return fetch


# What may end a policy or waive its premiums: that comes first, and then the claim is open no longer.
CARRIED_OUT = frozenset({ClaimPaid, ClaimApproved})


@on(ApplicationIssued, fetch=parties_at("/v1/applications"))
async def open_policy(session: AsyncSession, issued: ApplicationIssued, people: People) -> None:
    await commands.open_policy(session, issued, people)


@on(CardActivationIssued, fetch=parties_at("/v1/card-activations"))
async def open_card_policy(session: AsyncSession, issued: CardActivationIssued, people: People) -> None:
    await commands.open_policy(session, issued, people)


@on(BankApplicationIssued, fetch=parties_at("/v1/bank-applications"))
async def open_bank_policy(session: AsyncSession, issued: BankApplicationIssued, people: People) -> None:
    await commands.open_policy(session, issued, people)


# Of our own policies, in a transaction of its own: whatever ends one needn't know of its renewals.
@on(PolicySurrendered)
async def close_renewals_of_surrendered(session: AsyncSession, ended: PolicySurrendered) -> None:
    await payment.close_for_policy(session, ended.case_no)


@on(PolicyCancelled)
async def close_renewals_of_cancelled(session: AsyncSession, ended: PolicyCancelled) -> None:
    await payment.close_for_policy(session, ended.case_no)


@on(PolicyVoided)
async def close_renewals_of_voided(session: AsyncSession, ended: PolicyVoided) -> None:
    await payment.close_for_policy(session, ended.case_no)


@on(PolicyMatured)
async def close_renewals_of_matured(session: AsyncSession, ended: PolicyMatured) -> None:
    await payment.close_for_policy(session, ended.case_no)


@on(PolicyEndedByClaim)
async def close_renewals_of_ended_by_claim(session: AsyncSession, ended: PolicyEndedByClaim) -> None:
    await payment.close_for_policy(session, ended.case_no)


@on(*(frozenset(ClaimEvent.__subclasses__()) - CARRIED_OUT))
async def keep_claim(session: AsyncSession, claim: ClaimEvent) -> None:
    await open_claims.keep(session, claim)
    if claim.closed_at is not None:
        await payment.end_waiting(session, claim.policy_no)


@on(*CARRIED_OUT)
async def carry_out_claim(session: AsyncSession, claim: ClaimEvent) -> None:
    """With the payment; where none was due any more, with the decision."""
    if claim.status == "paid" and claim.ends_contract:
        await ending_by_claim.end(session, claim)
    elif claim.status == "paid":
        await kept.book(session, claim)
        if claim.waives_from_on is not None:
            await waiving.grant(session, claim.policy_no, claim.waives_from_on)
    await keep_claim(session, claim)


@on(BankApplicationVoided)
async def void_bank_policy(session: AsyncSession, voided: BankApplicationVoided) -> None:
    await commands.void(session, voided.policy_no)
    await requesting.void_all(session, voided.policy_no)


@on(ServiceRequestConfirmed)
async def sign_campaign_targets(session: AsyncSession, confirmed: ServiceRequestConfirmed) -> None:
    """By reaction: whoever confirms a request needn't wait for campaigns, nor fail with one."""
    await campaigning.sign_by_request(session, confirmed)
