"""Taking a list in: each row is a call-back on it from now on, or is told why not."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks.models import Callback
from services.callback.lists.models import CallbackList, ListedRow
from services.callback.lists.reading import Line
from services.callback.policies.models import KnownPolicy
from shared import clock
from shared.auth import Actor, at_or_below
from shared.case_bulk import advance_all, load_numbered
from shared.cases import new_case_no
from shared.db import take_turn

A_FEW = 500
Tasks = dict[tuple[str, str], list[Any]]


async def take_in(session: AsyncSession, sha256: str, lines: Sequence[Line], actor: Actor) -> tuple[CallbackList, bool]:
    """The list, and whether it is new. Sent again, what was refused is judged anew: its policy may be known now."""
    await take_turn(session, f"callback-list {actor.org} {sha256}")
    same = select(CallbackList).where(CallbackList.org == actor.org, CallbackList.sha256 == sha256)
    known = (await session.scalars(same)).one_or_none()
    held = known or _new(sha256, lines, actor)
    if known is None:
        session.add(held)
        await session.flush()
        session.add_all(ListedRow(list_no=held.list_no, outcome="refused", **each._asdict()) for each in lines)
        await session.flush()
    own = {each.row for each in lines if each.rule is None}
    again = select(ListedRow).where(ListedRow.list_no == held.list_no, ListedRow.outcome == "refused")
    refused = await session.scalars(again.order_by(ListedRow.row))
    await _judge(session, [row for row in refused if row.row in own], actor)
    return held, known is None


def _new(sha256: str, lines: Sequence[Line], actor: Actor) -> CallbackList:
    number = new_case_no("QD", actor.org)
    return CallbackList(
        list_no=number, org=actor.org, sha256=sha256, rows=len(lines), taken_in_at=clock.now(), by=actor.ref
    )


async def _judge(session: AsyncSession, rows: Sequence[ListedRow], actor: Actor) -> None:
    for some in (rows[first : first + A_FEW] for first in range(0, len(rows), A_FEW)):
        policies = {str(row.policy_no) for row in some}
        theirs = KnownPolicy.policy_no.in_(policies), at_or_below(KnownPolicy.org, actor.org)
        known = set(await session.scalars(select(KnownPolicy.policy_no).where(*theirs)))
        tasks = await _tasks_of(session, known)
        for row in some:
            row.case_no = _task_for(row, tasks)
            row.rule = None if row.case_no else "no-task" if row.policy_no in known else "policy-unknown"
        await _enlist(session, [row for row in some if row.case_no])


async def _tasks_of(session: AsyncSession, policies: set[str]) -> Tasks:
    """The newest cause first."""
    columns = (Callback.case_no, Callback.policy_no, Callback.project, Callback.cause_on)
    query = select(*columns).where(Callback.policy_no.in_(policies)).order_by(Callback.opened_at.desc())
    found: Tasks = defaultdict(list)
    for task in (await session.execute(query)).all():
        found[task.policy_no, task.project].append(task)
    return found


def _task_for(row: ListedRow, tasks: Tasks) -> str | None:
    """A policy has a task each time its premium falls into grace: the list means the last before its day."""
    mine = tasks.get((str(row.policy_no), str(row.project)), [])
    return next((each.case_no for each in mine if each.cause_on is None or each.cause_on <= row.listed_on), None)


async def _enlist(session: AsyncSession, rows: Sequence[ListedRow]) -> None:
    cases = await load_numbered(session, Callback, {str(row.case_no) for row in rows})
    await advance_all(session, list(_put_on(rows, cases)), "enlist", Actor.system())


def _put_on(rows: Sequence[ListedRow], cases: dict[str, Callback]) -> Iterator[Callback]:
    for row in rows:
        case = cases[str(row.case_no)]
        row.outcome = "refused" if case.closed_at and not case.listed_on else "known" if case.listed_on else "accepted"
        if row.outcome == "refused":
            row.rule = "task-closed"
        elif row.outcome == "accepted":
            case.listed_on = row.listed_on
            yield case


async def counts_of(session: AsyncSession, numbers: Sequence[str]) -> dict[str, Counter[str]]:
    """By list, how many rows came to what."""
    asked = select(ListedRow.list_no, ListedRow.outcome, func.count()).where(ListedRow.list_no.in_(numbers))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for list_no, outcome, count in await session.execute(asked.group_by(ListedRow.list_no, ListedRow.outcome)):
        found[list_no][outcome] = count
    return found
