"""The counter's days (柜面营业日): one opens as the last is over, and tells anew when the roster of it changes."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.counter.days import start_of_day
from services.intake.roster.duties import Roster, covers, desk_of, roster_of
from services.intake.roster.models import CounterDay
from shared import db
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no
from shared.days import today_at

COUNTED_BACK = timedelta(days=366)  # a roster first written down counts for a year back at most (D)
EVER = date(2199, 12, 31)
Outlet = tuple[str, str]  # organisation, outlet


async def settle(session: AsyncSession, outlets: set[Outlet], first: date, last: date | None, actor: Actor) -> None:
    """After more was posted from `first` to `last`: correct the days it changed, open those it calls for."""
    await recount(session, outlets, first, last, actor)
    for org, outlet in sorted(outlets):
        await _open_first(session, (org, outlet), first)


async def recount(session: AsyncSession, outlets: set[Outlet], first: date, last: date | None, actor: Actor) -> None:
    """After a change of the roster that calls for no further day: correct those it changed."""
    await take_turns(session, outlets)
    for org, outlet in sorted(outlets):
        await _correct(session, (org, outlet), max(first, _counted_since(org)), last or EVER, actor)


async def take_turns(session: AsyncSession, outlets: set[Outlet]) -> None:
    await db.take_turns(session, (f"roster/{org}/{outlet}" for org, outlet in outlets))


async def close(session: AsyncSession, case: CounterDay) -> None:
    """The day is over, whether or not the calendar knows which comes next: see `open_next`."""
    await take_turns(session, {(case.org, case.outlet or "")})
    await advance(session, case, "close", Actor.system())


async def open_next(session: AsyncSession, case: CounterDay) -> None:
    """The next one opens, though it be some days off, or in the past where nobody counted it yet.

    It looks from the day held before on, so that a day left out for whatever reason is made good.
    """
    place = (case.org, case.outlet or "")
    await take_turns(session, {place})
    before = select(func.max(CounterDay.held_on)).where(_of(place), CounterDay.held_on < case.held_on)
    await _open_first(session, place, (await session.scalar(before) or case.held_on) + timedelta(days=1))


def _of(place: Outlet) -> ColumnElement[bool]:
    return and_(CounterDay.org == place[0], CounterDay.outlet == place[1])


def _counted_since(org: str) -> date:
    return today_at(org) - COUNTED_BACK


async def _correct(session: AsyncSession, place: Outlet, first: date, last: date, actor: Actor) -> None:
    org, outlet = place
    days = select(CounterDay).where(_of(place), CounterDay.held_on.between(first, last))
    known = (await session.scalars(days.order_by(CounterDay.held_on))).all()
    if not known:
        return
    roster = await roster_of(session, org, known[0].held_on, known[-1].held_on, outlet=outlet)
    for case in known:
        duties = roster.duties(case.held_on)
        told = (len(duties), desk_of(duties))
        if told != (case.posted, case.desk):
            case.posted, case.desk = told
            await advance(session, case, "correct", actor)


async def _open_first(session: AsyncSession, place: Outlet, since: date) -> None:
    """Open the first day from `since` on that lacks, unless one yet to be closed comes before, which opens the next.

    So the calendar is asked for no day beyond that one.
    """
    org, outlet = place
    since = max(since, _counted_since(org))
    held = select(CounterDay.held_on).where(_of(place), CounterDay.held_on >= min(since, today_at(org)))
    known = set(await session.scalars(held))
    until = min((each for each in known if each >= today_at(org)), default=EVER)
    roster = await roster_of(session, org, since, until - timedelta(days=1), outlet=outlet)
    day = _first_lacking(roster, org, since, until, known)
    if day is None:
        return
    duties = roster.duties(day)
    case = CounterDay(case_no=new_case_no("YR", org), org=org, outlet=outlet, held_on=day, channel="counter")
    case.opened_at, case.posted, case.desk = start_of_day(org, day), len(duties), desk_of(duties)
    await advance(session, case, "open", Actor.system())


def _first_lacking(roster: Roster, org: str, since: date, until: date, known: set[date]) -> date | None:
    while since < until:
        day = _staffed_from(roster, org, since)
        if day not in known:
            return day
        since = day + timedelta(days=1)
    return None


def _staffed_from(roster: Roster, org: str, since: date) -> date | None:
    """The first working day from `since` on at which somebody holds a position."""
    starts = {max(each.from_on, since) for each in roster.positions if each.to_on is None or each.to_on >= since}
    for start in sorted(starts):
        day = calendar_for(org).working_day_from(start)
        if any(covers(each, day) for each in roster.positions):
            return day
    return None
