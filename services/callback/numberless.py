"""Who is owed a call and has no number (无电话件): a collection for each such policy, as long as it needs one."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks import calling, queue
from services.callback.callbacks.models import Callback
from services.callback.collections import commands
from services.callback.collections.models import ContactCollection
from services.callback.policies.commands import has_number, lock_policy
from services.callback.policies.models import KnownPolicy
from services.callback.projects.projects import KEPT
from shared.auth import Actor
from shared.days import today_at


async def settle(session: AsyncSession, policies: Sequence[KnownPolicy]) -> None:
    """Each policy's calls and its collection as it stands now: in the queue or not; opened, moved, fulfilled,
    dropped, or none.

    After a policy's end no service request may bring a number, so none is collected for the calls that its end is owed.
    """
    if numbers := [policy.policy_no for policy in policies if has_number(policy)]:
        await queue.put_back(session, numbers)
    if none := [policy.policy_no for policy in policies if not has_number(policy)]:
        await queue.take_out(session, none)
    collections = await commands.open_of(session, numbers + none)
    kept = {policy.policy_no for policy in policies if policy.status in KEPT}
    owed = await _owed_a_call(session, kept.intersection(none) - collections.keys())
    for policy in policies:
        await _collect(session, policy, collections.get(policy.policy_no), policy.policy_no in owed)
    await _wait_no_longer(session, set(none) - kept)


async def _collect(
    session: AsyncSession, policy: KnownPolicy, collection: ContactCollection | None, is_owed: bool
) -> None:
    if collection is None:
        if is_owed:
            await commands.open_for(session, policy)
    elif policy.status not in KEPT:
        await commands.drop(session, collection)
    elif has_number(policy):
        await commands.fulfil(session, collection)
    else:
        await commands.follow(session, collection, policy)


async def _wait_no_longer(session: AsyncSession, ended: Collection[str]) -> None:
    for case in await queue.waiting_of(session, ended) if ended else ():
        if case.waits_until and case.waits_until < today_at(case.org):
            await calling.go_on(session, case, "give_up", Actor.system())


async def stop_waiting(session: AsyncSession, case: Callback) -> None:
    """The limit of a call is over: it ends as unreached if nobody can ring, and none will collect a number any more.

    Who can be rung is still owed the call, late as it is.
    """
    policy = await lock_policy(session, case.policy_no)
    if policy and policy.status not in KEPT and not queue.can_be_rung(case, policy):
        await calling.go_on(session, case, "give_up", Actor.system())


async def _owed_a_call(session: AsyncSession, numberless: Collection[str]) -> set[str]:
    """Somebody else on the policy, a claimant, may have numbers that nobody told of."""
    if not numberless:
        return set()
    owed = (Callback.policy_no.in_(numberless), Callback.closed_at.is_(None), Callback.called == "policyholder")
    return set(await session.scalars(select(Callback.policy_no).where(*owed)))
