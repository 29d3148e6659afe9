"""Opening, dating and dropping call-backs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks import calling, new_policies, queue
from services.callback.callbacks.models import Callback
from services.callback.callbacks.rounds import set_days
from services.callback.callbacks.tasks import Cause, columns_of
from services.callback.desks import booking
from services.callback.policies.commands import known_policy
from services.callback.policies.models import PLACE, KnownPolicy
from services.callback.projects.projects import AGENT_LEFT, PROJECTS, Project
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.contracts.base import CaseEvent
from shared.contracts.policy_service import PolicyEndorsed, PolicyEvent, PolicyOpened
from shared.days import moment_of

SAME = ("policy_no", "project", "cause_no", "cause_seq")
BY_EVENT: Mapping[type[CaseEvent], list[Project]] = {
    event: [row for row in PROJECTS.values() if row.opened_by is event]
    for event in {row.opened_by for row in PROJECTS.values() if row.opened_by} - {PolicyOpened}  # of those many at once
}
CLOSING = frozenset(event for row in PROJECTS.values() for event in row.closed_by)


async def open_for(session: AsyncSession, events: Sequence[CaseEvent], policies: Sequence[KnownPolicy]) -> None:
    """The tasks that the events are the cause of, each once, however often they come; `policies`: theirs, locked."""
    opened = [event for event in events if isinstance(event, PolicyOpened)]
    await new_policies.open_all(session, opened, policies)
    for event in events:
        for project in BY_EVENT.get(type(event), ()):
            if project.holds(event):
                await _open_caused(session, project, event)


async def _open_caused(session: AsyncSession, project: Project, event: CaseEvent) -> None:
    policy = await known_policy(session, _policy_no_of(event))
    cause = Cause(event.case_no, event.version, calendar_for(policy.org).date_of(event.at))
    task = Callback(**columns_of(project, policy, cause, event))
    if not project.fits(policy.status) or await _was_opened(session, task):
        return
    task.call_by = getattr(event, "grace_ends_on", None)
    set_days(task, event.at)
    await queue.step(session, task, "open_due", Actor.system(), clocks_at=event.at)


async def open_for_departure(
    session: AsyncSession, policy: KnownPolicy, salesperson: str, left_on: date, actor: Actor
) -> bool:
    """业务员离司回访: whether there is a new task."""
    task = Callback(**columns_of(PROJECTS[AGENT_LEFT], policy, Cause(salesperson, int(f"{left_on:%Y%m%d}"), left_on)))
    if await _was_opened(session, task):
        return False
    set_days(task, moment_of(left_on, policy.org))
    await queue.step(session, task, "open_listed", actor, clocks_at=moment_of(left_on, policy.org))
    return True


def _policy_no_of(event: Any) -> str:
    number: str = event.case_no if isinstance(event, PolicyEvent) else event.policy_no
    return number


async def _was_opened(session: AsyncSession, task: Callback) -> bool:
    same = [getattr(Callback, name) == getattr(task, name) for name in SAME]
    return await session.scalar(select(Callback.case_no).where(*same)) is not None


async def drop_for(session: AsyncSession, event: CaseEvent) -> None:
    """What tasks were about is gone: nobody is to be called any more; who was called already was called.

    The event ends what came before it in its own case, and what its policy's end leaves without an object.
    """
    outcomes = {row.code: row.closed_by[type(event)] for row in PROJECTS.values() if type(event) in row.closed_by}
    if not outcomes:
        return
    number = event.case_no
    query = select(Callback).where(
        Callback.project.in_(sorted(outcomes)),
        Callback.closed_at.is_(None),
        or_(Callback.cause_no == number, Callback.policy_no == number),
        or_(Callback.cause_no != number, Callback.cause_seq < event.version),
    )
    for task in (await session.scalars(query)).all():
        task.outcome = outcomes[task.project]
        await queue.step(session, task, "drop", Actor.system())


async def move(session: AsyncSession, policy: PolicyEndorsed) -> None:
    """Another branch has the policy (保单迁移): who looks after it calls; who was called already was called.

    What was agreed with the customer holds there. A desk that doesn't serve it can't keep its slot: another one calls.
    """
    query = select(Callback).where(Callback.policy_no == policy.case_no, Callback.closed_at.is_(None))
    for task in (await session.scalars(query)).all():
        for name in PLACE:
            setattr(task, name, getattr(policy, name))
        if task.desk_no and not await booking.serves(session, task.desk_no, task.org):
            await calling.to_a_desk(session, task, "move", Actor.system())
        else:
            await queue.step(session, task, "move", Actor.system(), booked=True, takes_away=True)
