"""What policy_service does when other services announce something."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.policies import commands
from shared.contracts.base import CaseEvent
from shared.contracts.intake import ApplicationIssued
from shared.contracts.intake_bank import BankApplicationIssued, BankApplicationVoided
from shared.contracts.intake_cards import CardActivationIssued
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


@on(ApplicationIssued, fetch=parties_at("/v1/applications"))
async def open_policy(session: AsyncSession, issued: ApplicationIssued, people: People) -> None:
    await commands.open_policy(session, issued, people)


@on(CardActivationIssued, fetch=parties_at("/v1/card-activations"))
async def open_card_policy(session: AsyncSession, issued: CardActivationIssued, people: People) -> None:
    await commands.open_policy(session, issued, people)


@on(BankApplicationIssued, fetch=parties_at("/v1/bank-applications"))
async def open_bank_policy(session: AsyncSession, issued: BankApplicationIssued, people: People) -> None:
    await commands.open_policy(session, issued, people)


@on(BankApplicationVoided)
async def void_bank_policy(session: AsyncSession, voided: BankApplicationVoided) -> None:
    await commands.void(session, voided.policy_no)
