"""By which ways the premium of a case came (保费来源): a transfer that comes last must not hide the cash before it."""

from sqlalchemy import case as either
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.ledger.models import PremiumMovement, PremiumReceipt, Why

WAITING = (Why.PART_PAYMENT, Why.NOT_DUE)  # for the rest of the premium, or until it is due


async def applied(session: AsyncSession, case_no: str) -> dict[str, int]:
    signed = either((PremiumMovement.action == "apply", PremiumMovement.amount_fen), else_=-PremiumMovement.amount_fen)
    query = (
        select(PremiumReceipt.came_by, func.sum(signed))
        .join(PremiumMovement, PremiumMovement.receipt_no == PremiumReceipt.receipt_no)
        .where(PremiumMovement.case_no == case_no, PremiumMovement.action.in_(("apply", "release")))
        .group_by(PremiumReceipt.came_by)
    )
    return {came_by: int(fen) for came_by, fen in await session.execute(query)}


async def brought(session: AsyncSession, case_no: str, came_by: str) -> int:
    """What came by one way for a case, applied or waiting, in fen."""
    free_fen = func.sum(PremiumReceipt.suspended_fen - PremiumReceipt.held_fen)
    waiting = select(free_fen).where(
        PremiumReceipt.case_no == case_no,
        PremiumReceipt.came_by == came_by,
        PremiumReceipt.suspended_why.in_(WAITING),
    )
    return (await applied(session, case_no)).get(came_by, 0) + int(await session.scalar(waiting) or 0)
