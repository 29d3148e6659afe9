"""Where money moves: the premium comes in here, and nowhere else; it goes back here, and nowhere else."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.bank.models import BankApplication
from services.intake.issuing import issue
from services.intake.ledger import book, collecting
from shared.auth import Actor
from shared.cases import advance, permit
from shared.days import today_at


async def receive_premium(
    session: AsyncSession, case: BankApplication, amount_fen: int, actor: Actor
) -> BankApplication:
    """The bank has collected the premium, in full (银行代收); the policy is issued at once (实时出单)."""
    case.paid_on = today_at(case.org)
    await collecting.pay(session, case, amount_fen, "bank", actor)
    return await issue(session, case, Actor.system())


async def void(session: AsyncSession, case: BankApplication, reason: str, actor: Actor) -> BankApplication:
    """On the day of issue the bank may undo its sale (当日撤单); the premium is to be paid back, all of it."""
    permit(case, "void", actor)
    case.refund_due_fen = await book.release(session, case, actor)
    case.voided, case.outcome = reason, "voided"
    case.voided_on = today_at(case.org)
    return await advance(session, case, "void", actor)
