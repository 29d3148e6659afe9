"""What the money book tells: receipts by where their money is, one with its movements, and the balance of a day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy import case as either
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.ledger.models import Place, PremiumMovement, PremiumReceipt, PremiumRefund
from services.intake.ledger.schemas import BalanceOut, MovementOut, ReceiptOut, ReceiptWithBookOut, RefundOut
from shared.auth import Actor, at_or_below, check_scope
from shared.errors import NotFound, Text

HOLDS = {
    Place.APPLIED: PremiumReceipt.applied_fen > 0,
    Place.SUSPENDED: PremiumReceipt.suspended_fen > 0,
    Place.REFUNDED: PremiumReceipt.refunded_fen > 0,
}


async def receipt_of(session: AsyncSession, receipt_no: str, actor: Actor) -> ReceiptWithBookOut:
    receipt = found(await session.get(PremiumReceipt, receipt_no), receipt_no, actor)
    lines = select(PremiumMovement).where(PremiumMovement.receipt_no == receipt_no).order_by(PremiumMovement.id)
    refunds = select(PremiumRefund).where(PremiumRefund.receipt_no == receipt_no).order_by(PremiumRefund.asked_at)
    return ReceiptWithBookOut(
        **ReceiptOut.model_validate(receipt).model_dump(),
        movements=[MovementOut.model_validate(line) for line in await session.scalars(lines)],
        refunds=[RefundOut.model_validate(each) for each in await session.scalars(refunds)],
    )


def found(receipt: PremiumReceipt | None, receipt_no: str, actor: Actor) -> PremiumReceipt:
    """Raises NotFound, OutOfScope."""
    if receipt is None:
        raise NotFound(Text(f"没有收款 {receipt_no}", f"There is no receipt {receipt_no}"))
    check_scope(actor, receipt.org)
    return receipt


async def balance_of(session: AsyncSession, org: str, day: date) -> BalanceOut:
    """From the movements up to the end of the day, of the organisation and those below it."""
    line = PremiumMovement
    places: Sequence[Place] = (Place.APPLIED, Place.SUSPENDED, Place.REFUNDED)
    sums = [
        _total(line.source.is_(None)),
        *(_total(line.target == each) - _total(line.source == each) for each in places),
    ]
    query = select(*sums).where(and_(at_or_below(line.org, org), line.on <= day))
    collected, applied, suspended, refunded = (int(each) for each in (await session.execute(query)).one())
    return BalanceOut(
        org=org, day=day, collected_fen=collected, applied_fen=applied, suspended_fen=suspended, refunded_fen=refunded
    )


def _total(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(either((which, PremiumMovement.amount_fen), else_=0)), 0)
