"""Finding a slot at a desk that speaks the customer's language, and giving it back."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.desks.models import DeskBooking, DialectDesk
from shared import clock
from shared.calendar_data import calendar_for

LOOKED_AHEAD = timedelta(days=30)  # longer than any limit of a call


async def book(session: AsyncSession, case: Any, language: str, until: datetime) -> DeskBooking | None:
    """The first slot that is free before `until`, at whichever desk; None: there is none in time.

    Desks are locked while a slot is chosen, so that no two cases get the last place of one.
    """
    desks = await _desks_for(session, case.org, language)
    found = [(slot, desk.desk_no) for desk in desks if (slot := await _free_slot(session, desk, until))]
    if not found:
        return None
    slot_at, desk_no = min(found)
    return await session.merge(DeskBooking(case_no=case.case_no, desk_no=desk_no, slot_at=slot_at))


async def release(session: AsyncSession, case_nos: Collection[str]) -> None:
    if case_nos:
        await session.execute(delete(DeskBooking).where(DeskBooking.case_no.in_(case_nos)))


async def serves(session: AsyncSession, desk_no: str, org: str) -> bool:
    """Whether that desk calls the customers of this organisation."""
    desk = await session.get(DialectDesk, desk_no)
    return desk is not None and org.startswith(desk.org)


async def speaks(session: AsyncSession, ref: str, language: str) -> bool:
    """Whether somebody sits at a desk of that language."""
    desks = await session.scalars(select(DialectDesk).where(DialectDesk.language == language))
    return any(ref in desk.callers for desk in desks)


async def _desks_for(session: AsyncSession, org: str, language: str) -> Sequence[DialectDesk]:
    query = select(DialectDesk).where(DialectDesk.language == language).order_by(DialectDesk.desk_no)
    return [desk for desk in await session.scalars(query.with_for_update()) if org.startswith(desk.org)]


async def _free_slot(session: AsyncSession, desk: DialectDesk, until: datetime) -> datetime | None:
    now = clock.now()
    until = min(until, now + LOOKED_AHEAD)
    taken = select(DeskBooking.slot_at).where(DeskBooking.desk_no == desk.desk_no, DeskBooking.slot_at >= now)
    booked = Counter(await session.scalars(taken))
    return next((slot for slot in _slots(desk, now, until) if booked[slot] < desk.capacity), None)


def _slots(desk: DialectDesk, now: datetime, until: datetime) -> Iterator[datetime]:
    """Beginnings of slots that end by the desk's closing and by `until`."""
    calendar, length = calendar_for(desk.org), timedelta(minutes=desk.slot_minutes)
    day = calendar.date_of(now)
    while day <= calendar.date_of(until):
        if calendar.is_working_day(day):
            slot = datetime.combine(day, desk.opens, calendar.zone)
            closing = datetime.combine(day, desk.closes, calendar.zone)
            while slot + length <= min(closing, until):
                if slot >= now:
                    yield slot.astimezone(now.tzinfo)
                slot += length
        day += timedelta(days=1)
