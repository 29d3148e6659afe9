"""Calls to whoever doesn't want to be rung (谢绝来电): they wait if the wish ends in time, else another means is due.

All of it is our design: the duty to call back stays, and the 2009 rule (S20) knows the visit and the letter where the
telephone is of no use. The customer's own answer on-line is welcome all the while.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback import hours
from services.callback.callbacks import calling, queue
from services.callback.callbacks.lifecycle import PURSUED, RUNG_OR_PURSUED
from services.callback.callbacks.models import Callback
from services.callback.callbacks.rounds import PROVINCE
from services.callback.projects.projects import PROJECTS
from services.callback.wishes import commands
from services.callback.wishes.models import CallWish
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for

DO_NOT_CALL = "do-not-call"


async def heed(session: AsyncSession, policyholder_refs: Collection[str]) -> None:
    """However often: what is new to a wish goes where it belongs, and what waits for its end isn't rung before."""
    wishes = {wish.policyholder_ref: wish for wish in await commands.wishes_of(session, policyholder_refs)}
    for case in await _open_of(session, wishes) if wishes else ():
        await _heed(session, case, wishes[case.policyholder_ref])


async def _heed(session: AsyncSession, case: Callback, wish: CallWish) -> None:
    if case.status in PURSUED:
        await _replace(session, case, wish)
        return
    end = commands.end_of(wish, case.org)
    if end is not None and calendar_for(case.org).date_of(end) <= _last_day(case):
        await _wait(session, case, wish, end)
    else:
        await _go_on(session, case, wish)


async def ring_again(session: AsyncSession, wish: CallWish) -> None:
    """What went to a visit for the wish stays there, and a letter follows it as ever."""
    for case in await _open_of(session, [wish.policyholder_ref]):
        if case.wish_no == wish.wish_no:
            case.wish_no, case.no_calls_until = None, None
            await queue.step(session, case, "ring_again", Actor.system(), ready_at=clock.now())


async def _open_of(session: AsyncSession, policyholder_refs: Collection[str]) -> Sequence[Callback]:
    """To be rung or pursued. Of others on a policy, who claim or are insured, the policyholder's wish says nothing."""
    theirs = (Callback.policyholder_ref.in_(policyholder_refs), Callback.called == "policyholder")
    query = select(Callback).where(*theirs, Callback.status.in_(sorted(RUNG_OR_PURSUED))).order_by(Callback.case_no)
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def _replace(session: AsyncSession, case: Callback, wish: CallWish) -> None:
    """What went to a visit for another wish, withdrawn or over now."""
    if case.wish_no not in (None, wish.wish_no):
        case.wish_no, case.no_calls_until = wish.wish_no, wish.until
        await queue.step(session, case, "spare", Actor.system())


def _last_day(case: Callback) -> date:
    """Until which a call does what is owed."""
    calendar = calendar_for(case.org)
    last = case.calls_until or case.call_by or (case.due_at and calendar.date_of(case.due_at))
    return last or date.max


async def _wait(session: AsyncSession, case: Callback, wish: CallWish, end: datetime) -> None:
    if case.wish_no == wish.wish_no and (case.ready_at is None or case.ready_at >= end):
        return
    later = end if case.ready_at is None or _waits_for_a_wish(case) else max(end, case.ready_at)
    case.wish_no, case.no_calls_until = wish.wish_no, wish.until
    await queue.step(session, case, "spare", Actor.system(), ready_at=hours.next_hours(later, case.org))


def _waits_for_a_wish(case: Callback) -> bool:
    """For the end of one that is replaced now, which may have been longer; a rest or an appointment after it stays."""
    until = case.no_calls_until
    return until is not None and case.ready_at == hours.next_hours(calendar_for(case.org).end_of_day(until), case.org)


async def _go_on(session: AsyncSession, case: Callback, wish: CallWish) -> None:
    """To the visit, by whoever is near; a project of which nobody is visited ends."""
    case.wish_no, case.no_calls_until = wish.wish_no, wish.until
    await queue.step(session, case, "spare", Actor.system(), ready_at=clock.now())
    if not PROJECTS[case.project].pursued:
        case.outcome = DO_NOT_CALL
        await queue.step(session, case, "give_up", Actor.system())
        return
    if case.owner == PROVINCE:
        await calling.go_on(session, case, "hand_down", Actor.system())
    await calling.go_on(session, case, "order_visit", Actor.system())
