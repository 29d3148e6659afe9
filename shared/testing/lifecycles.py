"""Tests that follow from a lifecycle: every status × action, who may take a step, which statuses are reached."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared.auth import Actor, Role
from shared.cases import CaseMixin, advance
from shared.db import Sessions
from shared.errors import Forbidden, IllegalTransition
from shared.lifecycle import Lifecycle, Step
from shared.tables import case_events, timers

Prepare = Callable[[AsyncSession, str], Awaitable[CaseMixin]]  # a case that isn't open yet, fit for this action


async def check_every_cell(sessions: Sessions, lifecycle: Lifecycle, prepare: Prepare) -> None:
    """All faulty cells are told together; each cell is rolled back, so that one database serves for all."""
    faults: list[BaseException] = []
    for status, action, step in lifecycle.matrix():
        with _gathering(faults, f"{status} × {action}"):
            async with sessions() as session:
                await check_cell(session, await prepare(session, action), status, action, step)
    _tell(lifecycle, faults)


async def check_every_role(sessions: Sessions, lifecycle: Lifecycle, prepare: Prepare) -> None:
    faults: list[BaseException] = []
    for step in lifecycle.steps:
        with _gathering(faults, f"{step.action} from {', '.join(sorted(step.sources)) or 'nothing'}"):
            async with sessions() as session:
                await check_roles(session, await prepare(session, step.action), step)
    _tell(lifecycle, faults)


@contextmanager
def _gathering(faults: list[BaseException], where: str) -> Iterator[None]:
    try:
        yield
    except (Exception, pytest.fail.Exception) as fault:  # the latter: what should raise didn't
        fault.add_note(where)
        faults.append(fault)


def _tell(lifecycle: Lifecycle, faults: list[BaseException]) -> None:
    if faults:
        raise BaseExceptionGroup(f"the steps of {lifecycle.kind}", faults)


async def put(session: AsyncSession, case: CaseMixin, status: str | None) -> CaseMixin:
    """Open the case and let it stand in a status; None leaves it unopened."""
    if status is not None:
        opening = next(step for step in case.lifecycle.steps if not step.sources)
        await advance(session, case, opening.action, Actor.system())
        case.status = status
        ended = [timer.name for timer in case.lifecycle.timers if status not in timer.during]
        await session.execute(delete(timers).where(timers.c.case_no == case.case_no, timers.c.name.in_(ended)))
        await session.flush()
    return case


async def check_cell(
    session: AsyncSession, case: CaseMixin, status: str | None, action: str, step: Step | None
) -> None:
    """What the table has happens and is announced; what it hasn't is refused and changes nothing."""
    await put(session, case, status)
    before = case.version
    if step is None:
        with pytest.raises(IllegalTransition) as refused:
            await advance(session, case, action, Actor.system())
        assert refused.value.extras["allowed"] == case.lifecycle.allowed(status)
        assert (case.status, case.version) == (status, before)
        return
    await advance(session, case, action, Actor.system())
    assert (case.status, case.version) == (step.target or status, (before or 0) + 1)
    assert (case.closed_at is not None) == (case.status in case.lifecycle.closed)
    own = (case_events.c.case_no == case.case_no, case_events.c.version == case.version)
    assert await session.scalar(select(case_events.c.type).where(*own)) == step.event.type


async def check_roles(session: AsyncSession, case: CaseMixin, step: Step) -> None:
    """Its roles may take the step; all the others together may not."""
    await put(session, case, next(iter(step.sources), None))
    with pytest.raises(Forbidden) as refused:
        await advance(session, case, step.action, Actor("S1", frozenset(Role) - step.roles, case.org))
    assert refused.value.extras["needs"] == sorted(step.roles)
    if step.roles:
        await advance(session, case, step.action, Actor("S1", frozenset(map(Role, step.roles)), case.org))


def unreachable(lifecycle: Lifecycle) -> set[str]:
    """Statuses that no path of steps leads to."""
    reached: set[str | None] = {None}
    while True:
        found = {str(step.target) for step in lifecycle.steps if step.target and _leaves(step, reached)}
        if found <= reached:
            return set(map(str, lifecycle.statuses)) - {str(status) for status in reached}
        reached |= found


def _leaves(step: Step, reached: set[str | None]) -> bool:
    return not step.sources or not reached.isdisjoint(step.sources)


def stuck(lifecycle: Lifecycle) -> set[str]:
    """Statuses from which no path of steps leads to a closed one."""
    ending = {str(status) for status in lifecycle.closed}
    while True:
        found = {str(source) for step in lifecycle.steps if step.target in ending for source in step.sources}
        if found <= ending:
            return set(map(str, lifecycle.statuses)) - ending
        ending |= found
