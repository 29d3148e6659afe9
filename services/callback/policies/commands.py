"""Keeping policies by their events, in whichever order those come."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.policies.models import KnownPolicy
from services.callback.projects.projects import KEPT
from shared.auth import Actor, at_or_below
from shared.calendar_data import calendar_for
from shared.contracts.policy_service import PolicyEvent
from shared.errors import RuleBroken, Text
from shared.phones.facts import RINGING, NumberDoubt, reach_of

TOLD = (
    *("version", "status", "org", "outlet", "channel", "line", "product", "term_years"),
    *("salesperson", "policyholder_ref"),
)


class NotKnownYet(LookupError):
    """An event about a policy came before the policy's own: the inbox tries again."""


def no_policy() -> RuleBroken:
    return RuleBroken("policy_no", "known-policy", Text("没有该保单", "There is no such policy"))


async def keep(
    session: AsyncSession, events: Sequence[PolicyEvent], others: Collection[str] = ()
) -> dict[str, KnownPolicy]:
    """Of each policy as many as one; an older event than the newest that is known tells nothing.

    Theirs and those `others` that are known, locked.
    """
    known = await lock_policies(session, {event.case_no for event in events} | set(others))
    for event in events:
        if event.case_no not in known:
            known[event.case_no] = KnownPolicy(policy_no=event.case_no, version=0)
            session.add(known[event.case_no])
        _tell(known[event.case_no], event)
    return known


def _tell(known: KnownPolicy, event: PolicyEvent) -> None:
    if known.version >= event.version:
        return
    for name in TOLD:
        setattr(known, name, getattr(event, name))
    ended = None if event.status in KEPT else calendar_for(event.org).date_of(event.at)
    known.ended_on = ended and (known.ended_on or ended)
    if event.numbers is not None:  # an event of before numbers were told takes nothing back
        known.numbers = [fact.model_dump(mode="json") for fact in event.numbers]
        known.reach = reach_of(event.numbers)


def doubted_fields(policy: KnownPolicy) -> set[str]:
    """Whose numbers unrelated policyholders have, too, or a salesperson."""
    doubts = set(map(str, NumberDoubt))
    return {fact["field"] for fact in policy.numbers or () if doubts.intersection(fact["flags"])}


def changed_at(policy: KnownPolicy, field: str) -> datetime | None:
    """When another number was last written there; None: never, as far as anybody told."""
    told = [datetime.fromisoformat(fact["since"]) for fact in policy.numbers or () if _is_changed(fact, field)]
    return max([*told, *([policy.numbers_since] if policy.numbers_since else [])], default=None)


def _is_changed(fact: Mapping[str, Any], field: str) -> bool:
    return fact["field"] == field and fact.get("since") is not None


def has_number(policy: KnownPolicy) -> bool:
    """Whether the policyholder has a number that can be dialled, doubted or not; where nobody told, it is assumed."""
    return policy.reach is None or policy.reach in RINGING


async def lock_policies(session: AsyncSession, numbers: Collection[str]) -> dict[str, KnownPolicy]:
    """As they stand now: whoever changes what is known of them waits until this transaction ends, and sees its calls.

    Without that a call could be opened for want of a number while one arrives, and nobody would put it into the queue.
    """
    return await _locked(session, KnownPolicy.policy_no.in_(numbers)) if numbers else {}


async def lock_policies_of(session: AsyncSession, policyholder_ref: str) -> dict[str, KnownPolicy]:
    """All that are theirs; of one that is not known yet, see `wishes.commands.turn_of`."""
    return await _locked(session, KnownPolicy.policyholder_ref == policyholder_ref)


async def _locked(session: AsyncSession, which: ColumnElement[bool]) -> dict[str, KnownPolicy]:
    query = select(KnownPolicy).where(which).order_by(KnownPolicy.policy_no)
    query = query.with_for_update().execution_options(populate_existing=True)
    return {policy.policy_no: policy for policy in await session.scalars(query)}


async def lock_policy(session: AsyncSession, policy_no: str) -> KnownPolicy | None:
    return (await lock_policies(session, [policy_no])).get(policy_no)


async def kept_of(session: AsyncSession, salespeople: Iterable[str], actor: Actor) -> Sequence[KnownPolicy]:
    """Their policies that have not ended, in the actor's organisation, locked."""
    theirs = (KnownPolicy.salesperson.in_(sorted(salespeople)), KnownPolicy.status.in_(sorted(KEPT)))
    query = select(KnownPolicy).where(*theirs, at_or_below(KnownPolicy.org, actor.org))
    return (await session.scalars(query.order_by(KnownPolicy.policy_no).with_for_update())).all()
