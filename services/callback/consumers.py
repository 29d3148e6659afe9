"""What callback does when other services announce something."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks import commands
from services.callback.complaints import commands as complaints
from services.callback.numberless import settle
from services.callback.policies.commands import keep
from services.callback.policies.models import KnownPolicy
from services.callback.problems import commands as problems
from services.callback.projects.projects import ENDINGS
from services.callback.sparing import heed
from shared.contracts.base import CaseEvent
from shared.contracts.policy_service import PolicyAcknowledged, PolicyEndorsed, PolicyEvent
from shared.reactions import on

OF_A_POLICY = frozenset(PolicyEvent.__subclasses__())


@on(*OF_A_POLICY, *({*commands.BY_EVENT, *commands.CLOSING} - OF_A_POLICY))
async def keep_calls_owed(session: AsyncSession, event: CaseEvent) -> None:
    """What the event leaves without an object is dropped before it opens anything itself."""
    if isinstance(event, PolicyEvent):
        await keep(session, event)
        if type(event) in ENDINGS:
            await problems.end_policy(session, event)
    await commands.drop_for(session, event)
    await commands.open_for(session, event)
    policy_no = event.case_no if isinstance(event, PolicyEvent) else getattr(event, "policy_no", None)
    if policy_no and (policy := await session.get(KnownPolicy, policy_no)):
        await settle(session, policy)
        await heed(session, policy.policyholder_ref)


@on(PolicyAcknowledged)
async def set_the_limit(session: AsyncSession, policy: PolicyAcknowledged) -> None:
    await commands.set_limit(session, policy)
    await heed(session, policy.policyholder_ref)


@on(PolicyEndorsed)
async def move_the_call(session: AsyncSession, policy: PolicyEndorsed) -> None:
    if policy.item == "policy-transfer":
        await commands.move(session, policy)
        await problems.move(session, policy)
        await complaints.move(session, policy)
        await heed(session, policy.policyholder_ref)
