"""Money that comes for a case moves it on (收费): at once and whole, or when what lies suspended covers what is due."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml import duties
from services.intake.aml.subjects import customers_of
from services.intake.ledger import book
from services.intake.ledger.models import PremiumReceipt, Why
from shared.auth import Actor
from shared.cases import Case, CaseMixin, advance, permit

STEP = "receive_premium"
MADE = frozenset({"issued", "effective"})  # outcomes of a case whose premium is for something


async def pay(
    session: AsyncSession, case: Case, amount_fen: int, came_by: str, actor: Actor, reference: str | None = None
) -> Case:
    """The premium comes in whole; a part of it is refused by the guard of the step."""
    permit(case, STEP, actor)
    payable: Any = case
    await book.take_turns(session, [case.case_no])
    await book.collect(session, payable, amount_fen, came_by, actor, reference)
    for receipt in await book.lock(session, book.lies_for(case.case_no), book.counts()):
        receipt.suspended_why = Why.PAID_OTHERWISE
    await advance(session, case, STEP, actor)
    people = await customers_of(session, case)
    await duties.on_money(session, case, people, amount_fen, came_by)
    duties.on_premium(session, case, people)
    return case


async def settle(session: AsyncSession, case: Case, actor: Actor) -> Case:
    """What lies suspended for the case is applied as soon as it covers what is due, and the case goes on.

    What is left over stays suspended. The case's turn is the caller's.
    """
    payable: Any = case
    if not is_due(case):
        return case
    receipts = await _for_case(session, case)
    due_fen = payable.premium_fen - payable.premium_collected_fen
    if sum(receipt.free_fen for receipt in receipts) < due_fen:
        for receipt in receipts:
            receipt.suspended_why = Why.PART_PAYMENT
        return case
    for receipt in receipts:
        part_fen = min(receipt.free_fen, due_fen)
        if part_fen:
            book.apply(session, receipt, payable, part_fen, actor)
            due_fen -= part_fen
        if receipt.suspended_fen:
            receipt.suspended_why = Why.OVERPAID
    await advance(session, case, STEP, actor)
    duties.on_premium(session, case, await customers_of(session, case))
    return case


async def fall_due(session: AsyncSession, case: Case, action: str, actor: Actor) -> Case:
    """The step after which the premium is due; what was paid beforehand (预收) may cover it at once."""
    await book.take_turns(session, [case.case_no])
    await advance(session, case, action, actor)
    return await settle(session, case, Actor.system())


async def end(session: AsyncSession, case: Case, action: str, actor: Actor) -> Case:
    """The step by which the case ends without a policy: its money waits to be paid back."""
    permit(case, action, actor)
    payable: Any = case
    await book.release(session, payable, actor)
    return await advance(session, case, action, actor)


def is_due(case: Any) -> bool:
    """Whether the case stands where its premium is received."""
    return any(step.action == STEP and case.status in step.sources for step in case.lifecycle.steps)


def why_suspended(case: Any) -> Why:
    """Why money that comes for a case isn't its premium yet."""
    if is_due(case):
        return Why.PART_PAYMENT
    if case.closed_at is not None and not (case.outcome in MADE and case.premium_collected_fen):
        return Why.CASE_ENDED
    return Why.PAID_OTHERWISE if case.premium_collected_fen else Why.NOT_DUE


async def take_in(session: AsyncSession, org: str, case: CaseMixin, money: book.Money, actor: Actor) -> PremiumReceipt:
    """Money for a case in whatever state it is (its turn taken): suspended, and applied if it covers what is due."""
    of = book.MeantFor(case.kind, case.case_no)
    receipt = await book.receive(session, org, money, actor, why_suspended(case), of)
    await settle(session, case, actor)
    if money.came_by == "cash":
        await duties.on_money(session, case, await customers_of(session, case), money.amount_fen, money.came_by)
    return receipt


async def missing(session: AsyncSession, case: Any) -> int:
    """What is due and not covered by what lies suspended for the case, in fen."""
    lying_fen = sum(receipt.free_fen for receipt in await _for_case(session, case))
    return int(case.premium_fen - case.premium_collected_fen - lying_fen)


async def _for_case(session: AsyncSession, case: CaseMixin) -> list[PremiumReceipt]:
    found = await book.lock(session, book.lies_for(case.case_no), book.counts())
    return [each for each in found if each.free_fen]
