"""Setting up desks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback import hours
from services.callback.desks.models import DialectDesk
from services.callback.desks.schemas import DeskIn
from shared.auth import Actor, at_or_below, check_scope
from shared.errors import RuleBroken, Text


async def keep(session: AsyncSession, told: DeskIn, actor: Actor) -> DialectDesk:
    """Set up, or set up anew; whoever's it was must be in the actor's organisation, too."""
    check_scope(actor, told.org)
    times = {"opens": time.fromisoformat(told.opens), "closes": time.fromisoformat(told.closes)}
    _check_times(times, timedelta(minutes=told.slot_minutes))
    desk = await session.get(DialectDesk, told.desk_no) or DialectDesk(desk_no=told.desk_no, org=told.org)
    check_scope(actor, desk.org)
    for name, value in (told.model_dump() | times).items():
        setattr(desk, name, value)
    session.add(desk)
    return desk


def _check_times(times: Mapping[str, time], slot: timedelta) -> None:
    """Within the hours of calling, and long enough for a slot: a desk without one is never booked, and nobody told."""
    for field, at in times.items():
        if not hours.FIRST <= at <= hours.LAST:
            words = Text("坐席时间须在可呼叫时段之内", "A desk opens and closes within the hours of calling")
            raise RuleBroken(field, "calling-hours", words, first=f"{hours.FIRST:%H:%M}", last=f"{hours.LAST:%H:%M}")
    opens, closes = (datetime.combine(date.min, at) for at in times.values())
    if opens + slot > closes:
        words = Text("坐席开放时间不足一个时段", "The desk closes before its first slot is over")
        raise RuleBroken("closes", "room-for-a-slot", words)


async def desks_of(session: AsyncSession, actor: Actor) -> Sequence[DialectDesk]:
    query = select(DialectDesk).where(at_or_below(DialectDesk.org, actor.org)).order_by(DialectDesk.desk_no)
    return (await session.scalars(query)).all()
