"""Setting up desks."""

from collections.abc import Sequence
from datetime import time

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
    if not hours.FIRST <= times["opens"] < times["closes"] <= hours.LAST:
        words = Text("坐席时间须在可呼叫时段之内", "A desk opens and closes within the hours of calling")
        raise RuleBroken("opens", "calling-hours", words, first=f"{hours.FIRST:%H:%M}", last=f"{hours.LAST:%H:%M}")
    desk = await session.get(DialectDesk, told.desk_no) or DialectDesk(desk_no=told.desk_no, org=told.org)
    check_scope(actor, desk.org)
    for name, value in (told.model_dump() | times).items():
        setattr(desk, name, value)
    session.add(desk)
    return desk


async def desks_of(session: AsyncSession, actor: Actor) -> Sequence[DialectDesk]:
    query = select(DialectDesk).where(at_or_below(DialectDesk.org, actor.org)).order_by(DialectDesk.desk_no)
    return (await session.scalars(query)).all()
