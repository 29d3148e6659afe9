"""The calls of new policies (新契约回访), many at once: insurers issue tens of thousands on a day."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks import queue
from services.callback.callbacks.models import Callback
from services.callback.callbacks.rounds import set_days
from services.callback.callbacks.tasks import Cause, columns_of
from services.callback.policies.commands import NotKnownYet, has_number, lock_policies
from services.callback.policies.models import KnownPolicy
from services.callback.projects.projects import NEW_POLICY, PROJECTS
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.case_bulk import advance_all, load_all, new_case
from shared.contracts.policy_service import PolicyAcknowledged, PolicyOpened
from shared.days import moment_of


async def open_all(session: AsyncSession, events: Sequence[PolicyOpened], policies: Sequence[KnownPolicy]) -> None:
    """A task for each that is owed a call and has none; its clock begins with the signature."""
    owed = {event.case_no: event for event in events if PROJECTS[NEW_POLICY].holds(event)}
    if not owed:
        return
    fresh = owed.keys() - set(await session.scalars(select(Callback.policy_no).where(_theirs(owed))))
    live = [each for each in policies if each.policy_no in fresh and PROJECTS[NEW_POLICY].fits(each.status)]
    await advance_all(session, [_task(each, owed[each.policy_no]) for each in live], "open", Actor.system())


def _task(policy: KnownPolicy, event: PolicyOpened) -> Callback:
    cause = Cause(event.case_no, event.version, calendar_for(policy.org).date_of(event.at))
    free_look = {"free_look_days": event.free_look_days, "free_look_starts": event.free_look_starts}
    return new_case(Callback, **columns_of(PROJECTS[NEW_POLICY], policy, cause, event), **free_look)


async def date_all(session: AsyncSession, events: Sequence[PolicyAcknowledged]) -> None:
    """The signature starts the free-look period, and with it the clock of the call. Raises NotKnownYet."""
    signed = {event.case_no: event for event in events}
    policies = await lock_policies(session, signed)
    tasks = {task.policy_no: task for task in await load_all(session, Callback, _theirs(signed))}
    if missing := signed.keys() - tasks.keys():
        raise NotKnownYet(min(missing))
    begun = {tasks[number].case_no: _begin(tasks[number], event) for number, event in signed.items()}
    for number, task in tasks.items():
        if has_number(policies[number]):
            queue.put_in(task, clock.now())
    await advance_all(session, list(tasks.values()), "date", Actor.system(), clocks_at=begun)


def _begin(task: Callback, policy: PolicyAcknowledged) -> datetime:
    task.call_by = policy.free_look_ends_on
    signed_at = policy.at
    if policy.signed_on and policy.signed_on != calendar_for(task.org).date_of(policy.at):
        signed_at = moment_of(policy.signed_on, task.org)
    set_days(task, signed_at)
    return signed_at


def _theirs(policy_nos: Collection[str]) -> ColumnElement[bool]:
    return and_(Callback.policy_no.in_(policy_nos), Callback.project == NEW_POLICY)
