"""The cashier's work on the money book (收款, 核销, 退费)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml import duties
from services.intake.ledger import book, collecting
from services.intake.ledger.models import PremiumReceipt, PremiumRefund, Why
from services.intake.ledger.queries import found
from services.intake.ledger.schemas import MoneyIn, RefundIn
from shared import clock
from shared.auth import Actor, check_scope, in_scope
from shared.cases import CaseMixin, find_case, new_case_no, no_case, permit
from shared.errors import Conflict, FourEyes, NotFound, RuleBroken, Text

Models = Iterable[type[CaseMixin]]
MOVED = Text("该款项刚被他人核销,请重试", "Somebody else has just assigned this money: try again")


async def take_in(session: AsyncSession, models: Models, money: MoneyIn, actor: Actor) -> PremiumReceipt:
    """Cash for a case is exactly what is missing; a transfer is taken as it came, and waits until the case is covered.

    A transfer for a case that isn't there, or lies in another organisation, is suspended: it came in all the same.
    """
    came = book.Money(money.amount_fen, money.method, money.reference)
    case = None
    if money.case_no is not None:
        await book.take_turns(session, [money.case_no])
        case = await _case_of(session, models, money.case_no, actor)
    if case is None:
        _check_known(money)
        given = book.MeantFor(None, money.case_no)
        return await book.receive(session, money.org, came, actor, Why.CASE_UNKNOWN, given)
    if money.method == "cash":
        permit(case, collecting.STEP, actor)
        await _check_exact(session, case, money.amount_fen)
    return await collecting.take_in(session, money.org, case, came, actor)


async def assign(session: AsyncSession, models: Models, receipt_no: str, case_no: str, actor: Actor) -> PremiumReceipt:
    """Say which case suspended money is for; it is applied there as soon as what is due is covered."""
    turns = {case_no, *await _case_no_of(session, receipt_no)}
    await book.take_turns(session, turns)
    case = await _case_of(session, models, case_no, actor)
    if case is None:
        raise no_case(case_no, field="case_no")
    permit(case, collecting.STEP, actor)
    both = (PremiumReceipt.receipt_no == receipt_no) | book.lies_for(case_no)
    receipt = _one_of(await book.lock(session, both), receipt_no, actor)  # all locked, in their order
    if receipt.free_fen and receipt.case_no is not None and receipt.case_no not in turns:
        raise Conflict(MOVED, field="receipt_no", rule="receipt-moved")
    book.assign(session, receipt, book.MeantFor(case.kind, case.case_no), Why.PART_PAYMENT, actor)
    amount_fen = receipt.free_fen
    await collecting.settle(session, case, actor)
    await duties.on_assignment(session, case, receipt, amount_fen)
    return receipt


async def ask_refund(session: AsyncSession, receipt_no: str, asked: RefundIn, actor: Actor) -> PremiumRefund:
    receipt = await held(session, receipt_no, actor)
    book.hold(receipt, asked.amount_fen)
    refund = PremiumRefund(refund_no=new_case_no("TF", receipt.org), receipt_no=receipt_no, org=receipt.org)
    refund.amount_fen, refund.reason, refund.status = asked.amount_fen, asked.reason, "asked"
    refund.asked_at, refund.asked_by, refund.done_at, refund.done_by = clock.now(), actor.ref, None, None
    session.add(refund)
    return refund


async def pay_refund(session: AsyncSession, refund_no: str, actor: Actor) -> PremiumRefund:
    """Paid out by another than who asked for it (四眼)."""
    refund = await _open_refund(session, refund_no, actor)
    if refund.asked_by == actor.ref:
        raise FourEyes(rule="refund-four-eyes")
    receipt = await held(session, refund.receipt_no, actor)
    book.refund(session, receipt, refund.amount_fen, refund.reason, actor)
    return _done(refund, "paid", actor)


async def drop_refund(session: AsyncSession, refund_no: str, actor: Actor) -> PremiumRefund:
    """The money is free again."""
    refund = await _open_refund(session, refund_no, actor)
    (await held(session, refund.receipt_no, actor)).held_fen -= refund.amount_fen
    return _done(refund, "dropped", actor)


async def held(session: AsyncSession, receipt_no: str, actor: Actor) -> PremiumReceipt:
    """A receipt that nobody else moves until we are done."""
    return _one_of(await book.lock(session, PremiumReceipt.receipt_no == receipt_no), receipt_no, actor)


def _one_of(receipts: Sequence[PremiumReceipt], receipt_no: str, actor: Actor) -> PremiumReceipt:
    return found(next((each for each in receipts if each.receipt_no == receipt_no), None), receipt_no, actor)


async def _case_of(session: AsyncSession, models: Models, case_no: str, actor: Actor) -> CaseMixin | None:
    """A case that has a premium, of the actor's organisation; its turn is the caller's."""
    case = await find_case(session, models, case_no)
    return case if case is not None and in_scope(actor, case.org) else None


async def _case_no_of(session: AsyncSession, receipt_no: str) -> Sequence[str]:
    """Which case a receipt lies for, that its turn can be taken before the receipt."""
    query = select(PremiumReceipt.case_no).where(PremiumReceipt.receipt_no == receipt_no)
    return [case_no for case_no in await session.scalars(query) if case_no is not None]


def _check_known(money: MoneyIn) -> None:
    """Whose cash it is must be known, for the day's cash of each customer is counted (AML-CTR)."""
    if money.method == "cash":
        told = Text("现金须注明本机构在办的件号", "Cash is taken for a case of your organisation, only")
        raise RuleBroken("case_no", "cash-for-a-case", told)


async def _check_exact(session: AsyncSession, case: Any, amount_fen: int) -> None:
    missing_fen = await collecting.missing(session, case)
    if amount_fen != missing_fen:
        told = Text("现金应与尚缺保费相等", "Cash must be exactly what is missing of the premium")
        raise RuleBroken("amount_fen", "cash-exact", told, missing_fen=missing_fen)


async def _open_refund(session: AsyncSession, refund_no: str, actor: Actor) -> PremiumRefund:
    query = select(PremiumRefund).where(PremiumRefund.refund_no == refund_no).with_for_update()
    refund = (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()
    if refund is None:
        raise NotFound(Text(f"没有退费 {refund_no}", f"There is no refund {refund_no}"))
    check_scope(actor, refund.org)
    if refund.status != "asked":
        done = Text("该退费已办结", "This refund is done already")
        raise Conflict(done, rule="refund-open", status_of_refund=refund.status)
    return refund


def _done(refund: PremiumRefund, status: str, actor: Actor) -> PremiumRefund:
    refund.status, refund.done_at, refund.done_by = status, clock.now(), actor.ref
    return refund
