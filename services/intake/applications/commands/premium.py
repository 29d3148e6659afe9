"""First premium, and what happens when nobody pays or answers (首期收费, 催办, 逾期撤单)."""

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application
from services.intake.applications.schemas import DebitResultIn
from services.intake.ledger import book, collecting
from services.intake.ledger.models import PremiumReceipt
from services.intake.mandates import signing
from services.intake.schemas import ReceiptIn
from shared import clock
from shared.auth import Actor, at_or_below
from shared.cases import advance, permit
from shared.errors import Conflict, RuleBroken, Text

MOST_DEBITS = 50
WHY_OVERDUE = {
    "awaiting_supplement": "not-supplemented",
    "awaiting_replacement": "not-replaced",
    "awaiting_answer": "notice-unanswered",
    "awaiting_premium": "premium-unpaid",
}


async def record_debit(session: AsyncSession, case: Application, debit: DebitResultIn, actor: Actor) -> Application:
    """One attempt's result; a success must be what is missing of the premium, and makes the case ready to issue."""
    permit(case, "record_debit", actor)
    await book.take_turns(session, [case.case_no])
    if len(case.debits) >= MOST_DEBITS:
        raise RuleBroken("result", "debits-bounded", Text("代扣次数已达上限", "Too many debit attempts"))
    await _check_not_in_flight(session, case)
    missing_fen = await collecting.missing(session, case)
    if debit.amount_fen != missing_fen:
        raise RuleBroken(
            "amount_fen",
            "debit-is-premium",
            Text("代扣金额应等于应交保费", "The amount debited must be the premium"),
            due_fen=missing_fen,
        )
    if debit.result != "no-mandate" and await signing.signed_for(session, case.case_no) is None:
        told = Text("未签代扣授权,不能代扣", "Without a signed mandate nothing can be debited")
        raise RuleBroken("result", "mandate-signed", told)
    await _note_attempt(session, case, debit.result, debit.amount_fen, actor)
    if debit.result == "success":
        await collecting.take_in(session, case.org, case, book.Money(debit.amount_fen, "debit"), actor)
    return case


async def _check_not_in_flight(session: AsyncSession, case: Application) -> None:
    """Else the bank would draw the same premium a second time."""
    if batch_no := await signing.batch_in_flight(session, case.case_no):
        told = Text("该件在代扣批次中,尚未回盘", "The case is in a debit batch that is not answered yet")
        raise Conflict(told, rule="debit-in-flight", batch=batch_no)


async def record_batch_debit(
    session: AsyncSession, case: Application, result: str, amount_fen: int, reference: str, actor: Actor
) -> PremiumReceipt | None:
    """The bank's answer, whatever has become of the case since: money that came is applied or suspended, never lost.

    The case's turn is the caller's.
    """
    if case.status == "awaiting_premium" and len(case.debits) < MOST_DEBITS:
        await _note_attempt(session, case, result, amount_fen, actor)
    if result != "success":
        return None
    return await collecting.take_in(session, case.org, case, book.Money(amount_fen, "debit", reference), actor)


def awaiting_debit(org: str) -> Select[Application]:
    """Applications of an organisation whose premium is to come by debit."""
    return select(Application).where(
        Application.status == "awaiting_premium",
        Application.payment_method == "transfer",
        at_or_below(Application.org, org),
    )


async def _note_attempt(session: AsyncSession, case: Application, result: str, amount_fen: int, actor: Actor) -> None:
    attempt = {"attempt": len(case.debits) + 1, "at": clock.now().isoformat(), "result": result}
    case.debits = [*case.debits, attempt | {"amount_fen": amount_fen}]
    await advance(session, case, "record_debit", actor)


async def receive_premium(session: AsyncSession, case: Application, receipt: ReceiptIn, actor: Actor) -> Application:
    """Premium paid in at the counter; part payments are not taken (保费须足额)."""
    return await collecting.pay(session, case, receipt.amount_fen, receipt.method, actor, receipt.reference)


async def dun(session: AsyncSession, case: Application) -> None:
    case.dun_count += 1
    await advance(session, case, "dun", Actor.system())


async def withdraw_overdue(session: AsyncSession, case: Application) -> None:
    """The deadline passed (逾期撤单); open notices end as expired."""
    case.expire_notices()
    case.withdrawn, case.outcome = WHY_OVERDUE[case.status], "withdrawn"
    await collecting.end(session, case, "withdraw_overdue", Actor.system())
