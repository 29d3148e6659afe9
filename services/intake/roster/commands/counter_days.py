"""The counter's days (柜面营业日): one opens as the last is over, and tells anew when the roster of it changes."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.days import start_of_day, today
from services.intake.roster.duties import Roster, covers, desk_of, roster_of
from services.intake.roster.models import CounterDay
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no
from shared.db import take_turn

COUNTED_BACK = timedelta(days=366)  # a roster first written down counts for a year back at most (D)
EVER = date(2199, 12, 31)
Outlet = tuple[str, str]  # organisation, outlet


async def settle(session: AsyncSession, outlets: set[Outlet], first: date, last: date | None, actor: Actor) -> None:
    """After a change of the roster from `first` to `last`: open the days it calls for, correct those it changed."""
    await take_turns(session, outlets)
    for org, outlet in sorted(outlets):
        since = max(first, today(org) - COUNTED_BACK)
        await _recount(session, (org, outlet), since, last or EVER, actor)
        await _open_next(session, (org, outlet), since)


async def take_turns(session: AsyncSession, outlets: set[Outlet]) -> None:
    """Of several outlets in one order, so that two who need the same don't wait for each other."""
    for org, outlet in sorted(outlets):
        await take_turn(session, f"roster/{org}/{outlet}")


async def close(session: AsyncSession, case: CounterDay) -> None:
    """The day is over; the next one opens, though it be some days off, or in the past where nobody counted it yet."""
    place = (case.org, case.outlet or "")
    await take_turns(session, {place})
    await advance(session, case, "close", Actor.system())
    await _open_next(session, place, case.held_on + timedelta(days=1))


async def _recount(session: AsyncSession, place: Outlet, first: date, last: date, actor: Actor) -> None:
    org, outlet = place
    days = select(CounterDay).where(CounterDay.org == org, CounterDay.outlet == outlet)
    days = days.where(CounterDay.held_on.between(first, last)).order_by(CounterDay.held_on)
    known = (await session.scalars(days)).all()
    if not known:
        return
    roster = await roster_of(session, org, known[0].held_on, known[-1].held_on, outlet=outlet)
    for case in known:
        duties = roster.duties(case.held_on)
        told = (len(duties), desk_of(duties))
        if told != (case.posted, case.desk):
            case.posted, case.desk = told
            await advance(session, case, "correct", actor)


async def _open_next(session: AsyncSession, place: Outlet, since: date) -> None:
    """Open the first day from `since` on that lacks; of the days to come only one, and only if there is none yet."""
    org, outlet = place
    held = select(CounterDay.held_on).where(CounterDay.org == org, CounterDay.outlet == outlet)
    known = set(await session.scalars(held.where(CounterDay.held_on >= min(since, today(org)))))
    roster = await roster_of(session, org, since, EVER, outlet=outlet)
    day = _staffed_from(roster, org, since)
    while day is not None and day in known:
        day = _staffed_from(roster, org, day + timedelta(days=1))
    if day is None or (day > today(org) and any(each >= today(org) for each in known)):
        return
    duties = roster.duties(day)
    case = CounterDay(case_no=new_case_no("YR", org), org=org, outlet=outlet, held_on=day, channel="counter")
    case.opened_at, case.posted, case.desk = start_of_day(org, day), len(duties), desk_of(duties)
    await advance(session, case, "open", Actor.system())


def _staffed_from(roster: Roster, org: str, since: date) -> date | None:
    """The first working day from `since` on at which somebody holds a position."""
    starts = {max(each.from_on, since) for each in roster.positions if each.to_on is None or each.to_on >= since}
    for start in sorted(starts):
        day = calendar_for(org).working_day_from(start)
        if any(covers(each, day) for each in roster.positions):
            return day
    return None
