"""What callback does when other services announce something."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks import commands
from shared.contracts.policy_service import PolicyAcknowledged, PolicyCancelled, PolicyOpened, PolicyVoided
from shared.reactions import on


@on(PolicyOpened)
async def owe_a_call(session: AsyncSession, policy: PolicyOpened) -> None:
    # Only terms over a year are owed a call (art. 15, S12), and only those have a free-look period.
    if policy.free_look_days:
        await commands.open_for(session, policy)


@on(PolicyAcknowledged)
async def set_the_limit(session: AsyncSession, policy: PolicyAcknowledged) -> None:
    await commands.set_limit(session, policy)


@on(PolicyCancelled)
async def drop_the_call(session: AsyncSession, policy: PolicyCancelled) -> None:
    await commands.drop(session, policy.case_no)


@on(PolicyVoided)
async def drop_the_call_of_a_voided(session: AsyncSession, policy: PolicyVoided) -> None:
    await commands.drop(session, policy.case_no)
