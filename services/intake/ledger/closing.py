"""The cashier closes a day (日结): cash counted and transfers by the bank's statement, against the book."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.ledger.models import CameBy, PremiumClosing, PremiumReceipt
from services.intake.ledger.schemas import ClosingIn
from shared import clock
from shared.auth import Actor, check_scope
from shared.calendar_data import calendar_for
from shared.cases import new_case_no
from shared.db import unless_taken
from shared.errors import Conflict, RuleBroken, Text


async def close(session: AsyncSession, counted: ClosingIn, actor: Actor) -> PremiumClosing:
    """Once a day and organisation; a difference needs its reason."""
    check_scope(actor, counted.org)
    if counted.day > calendar_for(counted.org).date_of(clock.now()):
        raise RuleBroken("day", "day-begun", Text("日结日期晚于今日", "The day lies ahead"))
    closing = PremiumClosing(closing_no=new_case_no("RJ", counted.org), **counted.model_dump())
    closing.booked_cash_fen = await _booked(session, counted.org, counted.day, CameBy.CASH)
    closing.booked_transfers_fen = await _booked(session, counted.org, counted.day, CameBy.TRANSFER)
    closing.closed_at, closing.closed_by = clock.now(), actor.ref
    _check_explained(closing)
    session.add(closing)
    taken = Text("该机构当日已日结", "The day is closed already")
    with unless_taken("org", Conflict(taken, field="day", rule="closed-once")):
        await session.flush()
    return closing


def _check_explained(closing: PremiumClosing) -> None:
    cash_fen, transfers_fen = closing.cash_difference_fen, closing.transfer_difference_fen
    if (cash_fen or transfers_fen) and closing.reason is None:
        told = Text("有差异须说明原因", "A difference needs its reason")
        differences = {"cash_difference_fen": cash_fen, "transfer_difference_fen": transfers_fen}
        raise RuleBroken("reason", "difference-explained", told, **differences)


async def _booked(session: AsyncSession, org: str, day: date, came_by: CameBy) -> int:
    """Of the organisation itself: those below it close their own day."""
    query = select(func.coalesce(func.sum(PremiumReceipt.amount_fen), 0)).where(
        PremiumReceipt.org == org, PremiumReceipt.received_on == day, PremiumReceipt.came_by == came_by
    )
    return int(await session.scalar(query) or 0)
