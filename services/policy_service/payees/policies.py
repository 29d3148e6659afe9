"""Policies as far as what they owe to the living goes: which ones, whose lives, and what ends with the last of it."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from services.policy_service.policies.lifecycle import ENDED, LIVE
from services.policy_service.policies.models import Party, Policy
from shared import clock
from shared.auth import Actor, at_or_below
from shared.calendar_data import calendar_for
from shared.cases import advance

LOOKED_BACK = timedelta(days=31)  # at surrendered policies: as long as the finder may stand still without a loss (D)


async def page_of(
    session: AsyncSession, products: Collection[str], org: str, after: str, most: int
) -> Sequence[Policy]:
    """In force, or surrendered a while ago: what was due by then is owed still.

    A suspended one owes nothing until it is reinstated, and then what it missed (D).
    """
    lately = and_(Policy.action == "surrender", Policy.at >= clock.now() - LOOKED_BACK)
    query = (
        select(Policy)
        .where(Policy.product.in_(products), Policy.case_no > after, at_or_below(Policy.org, org))
        .where(or_(Policy.status.in_(LIVE), lately))
        .order_by(Policy.case_no)
        .limit(most)
    )
    return (await session.scalars(query.options(defer(Policy.clocks)))).all()


async def births_of(session: AsyncSession, policy_nos: Collection[str]) -> dict[str, date]:
    """When the insured was born, who is the survival beneficiary (生存受益人, M); of several on a form, the first.

    Nothing else of them is unsealed: that takes longer than all the rest of a look at a policy.
    """
    query = select(Party.case_no, Party.born_on).where(Party.case_no.in_(policy_nos), Party.role == "insured")
    rows = await session.execute(query.order_by(Party.id.desc()))
    return {case_no: date.fromisoformat(born_on) for case_no, born_on in rows}


def owed_until(policy: Policy, day: date) -> date:
    """What was due on the day of a surrender is owed; what would have been due later is not."""
    return day if policy.status in LIVE else min(day, calendar_for(policy.org).date_of(policy.at))


def has_ended(policy: Policy) -> bool:
    return policy.status in ENDED


def drawing_mode_of(policy: Policy) -> str:
    """月领 or 年领, as the policy has it now; yearly until it is asked for otherwise."""
    return policy.drawing_mode or "yearly"


async def mature(session: AsyncSession, policy: Policy) -> None:
    """满期: on its day, whenever what is due then is paid: the cover ends with the term, and the claim outlives it."""
    if policy.status in LIVE:
        policy.outcome = "matured"
        await advance(session, policy, "mature", Actor.system())
