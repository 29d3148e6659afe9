"""Premium of all heads, and issue (收费, 出单)."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake import issuing
from services.intake.groups.models import GroupApplication
from services.intake.ledger import collecting
from services.intake.schemas import ReceiptIn
from shared.auth import Actor


async def receive_premium(
    session: AsyncSession, case: GroupApplication, receipt: ReceiptIn, actor: Actor
) -> GroupApplication:
    """Heads × premium a head; part payments are not taken (保费须足额)."""
    return await collecting.pay(session, case, receipt.amount_fen, receipt.method, actor, receipt.reference)


async def issue(session: AsyncSession, case: GroupApplication, actor: Actor) -> GroupApplication:
    return await issuing.issue(session, case, actor, prefix="TD", starts_on=case.starts_on)
