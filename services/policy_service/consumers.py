"""What policy_service does when other services announce something."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.policies import commands
from shared.contracts.intake import ApplicationIssued
from shared.contracts.intake_cards import CardActivationIssued
from shared.reactions import on
from shared.sisters import Sisters

People = Sequence[Mapping[str, Any]]


async def fetch_parties(issued: ApplicationIssued, sisters: Sisters) -> People:
    """The people of the form, unmasked; intake records the read."""
    answer = await sisters.get("intake", f"/v1/applications/{issued.case_no}/parties", purpose="open-policy")
    people: People = answer["items"]
    return people


@on(ApplicationIssued, fetch=fetch_parties)
async def open_policy(session: AsyncSession, issued: ApplicationIssued, people: People) -> None:
    await commands.open_policy(session, issued, people)


async def fetch_card_parties(issued: CardActivationIssued, sisters: Sisters) -> People:
    """The people of the activation, unmasked; intake records the read."""
    answer = await sisters.get("intake", f"/v1/card-activations/{issued.case_no}/parties", purpose="open-policy")
    people: People = answer["items"]
    return people


@on(CardActivationIssued, fetch=fetch_card_parties)
async def open_card_policy(session: AsyncSession, issued: CardActivationIssued, people: People) -> None:
    await commands.open_policy(session, issued, people)
