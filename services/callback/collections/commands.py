"""Opening, reminding, moving and closing collections."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.collections.lifecycle import REMINDED_AFTER
from services.callback.collections.models import ContactCollection
from services.callback.policies.models import OF_THE_POLICY, PLACE, KnownPolicy
from shared.auth import Actor
from shared.cases import advance, new_case_no

BANK = "bank"


async def open_of(session: AsyncSession, numbers: Collection[str]) -> dict[str, ContactCollection]:
    """The open ones of these policies, by the policy's number: each has one at most."""
    theirs = (ContactCollection.policy_no.in_(numbers), ContactCollection.closed_at.is_(None))
    return {each.policy_no: each for each in await session.scalars(select(ContactCollection).where(*theirs))}


async def open_for(session: AsyncSession, policy: KnownPolicy) -> None:
    collection = ContactCollection(case_no=new_case_no("BL", policy.org), cause=policy.reach, reminders=0)
    _address(collection, policy)
    await advance(session, collection, "open", Actor.system())


async def follow(session: AsyncSession, collection: ContactCollection, policy: KnownPolicy) -> None:
    """Who looks after the policy brings the number; once it was handed up, their branch does."""
    if any(getattr(collection, name) != getattr(policy, name) for name in PLACE):
        is_handed_up = collection.addressee == "branch"
        _address(collection, policy)
        if is_handed_up:
            collection.addressee, collection.handler = "branch", None
        await advance(session, collection, "move", Actor.system())


async def fulfil(session: AsyncSession, collection: ContactCollection) -> None:
    collection.outcome = "number-collected"
    await advance(session, collection, "fulfil", Actor.system())


async def drop(session: AsyncSession, collection: ContactCollection) -> None:
    collection.outcome = "policy-ended"
    await advance(session, collection, "drop", Actor.system())


async def remind(session: AsyncSession, collection: ContactCollection) -> None:
    """催办; whoever was reminded often enough in vain is relieved of it by their branch."""
    if collection.reminders < len(REMINDED_AFTER):
        collection.reminders += 1
        await advance(session, collection, "remind", Actor.system())
    else:
        collection.addressee, collection.handler = "branch", None
        await advance(session, collection, "hand_up", Actor.system())


def _address(collection: ContactCollection, policy: KnownPolicy) -> None:
    """A bank's outlet took the form down; all else is the salesperson's, and whose nobody is, the branch's."""
    for name in OF_THE_POLICY:
        setattr(collection, name, getattr(policy, name))
    if policy.channel == BANK and policy.outlet:
        collection.addressee, collection.handler = "outlet", None
    elif policy.salesperson:
        collection.addressee, collection.handler = "salesperson", policy.salesperson
    else:
        collection.addressee, collection.handler = "branch", None
