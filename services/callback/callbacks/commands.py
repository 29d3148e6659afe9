"""Opening, dating and dropping call-backs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks import calling, new_policies, queue
from services.callback.callbacks.models import Callback
from services.callback.callbacks.rounds import set_days
from services.callback.callbacks.tasks import Cause, columns_of
from services.callback.desks import booking
from services.callback.policies.commands import NotKnownYet
from services.callback.policies.models import PLACE, KnownPolicy
from services.callback.projects.projects import AGENT_LEFT, PROJECTS, Project
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.case_bulk import advance_all, load_all, new_case
from shared.contracts.base import CaseEvent
from shared.contracts.policy_service import PolicyEndorsed, PolicyEvent, PolicyOpened
from shared.days import moment_of

SAME = ("policy_no", "project", "cause_no", "cause_seq")
SAME_COLUMNS = [getattr(Callback, name) for name in SAME]
BY_EVENT: Mapping[type[CaseEvent], list[Project]] = {
    event: [row for row in PROJECTS.values() if row.opened_by is event]
    for event in {row.opened_by for row in PROJECTS.values() if row.opened_by} - {PolicyOpened}  # of those many at once
}
CLOSING = frozenset(event for row in PROJECTS.values() for event in row.closed_by)


async def open_for(session: AsyncSession, events: Sequence[CaseEvent], policies: Mapping[str, KnownPolicy]) -> None:
    """The tasks that the events are the cause of, each once, however often they come.

    `policies`: theirs, locked. Raises NotKnownYet where one is not among them.
    """
    opened = [event for event in events if isinstance(event, PolicyOpened)]
    await new_policies.open_all(session, opened, list(policies.values()))
    caused = list(_caused(events, policies))
    known = await _known_of(session, [task for task, _ in caused]) if caused else set()
    fresh = {key: pair for pair in caused if (key := _cause_of(pair[0])) not in known}
    tasks = [task for task, _ in fresh.values()]
    for task in tasks:
        if queue.can_be_rung(task, policies[task.policy_no]):
            queue.put_in(task, clock.now())
    begun = {task.case_no: at for task, at in fresh.values()}
    await advance_all(session, tasks, "open_due", Actor.system(), clocks_at=begun)


def _caused(events: Sequence[CaseEvent], policies: Mapping[str, KnownPolicy]) -> Iterator[tuple[Callback, datetime]]:
    """Each with when it was caused."""
    for event in events:
        for project in BY_EVENT.get(type(event), ()):
            if not project.holds(event):
                continue
            if (policy := policies.get(number := _policy_no_of(event))) is None:
                raise NotKnownYet(number)
            if project.fits(policy.status):
                yield _due_task(project, policy, event), event.at


def _due_task(project: Project, policy: KnownPolicy, event: CaseEvent) -> Callback:
    cause = Cause(event.case_no, event.version, calendar_for(policy.org).date_of(event.at))
    task = new_case(Callback, **columns_of(project, policy, cause, event))
    task.call_by = getattr(event, "grace_ends_on", None)
    set_days(task, event.at)
    return task


def _cause_of(task: Any) -> tuple[Any, ...]:
    return tuple(getattr(task, name) for name in SAME)


async def _known_of(session: AsyncSession, tasks: Sequence[Callback]) -> set[tuple[Any, ...]]:
    """The causes of tasks that there are."""
    theirs = (
        Callback.policy_no.in_({task.policy_no for task in tasks}),
        Callback.project.in_({task.project for task in tasks}),
    )
    return {tuple(row) for row in await session.execute(select(*SAME_COLUMNS).where(*theirs))}


async def open_for_departure(
    session: AsyncSession, policy: KnownPolicy, salesperson: str, left_on: date, actor: Actor
) -> bool:
    """业务员离司回访: whether there is a new task."""
    task = Callback(**columns_of(PROJECTS[AGENT_LEFT], policy, Cause(salesperson, int(f"{left_on:%Y%m%d}"), left_on)))
    if _cause_of(task) in await _known_of(session, [task]):
        return False
    set_days(task, moment_of(left_on, policy.org))
    await queue.step(session, task, "open_listed", actor, clocks_at=moment_of(left_on, policy.org))
    return True


def _policy_no_of(event: Any) -> str:
    number: str = event.case_no if isinstance(event, PolicyEvent) else event.policy_no
    return number


async def drop_for(session: AsyncSession, events: Sequence[CaseEvent]) -> None:
    """What tasks were about is gone: nobody is to be called any more; who was called already was called."""
    closing = [event for event in events if type(event) in CLOSING]
    if not closing:
        return
    numbers = {event.case_no for event in closing}
    theirs = or_(Callback.cause_no.in_(numbers), Callback.policy_no.in_(numbers))
    dropped = []
    for task in await load_all(session, Callback, theirs, Callback.closed_at.is_(None)):
        task.outcome = next((outcome for event in closing if (outcome := _ends(event, task))), None)
        if task.outcome:
            dropped.append(task)
    await queue.step_out(session, dropped, "drop", Actor.system())


def _ends(event: CaseEvent, task: Callback) -> str | None:
    """With what outcome, if it does: what came before it in its own case, or what its policy's end leaves without an
    object."""
    if event.case_no not in (task.cause_no, task.policy_no):
        return None
    if event.case_no == task.cause_no and task.cause_seq >= event.version:
        return None
    return PROJECTS[task.project].closed_by.get(type(event))


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
