"""Taking, calling, serving and evaluating tickets."""

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.visits.models import IN_HAND, QUEUEING, TicketRoll, Visit
from services.intake.visits.schemas import EvaluationIn, NextIn, QueueOut, Satisfaction, TicketIn
from shared import clock
from shared.auth import Actor
from shared.cases import advance, check_first, get_case, new_case_no, permit
from shared.days import today_at
from shared.db import unless_taken
from shared.errors import Conflict, NotFound, RuleBroken, Text
from shared.settings import Settings

# What a number means beside those who press one of three buttons (D).
SATISFACTION: dict[int | None, Satisfaction] = {
    5: Satisfaction.SATISFIED,
    4: Satisfaction.SATISFIED,
    3: Satisfaction.NEUTRAL,
    2: Satisfaction.DISSATISFIED,
    1: Satisfaction.DISSATISFIED,
}


async def take(session: AsyncSession, ticket: TicketIn, settings: Settings, actor: Actor) -> Visit:
    """Give out the outlet's next number of the day; the visit keeps the limits that hold now."""
    case = Visit(case_no=new_case_no("PH", ticket.org), channel="counter", **ticket.model_dump())
    case.priority, case.taken_on = ticket.priority_reason is not None, today_at(ticket.org)
    case.number = await _next_number(session, case)
    case.waiting_limit_minutes = settings.hall_waiting_minutes
    case.handling_limit_minutes = settings.hall_handling_minutes
    return await advance(session, case, "take", actor)


async def call_next(session: AsyncSession, asked: NextIn, actor: Actor) -> Visit:
    """Call the next number to a window: priority first, then by order.

    A number that another teller is just calling is passed by, so nobody gets it twice and nobody waits.
    """
    first = select(Visit.case_no).where(_waiting_in(asked.org, asked.outlet))
    first = first.order_by(Visit.priority.desc(), Visit.number).limit(1)
    case_no = await session.scalar(first.with_for_update(skip_locked=True))
    if case_no is None:
        raise NotFound(Text("没有等候的号码", "Nobody is waiting"), outlet=asked.outlet)
    return await call(session, await get_case(session, Visit, case_no, actor), asked.window_no, actor)


async def call(session: AsyncSession, case: Visit, window_no: str, actor: Actor) -> Visit:
    """Call this number, in its turn or out of it; one that was passed over, too."""
    permit(case, "call", actor)
    case.window_no, case.calls_in_turn = window_no, 0
    busy = _busy(window_no)
    today = (Visit.org == case.org, Visit.outlet == case.outlet, Visit.taken_on == case.taken_on)
    await check_first(session, Visit, busy, actor, *today, Visit.window_no == window_no, IN_HAND)
    with unless_taken("window_no", busy):
        return await _call(session, case, "call", actor)


async def call_again(session: AsyncSession, case: Visit, actor: Actor) -> Visit:
    return await _call(session, case, "call_again", actor)


async def pass_over(session: AsyncSession, case: Visit, actor: Actor) -> Visit:
    return await advance(session, case, "pass_over", actor)


async def serve(session: AsyncSession, case: Visit, actor: Actor) -> Visit:
    case.served_at, case.handler = clock.now(), actor.ref
    return await advance(session, case, "serve", actor)


async def ask_evaluation(session: AsyncSession, case: Visit, actor: Actor) -> Visit:
    case.prompted_at = case.prompted_at or clock.now()
    return await advance(session, case, "ask_evaluation", actor)


async def evaluate(session: AsyncSession, case: Visit, given: EvaluationIn, actor: Actor) -> Visit:
    permit(case, "evaluate", actor)
    if case.satisfaction is not None:
        raise RuleBroken("satisfaction", "evaluated-once", Text("已评价,不能更改", "It was given, and stays"))
    if case.taken_on != today_at(case.org):
        raise RuleBroken("taken_on", "evaluated-that-day", Text("评价仅限当日", "It is taken on the day of the visit"))
    case.score, case.satisfaction = given.score, str(given.satisfaction or SATISFACTION[given.score])
    return await advance(session, case, "evaluate", actor)


async def finish(session: AsyncSession, case: Visit, actor: Actor) -> Visit:
    case.outcome = "finished"
    return await advance(session, case, "finish", actor)


async def abandon(session: AsyncSession, case: Visit, reason: str, actor: Actor) -> Visit:
    case.abandoned, case.outcome = reason, "abandoned"
    return await advance(session, case, "abandon", actor)


async def lapse(session: AsyncSession, case: Visit) -> None:
    """A ticket is good for its day only."""
    case.abandoned, case.outcome = "day-over", "abandoned"
    await advance(session, case, "lapse", Actor.system())


async def leave_open(session: AsyncSession, case: Visit) -> None:
    """The teller forgot to end it (漏办结): nobody knows how long it took, so it counts in no handling time."""
    case.outcome = "left-open"
    await advance(session, case, "leave_open", Actor.system())


async def queue(session: AsyncSession, org: str, outlet: str) -> QueueOut:
    counted = select(func.count(), func.count().filter(Visit.priority), func.min(Visit.opened_at))
    waiting, priority, since = (await session.execute(counted.where(_waiting_in(org, outlet)))).one()
    return QueueOut(org=org, outlet=outlet, on=today_at(org), waiting=waiting, priority=priority, since=since)


def _waiting_in(org: str, outlet: str) -> ColumnElement[bool]:
    return and_(Visit.org == org, Visit.outlet == outlet, Visit.taken_on == today_at(org), QUEUEING)


async def _call(session: AsyncSession, case: Visit, action: str, actor: Actor) -> Visit:
    case.calls, case.calls_in_turn = case.calls + 1, case.calls_in_turn + 1
    case.called_at, case.handler = case.called_at or clock.now(), actor.ref
    return await advance(session, case, action, actor)


async def _next_number(session: AsyncSession, case: Visit) -> int:
    """The row of the outlet's day counts, so that those who take a ticket at once stand behind each other."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    roll = {"org": case.org, "outlet": case.outlet, "day": case.taken_on, "last_number": 1}
    one_more = (
        dialect.insert(TicketRoll)
        .values(roll)
        .on_conflict_do_update(
            index_elements=["org", "outlet", "day"], set_={"last_number": TicketRoll.last_number + 1}
        )
    )
    return int((await session.execute(one_more.returning(TicketRoll.last_number))).scalar_one())


def _busy(window_no: str) -> Conflict:
    busy = Text(f"窗口 {window_no} 的上一号尚未办结", f"Window {window_no} has not finished with its last number")
    return Conflict(busy, field="window_no", rule="one-number-a-window")
