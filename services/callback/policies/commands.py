"""Keeping policies by their events, in whichever order those come."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.policies.models import KnownPolicy
from services.callback.projects.projects import KEPT
from shared.auth import Actor, at_or_below
from shared.calendar_data import calendar_for
from shared.contracts.policy_service import PolicyEvent
from shared.phones.facts import RINGING, reach_of

TOLD = (
    *("version", "status", "org", "outlet", "channel", "line", "product", "term_years"),
    *("salesperson", "policyholder_ref"),
)


class NotKnownYet(LookupError):
    """An event about a policy came before the policy's own: the inbox tries again."""


async def keep(session: AsyncSession, event: PolicyEvent) -> None:
    """An older event than the newest that is known tells nothing."""
    known = await session.get(KnownPolicy, event.case_no)
    if known is None:
        known = KnownPolicy(policy_no=event.case_no, version=0)
        session.add(known)
    if known.version < event.version:
        for name in TOLD:
            setattr(known, name, getattr(event, name))
        ended = None if event.status in KEPT else calendar_for(event.org).date_of(event.at)
        known.ended_on = ended and (known.ended_on or ended)
        if event.numbers is not None:  # an event of before numbers were told takes nothing back
            known.numbers = [fact.model_dump(mode="json") for fact in event.numbers]
            known.reach = reach_of(event.numbers)


def has_number(policy: KnownPolicy) -> bool:
    """Whether the policyholder has a number that can be dialled, doubted or not; where nobody told, it is assumed."""
    return policy.reach is None or policy.reach in RINGING


async def known_policy(session: AsyncSession, policy_no: str) -> KnownPolicy:
    """Raises NotKnownYet."""
    known = await session.get(KnownPolicy, policy_no)
    if known is None:
        raise NotKnownYet(policy_no)
    return known


async def kept_of(session: AsyncSession, salesperson: str, actor: Actor) -> Sequence[KnownPolicy]:
    """Their policies that have not ended, in the actor's organisation."""
    theirs = (KnownPolicy.salesperson == salesperson, KnownPolicy.status.in_(sorted(KEPT)))
    query = select(KnownPolicy).where(*theirs, at_or_below(KnownPolicy.org, actor.org))
    return (await session.scalars(query.order_by(KnownPolicy.policy_no))).all()
