"""What is done with a claim payment: sent, answered by the bank, its account told anew, paid in cash. Paid once."""

from collections.abc import Sequence
from typing import Any, cast

import orjson
from sqlalchemy import CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.payments.models import ClaimPayment, PaymentAttempt
from services.claims.payments.payees import Portion, check_holder
from services.claims.payments.schemas import AccountIn, CashIn, PayeeOut, ResultIn
from services.claims.settlements.models import ClaimSettlement
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no, permit
from shared.days import today_at
from shared.db import take_turn
from shared.debit_reasons import SUCCESS
from shared.errors import Conflict, RuleBroken, Text
from shared.identifiers import may_be_miskeyed
from shared.pii import ACCOUNT, account_of, blind_index, mask_id, mask_name, record_pii_read
from shared.transfer_reasons import REASONS

TAKEN = Text("该凭证号已使用", "The voucher was used before")
FIELDS = ("name", "id_number", *ACCOUNT, "guardian")


async def open_payment(
    session: AsyncSession, payment: ClaimPayment, settlement: ClaimSettlement, portion: Portion, actor: Actor
) -> ClaimPayment:
    """Its clock began when it was agreed to."""
    payment.case_no = new_case_no("LF", payment.org)
    payment.settlement_no, payment.settlement_kind = settlement.no, settlement.kind
    payment.payee, payment.capacity, payment.share = settlement.payee, portion.capacity, str(portion.share)
    payment.amount_fen, payment.person_hash = portion.amount_fen, portion.id_hash
    person = portion.person
    payment.person = _json(person.model_dump(mode="json", include={"name", "sex", "born_on", "id_type", "id_number"}))
    payment.guardian = _json(person.guardian.model_dump(mode="json")) if person.guardian else None
    payment.has_guardian, payment.relation = person.guardian is not None, person.relation
    payment.prepared_by, payment.decided_by, payment.handler = actor.ref, settlement.settled_by, actor.ref
    _put_account(payment, person.account)
    return await advance(session, payment, "open", actor, clocks_at=settlement.settled_at)


async def send(session: AsyncSession, payment: ClaimPayment, actor: Actor) -> ClaimPayment:
    """From now on the bank may pay, and nobody else does until its answer is in."""
    permit(payment, "send_transfer", actor)
    if payment.not_before and today_at(payment.org) < payment.not_before:
        told = Text(f"{payment.not_before}起可重试", f"It may be tried again from {payment.not_before} on")
        raise RuleBroken("not_before", "retry-day-come", told, not_before=payment.not_before.isoformat())
    _attempt(session, payment, "transfer", actor)
    return await advance(session, payment, "send_transfer", actor)


async def settle(session: AsyncSession, payment: ClaimPayment, told: ResultIn, actor: Actor) -> ClaimPayment:
    """Once an attempt: told again, or of another one, it is refused."""
    permit(payment, "pay_by_transfer", actor)
    in_flight = (PaymentAttempt.case_no == payment.case_no, PaymentAttempt.attempt == told.attempt)
    query = update(PaymentAttempt).where(*in_flight, PaymentAttempt.settled_at.is_(None))
    settled = query.values(result=told.result, voucher=told.voucher, settled_at=clock.now())
    if cast(CursorResult[Any], await session.execute(settled)).rowcount != 1:
        words = Text(f"第{told.attempt}次付款不在途", f"Attempt {told.attempt} isn't under way")
        raise Conflict(words, field="attempt", rule="attempt-in-flight", attempts=payment.attempts)
    if told.result == SUCCESS:
        return await _pay(session, payment, "pay_by_transfer", "transfer", told.voucher, actor)
    return await _fail(session, payment, told.result, actor)


async def pay_in_cash(session: AsyncSession, payment: ClaimPayment, money: CashIn, actor: Actor) -> ClaimPayment:
    permit(payment, "pay_in_cash", actor)
    if money.amount_fen != payment.to_pay_fen:
        told = Text(f"应为{payment.to_pay_fen}分", f"{payment.to_pay_fen} fen are due")
        raise RuleBroken("amount_fen", "amount-due", told, due_fen=payment.to_pay_fen)
    attempt = _attempt(session, payment, "cash", actor)
    attempt.result, attempt.voucher, attempt.settled_at = SUCCESS, money.voucher, clock.now()
    return await _pay(session, payment, "pay_in_cash", "cash", money.voucher, actor)


async def set_off(session: AsyncSession, payment: ClaimPayment, amount_fen: int, actor: Actor) -> ClaimPayment:
    """So much of it isn't paid in money; with the whole of it, it is paid."""
    if amount_fen > payment.to_pay_fen:
        told = Text(f"最多{payment.to_pay_fen}分", f"{payment.to_pay_fen} fen at most")
        raise RuleBroken("amount_fen", "amount-due", told, due_fen=payment.to_pay_fen)
    payment.set_off_fen += amount_fen
    if payment.to_pay_fen:
        return await advance(session, payment, "set_off_part", actor)
    return await _pay(session, payment, "set_off_whole", "set-off", None, actor)


