"""Who is owed a call and has no number (无电话件): a collection for each such policy, as long as it needs one."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks import calling, queue
from services.callback.callbacks.models import Callback
from services.callback.collections import commands
from services.callback.policies.commands import has_number, lock_policy
from services.callback.policies.models import KnownPolicy
from services.callback.projects.projects import KEPT
from shared.auth import Actor
from shared.days import today_at


async def settle(session: AsyncSession, policy: KnownPolicy) -> None:
    """The policy's calls and its collection as the policy stands now: in the queue or not; opened, moved, fulfilled,
    dropped, or none.

    After a policy's end no service request may bring a number, so none is collected for the calls that its end is owed.
    """
    await (queue.put_back if has_number(policy) else queue.take_out)(session, policy.policy_no)
    collection = await commands.open_of(session, policy.policy_no)
    if collection is None:
        if policy.status in KEPT and not has_number(policy) and await _is_owed_a_call(session, policy.policy_no):
            await commands.open_for(session, policy)
    elif policy.status not in KEPT:
        await commands.drop(session, collection)
    elif has_number(policy):
        await commands.fulfil(session, collection)
    else:
        await commands.follow(session, collection, policy)
    if policy.status not in KEPT and not has_number(policy):
        for case in await queue.waiting_of(session, policy.policy_no):
            if case.waits_until and case.waits_until < today_at(case.org):
                await calling.go_on(session, case, "give_up", Actor.system())


async def stop_waiting(session: AsyncSession, case: Callback) -> None:
    """The limit of a call is over: it ends as unreached if nobody can ring, and none will collect a number any more.

    Who can be rung is still owed the call, late as it is.
    """
    policy = await lock_policy(session, case.policy_no)
    if case.called == "policyholder" and policy and policy.status not in KEPT and not has_number(policy):
        await calling.go_on(session, case, "give_up", Actor.system())


async def _is_owed_a_call(session: AsyncSession, policy_no: str) -> bool:
    """Somebody else on the policy, a claimant, may have numbers that nobody told of."""
    owed = (Callback.policy_no == policy_no, Callback.closed_at.is_(None), Callback.called == "policyholder")
    return bool(await session.scalar(select(exists().where(*owed))))
