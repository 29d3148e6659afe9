"""Tasks for a dialler: taken as a caller takes one, many and for the day; and as a file, with what to dial."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback import hours
from services.callback.callbacks import contacts, queue
from services.callback.callbacks.models import IN_QUEUE, RESTING, Callback
from services.callback.callbacks.rounds import side_of
from services.callback.dialler.schemas import MOST_TASKS, TasksIn, TasksOut
from services.callback.policies.models import KnownPolicy
from shared import clock
from shared.auth import Actor
from shared.db import take_turn
from shared.errors import NotFound, Text
from shared.pii import record_pii_read
from shared.sisters import Sisters
from shared.table_files import local_time

AT_ONCE = 8
MOST_NUMBERS = 3
# fmt: off
HEADING = (
    Text("回访件号", "case_no"), Text("回访项目", "project"), Text("到期时间", "due_at"), Text("语言", "language"),
    Text("已呼次数", "tries"),
    *(each for place in range(1, MOST_NUMBERS + 1) for each in (
        Text(f"号码{place}", f"dial_string_{place}"), Text(f"分机{place}", f"extension_{place}"),
        Text(f"栏位{place}", f"field_{place}"),
    )),
)
# fmt: on


async def take(session: AsyncSession, asked: TasksIn, actor: Actor) -> TasksOut:
    """Held until the hours of calls end, today's or the next: no caller gets them meanwhile.

    A dialler that asks twice at once gets no more than it asks for: what it holds is counted, then added to.
    """
    await take_turn(session, f"dialler {actor.ref}")
    now, owner = clock.now(), asked.owner or side_of(actor)
    until = hours.end_of_hours(now, actor.org)
    held = await session.scalar(select(func.count()).where(queue.held_by(actor, now))) or 0
    ready = (Callback.owner == owner, Callback.language.in_(asked.languages), queue.below(actor.org))
    free = or_(IN_QUEUE, and_(Callback.ready_at <= now, or_(RESTING, Callback.held_until <= now)))
    first = select(Callback.case_no).where(free, *ready).order_by(Callback.due_at, Callback.case_no)
    # A common table expression: PostgreSQL may run a subquery that locks again and again, and take more than that.
    some = first.limit(max(asked.most - held, 0)).with_for_update(skip_locked=True).cte("some")
    taken = update(Callback).where(Callback.case_no.in_(select(some.c.case_no))).values(queue.lease(actor, until))
    numbers = (
        await session.scalars(taken.returning(Callback.case_no).execution_options(synchronize_session=False))
    ).all()
    return TasksOut(taken=len(numbers), held=held + len(numbers), held_until=until)


async def held_by(session: AsyncSession, actor: Actor) -> Sequence[Callback]:
    query = select(Callback).where(queue.held_by(actor, clock.now())).order_by(Callback.due_at, Callback.case_no)
    return (await session.scalars(query.limit(MOST_TASKS))).all()


async def phones_of(sisters: Sisters, cases: Sequence[Callback]) -> dict[str, Mapping[str, str]]:
    """By case, what policy_service keeps; none of whom it doesn't know."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(case: Callback) -> tuple[str, Mapping[str, str]]:
        async with room:
            try:
                person = await contacts.fetch_person(sisters, case.policy_no, case.called)
            except NotFound:
                return case.case_no, {}
            return case.case_no, person["phones"]

    return dict(await asyncio.gather(*map(one, cases)))


async def lines_of(
    session: AsyncSession, cases: Sequence[Callback], phones: Mapping[str, Mapping[str, str]], actor: Actor
) -> list[list[Any]]:
    """Each with its numbers, the best first: masked, or unmasked and each read recorded."""
    numbers = [case.policy_no for case in cases]
    known = await session.scalars(select(KnownPolicy).where(KnownPolicy.policy_no.in_(numbers)))
    policies = {policy.policy_no: policy for policy in known}
    for case in cases if actor.pii else ():
        await record_pii_read(session, actor, subject=case.case_no, purpose=contacts.PURPOSE, fields=["phones"])
    return [[*_case(each), *_numbers(phones, each, policies.get(each.policy_no), actor)] for each in cases]


def _case(case: Callback) -> list[Any]:
    due = case.due_at and local_time(case.due_at, case.org)
    return [case.case_no, case.project, due, case.language, case.tries]


def _numbers(
    phones: Mapping[str, Mapping[str, str]], case: Callback, policy: KnownPolicy | None, actor: Actor
) -> Iterator[str | None]:
    found = contacts.numbers_for(phones[case.case_no], case, policy, masked=not actor.pii)
    numbers = [each for each in found if each.dial_string]
    for place in range(MOST_NUMBERS):
        number = numbers[place] if place < len(numbers) else None
        yield from (number.dial_string, number.extension, number.field) if number else (None, None, None)
