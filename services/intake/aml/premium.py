"""By which ways the premium of a case came (保费来源): a transfer that comes last must not hide the cash before it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.ledger import book
from services.intake.ledger.models import PremiumReceipt, Why

WAITING = (Why.PART_PAYMENT, Why.NOT_DUE)  # for the rest of the premium, or until it is due


async def brought(session: AsyncSession, case_no: str, came_by: str) -> int:
    """What came by one way for a case, applied or waiting, in fen."""
    waiting = select(book.FREE_FEN).where(
        PremiumReceipt.case_no == case_no,
        PremiumReceipt.came_by == came_by,
        PremiumReceipt.suspended_why.in_(WAITING),
    )
    return (await book.applied_by_way(session, case_no)).get(came_by, 0) + int(await session.scalar(waiting) or 0)
