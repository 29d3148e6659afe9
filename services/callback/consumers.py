"""What callback does when other services announce something."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks import commands, new_policies
from services.callback.complaints import commands as complaints
from services.callback.numberless import settle
from services.callback.policies.commands import keep
from services.callback.problems import commands as problems
from services.callback.projects.projects import ENDINGS
from services.callback.sparing import heed
from services.callback.wishes.commands import turn_of
from shared.contracts.base import CaseEvent
from shared.contracts.policy_service import PolicyAcknowledged, PolicyEndorsed, PolicyEvent
from shared.db import take_turns
from shared.reactions import on

OF_A_POLICY = frozenset(PolicyEvent.__subclasses__())


@on(*OF_A_POLICY, *({*commands.BY_EVENT, *commands.CLOSING} - OF_A_POLICY), many=True)
async def keep_calls_owed(session: AsyncSession, events: Sequence[CaseEvent]) -> None:
    """What an event leaves without an object is dropped before it opens anything itself."""
    told = [event for event in events if isinstance(event, PolicyEvent)]
    await take_turns(session, {turn_of(event.policyholder_ref) for event in told})
    others = {str(number) for event in events if (number := getattr(event, "policy_no", None))}
    policies = await keep(session, told, others)
    await problems.end_policies(session, [event for event in told if type(event) in ENDINGS])
    await commands.drop_for(session, events)
    await commands.open_for(session, events, policies)
    await settle(session, list(policies.values()))
    await heed(session, {policy.policyholder_ref for policy in policies.values()})


@on(PolicyAcknowledged, many=True)
async def set_the_limit(session: AsyncSession, policies: Sequence[PolicyAcknowledged]) -> None:
    await new_policies.date_all(session, policies)
    await heed(session, {policy.policyholder_ref for policy in policies})


@on(PolicyEndorsed)
async def move_the_call(session: AsyncSession, policy: PolicyEndorsed) -> None:
    if policy.item == "policy-transfer":
        await commands.move(session, policy)
        await problems.move(session, policy)
        await complaints.move(session, policy)
        await heed(session, {policy.policyholder_ref})