async def void(session: AsyncSession, payment: ClaimPayment, reason: str, actor: Actor) -> ClaimPayment:
    payment.voided, payment.outcome, payment.set_off_fen = reason, "voided", 0
    payment.failed = payment.not_before = None
    return await advance(session, payment, "void", actor)


async def refresh_account(session: AsyncSession, payment: ClaimPayment, told: AccountIn, actor: Actor) -> ClaimPayment:
    permit(payment, "refresh_account", actor)
    guardian = payment.guardian and orjson.loads(payment.guardian)["name"]
    check_holder("holder", told.holder, orjson.loads(payment.person)["name"], guardian)
    _put_account(payment, told)
    payment.failed, payment.not_before, payment.tries, payment.prepared_by = None, None, 0, actor.ref
    return await advance(session, payment, "refresh_account", actor)


async def payee_of(session: AsyncSession, payment: ClaimPayment, actor: Actor) -> PayeeOut:
    """Masked; or unmasked, if the token may read personal data, with the read recorded."""
    person = orjson.loads(payment.person)
    guardian = orjson.loads(payment.guardian) if payment.guardian else None
    shown = {"name": person["name"], "id_number": person["id_number"], "guardian": guardian}
    shown |= account_of(payment, masked=not actor.pii)
    if actor.pii:
        await record_pii_read(session, actor, subject=payment.case_no, purpose="payment", fields=FIELDS)
        return PayeeOut(masked=False, **shown)
    shown |= {"name": mask_name(person["name"]), "id_number": mask_id(person["id_number"])}
    if guardian:
        shown["guardian"] = {"name": mask_name(guardian["name"]), "relation": guardian["relation"]}
    return PayeeOut(masked=True, **shown)


async def attempts_of(session: AsyncSession, case_no: str) -> Sequence[PaymentAttempt]:
    query = select(PaymentAttempt).where(PaymentAttempt.case_no == case_no).order_by(PaymentAttempt.attempt)
    return (await session.scalars(query)).all()


async def unpaid_of(session: AsyncSession, claim_no: str, *kinds: str) -> Sequence[str]:
    """Payments of a claim that aren't made yet."""
    query = select(ClaimPayment.case_no).where(ClaimPayment.claim_no == claim_no, ClaimPayment.closed_at.is_(None))
    return (await session.scalars(query.where(ClaimPayment.settlement_kind.in_(kinds)))).all()


async def _pay(
    session: AsyncSession, payment: ClaimPayment, action: str, way: str, voucher: str | None, actor: Actor
) -> ClaimPayment:
    if voucher:
        await _take_voucher(session, payment, voucher)
    payment.failed = payment.not_before = None
    payment.paid_by, payment.paid_on, payment.voucher = way, today_at(payment.org), voucher
    payment.outcome = "paid"
    return await advance(session, payment, action, actor)


async def _take_voucher(session: AsyncSession, payment: ClaimPayment, voucher: str) -> None:
    """Of an organisation's payments each has its own. A turn and no key of the table: older ones may share theirs."""
    await take_turn(session, f"claim-payment-voucher/{payment.org}/{voucher}")
    query = select(ClaimPayment.case_no).where(ClaimPayment.voucher == voucher, ClaimPayment.org == payment.org)
    if await session.scalar(query.limit(1)):
        raise Conflict(TAKEN, field="voucher", rule="voucher-once")


async def _fail(session: AsyncSession, payment: ClaimPayment, result: str, actor: Actor) -> ClaimPayment:
    reason = REASONS[result]
    payment.failed, payment.tries, payment.not_before = result, payment.tries + 1, None
    if reason.after is None or reason.needs_account(payment.tries):
        return await advance(session, payment, "fail_transfer", actor)
    payment.not_before = calendar_for(payment.org).nth_working_day(today_at(payment.org), reason.after)
    return await advance(session, payment, "put_off_transfer", actor)


def _attempt(session: AsyncSession, payment: ClaimPayment, way: str, actor: Actor) -> PaymentAttempt:
    payment.attempts += 1
    attempt = PaymentAttempt(case_no=payment.case_no, attempt=payment.attempts, by_way_of=way)
    attempt.account_hash = payment.account_hash if way == "transfer" else None
    attempt.amount_fen, attempt.sent_by, attempt.sent_at = payment.to_pay_fen, actor.ref, clock.now()
    session.add(attempt)
    return attempt


def _put_account(payment: ClaimPayment, told: AccountIn) -> None:
    payment.account_no, payment.holder = told.account_no, told.holder
    payment.account_hash, payment.suspect = blind_index(told.account_no, "account_no"), may_be_miskeyed(told.account_no)


def _json(known: Any) -> str:
    return orjson.dumps(known).decode()
