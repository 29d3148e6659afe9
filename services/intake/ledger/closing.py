"""The cashier closes a day (日结): cash counted and transfers by the bank's statement, against the book.

Days are closed in their order, and each closing goes on where the one before it ended: money that comes after a day's
closing, or on a day that nobody closes, counts in the next. So all money since an organisation's first closed day is
in one closing, and in one only. Cash that is paid back is taken off the day's cash.
"""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy import case as either
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.ledger.models import CameBy, PremiumClosing, PremiumMovement, PremiumReceipt
from services.intake.ledger.schemas import ClosingIn
from shared import clock
from shared.auth import Actor, check_scope
from shared.cases import new_case_no
from shared.days import today_at
from shared.db import take_turn
from shared.errors import Conflict, RuleBroken, Text


class Before(NamedTuple):
    """What an organisation's closings have counted so far; `first` and `last` are their days."""

    first: date | None
    last: date | None
    cash_fen: int
    transfers_fen: int


async def close(session: AsyncSession, counted: ClosingIn, actor: Actor) -> PremiumClosing:
    """Once a day and organisation; a difference needs its reason."""
    check_scope(actor, counted.org)
    await take_turn(session, f"premium-closing/{counted.org}")  # a closing counts on from the one before
    before = await _before(session, counted.org)
    _check_day(counted, before)
    first = before.first or counted.day
    came = PremiumMovement.on.between(first, counted.day) & (PremiumMovement.org == counted.org)
    cash_fen, transfers_fen = await _booked(session, came)
    closing = PremiumClosing(closing_no=new_case_no("RJ", counted.org), **counted.model_dump())
    closing.booked_cash_fen, closing.booked_transfers_fen = (
        cash_fen - before.cash_fen,
        transfers_fen - before.transfers_fen,
    )
    closing.closed_at, closing.closed_by = clock.now(), actor.ref
    _check_explained(closing)
    session.add(closing)
    return closing


def _check_day(counted: ClosingIn, before: Before) -> None:
    if counted.day > today_at(counted.org):
        raise RuleBroken("day", "day-begun", Text("日结日期晚于今日", "The day lies ahead"))
    if counted.day == before.last:
        raise Conflict(Text("该机构当日已日结", "The day is closed already"), field="day", rule="closed-once")
    if before.last is not None and counted.day < before.last:
        told = Text("其后的日期已日结,当日款项已计入", "A later day is closed, with this day's money in it")
        raise Conflict(told, field="day", rule="closed-in-order", closed_until=before.last.isoformat())


async def _before(session: AsyncSession, org: str) -> Before:
    closing = PremiumClosing
    cash_fen, transfers_fen = (
        func.coalesce(func.sum(each), 0) for each in (closing.booked_cash_fen, closing.booked_transfers_fen)
    )
    query = select(func.min(closing.day), func.max(closing.day), cash_fen, transfers_fen).where(closing.org == org)
    first, last, cash, transfers = (await session.execute(query)).one()
    return Before(first, last, int(cash), int(transfers))


def _check_explained(closing: PremiumClosing) -> None:
    cash_fen, transfers_fen = closing.cash_difference_fen, closing.transfer_difference_fen
    if (cash_fen or transfers_fen) and closing.reason is None:
        told = Text("有差异须说明原因", "A difference needs its reason")
        differences = {"cash_difference_fen": cash_fen, "transfer_difference_fen": transfers_fen}
        raise RuleBroken("reason", "difference-explained", told, **differences)


async def _booked(session: AsyncSession, came: ColumnElement[bool]) -> tuple[int, int]:
    """Cash less what was paid back of it, and transfers; of the organisation itself: those below it close their own."""
    line = PremiumMovement
    signed = either((line.action == "collect", line.amount_fen), (line.action == "refund", -line.amount_fen), else_=0)
    collected = either((line.action == "collect", line.amount_fen), else_=0)
    sums = (
        func.coalesce(func.sum(either((PremiumReceipt.came_by == came_by, fen), else_=0)), 0)
        for came_by, fen in ((CameBy.CASH, signed), (CameBy.TRANSFER, collected))
    )
    query = select(*sums).join(PremiumReceipt, PremiumReceipt.receipt_no == line.receipt_no).where(came)
    cash_fen, transfers_fen = (await session.execute(query)).one()
    return int(cash_fen), int(transfers_fen)
