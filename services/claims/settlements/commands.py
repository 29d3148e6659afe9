"""Settling what a claim owes, after what was paid before, and taking it up for payment once."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.liabilities import Payee
from services.claims.adjudication.recalculation import Due, Kind, Paid, Settlement, settle
from services.claims.cases.models import Claim
from services.claims.claim_backs.commands import SETTLED_ANEW
from services.claims.payments.models import ClaimPayment
from services.claims.settlements.claiming_back import claim_back, collected_of, settle_anew
from services.claims.settlements.models import ClaimSettlement
from services.claims.settlements.turns import turn_of
from shared import clock
from shared.auth import Actor
from shared.db import take_turn
from shared.errors import Conflict, RuleBroken, Text

KINDS: Mapping[str, Kind] = {"payment": "payment", "advance": "advance"}
UNDER_WAY = Text("先予支付款项尚在途,不能结案", "An advance is on its way: the claim can't end before it is paid")


async def settle_claim(session: AsyncSession, claim: Claim, due: Mapping[Payee, int], actor: Actor) -> int:
    """What is to be paid now; what somebody got too much is claimed back (追回), and paid to nobody a second time."""
    case_no = claim.case_no
    await take_turn(session, turn_of(case_no))
    rows = [each for each in await settlements_of(session, case_no) if each.opened_at is not None]
    paid = [Paid(str(each.no), Payee(each.payee), each.pay_fen - each.voided_fen, KINDS[each.kind]) for each in rows]
    collected = await collected_of(session, case_no)
    paid += [Paid("", Payee(payee), -fen, "collected") for payee, fen in collected.items()]
    settled = settle(Due(due), [each for each in paid if each.fen], claims_back=True)
    no = await _keep(session, case_no, "payment", settled, actor)
    owed_back = {str(each.payee): each.claim_back_fen for each in settled if each.claim_back_fen}
    await settle_anew(session, case_no, actor)
    await claim_back(session, claim, no, owed_back, actor)
    return sum(each.pay_fen for each in settled)


async def settle_advance(session: AsyncSession, case_no: str, parts: Mapping[Payee, int], actor: Actor) -> int:
    await take_turn(session, turn_of(case_no))
    settled = settle(Due(parts), ())
    await _keep(session, case_no, "advance", settled, actor)
    return sum(each.pay_fen for each in settled)


async def settlements_of(session: AsyncSession, case_no: str) -> Sequence[ClaimSettlement]:
    theirs = select(ClaimSettlement).where(ClaimSettlement.case_no == case_no)
    return (await session.scalars(theirs.order_by(ClaimSettlement.no, ClaimSettlement.id))).all()


async def committed_fen(session: AsyncSession, case_no: str) -> int:
    """Paid, or on its way."""
    opened = (ClaimSettlement.case_no == case_no, ClaimSettlement.opened_at.is_not(None))
    gone = func.sum(ClaimSettlement.pay_fen - ClaimSettlement.voided_fen)
    return int(await session.scalar(select(func.coalesce(gone, 0)).where(*opened)) or 0)


async def check_nothing_under_way(session: AsyncSession, case_no: str, paid_fen: int) -> None:
    await take_turn(session, turn_of(case_no))
    if await committed_fen(session, case_no) > paid_fen:
        raise Conflict(UNDER_WAY, rule="advance-under-way")


async def paid_of(session: AsyncSession, case_no: str) -> int:
    """All that went out, once nothing is on its way; raises Conflict as long as a payment is open."""
    await take_turn(session, turn_of(case_no))
    theirs = select(ClaimPayment.case_no).where(ClaimPayment.claim_no == case_no, ClaimPayment.closed_at.is_(None))
    if number := await session.scalar(theirs.order_by(ClaimPayment.case_no).limit(1)):
        told = Text(f"付款件{number}未办结,须先付出或作废", f"Payment {number} is open: make it or void it first")
        raise Conflict(told, rule="payment-open", payment_no=number)
    return await committed_fen(session, case_no)


async def void(session: AsyncSession, payment: ClaimPayment) -> None:
    theirs = (ClaimSettlement.case_no == payment.claim_no, ClaimSettlement.no == payment.settlement_no)
    row = (await session.scalars(select(ClaimSettlement).where(*theirs, ClaimSettlement.payee == payment.payee))).one()
    row.voided_fen += payment.amount_fen


async def owe_again(session: AsyncSession, payment: ClaimPayment) -> ClaimSettlement:
    """What a voided payment was of, once, and only until a later decision has settled it anew."""
    rows = await settlements_of(session, payment.claim_no)
    if any(each.replaces == payment.case_no for each in rows):
        told = Text("该作废付款已重新建立", "It was opened anew already")
        raise Conflict(told, rule="replaced-once")
    if payment.settlement_no < _newest_no(rows):
        raise Conflict(SETTLED_ANEW, rule="settled-anew")
    text = Text(f"重付已作废的{payment.case_no}", f"Instead of {payment.case_no}, which was voided")
    step = {"code": "replaced", "text": text._asdict(), "amount_fen": payment.amount_fen, "basis": "作废付款重新建立"}
    row = ClaimSettlement(case_no=payment.claim_no, no=rows[-1].no + 1, kind=payment.settlement_kind)
    row.payee, row.pay_fen, row.claim_back_fen, row.steps = payment.payee, payment.amount_fen, 0, [step]
    row.settled_by, row.settled_at, row.replaces = payment.decided_by, rows[-1].settled_at, payment.case_no
    row.opened_at = clock.now()
    session.add(row)
    await session.flush()
    return row


async def is_owed_again(session: AsyncSession, case_no: str) -> bool:
    """A voided payment of the newest settlement waits to be opened anew."""
    rows = await settlements_of(session, case_no)
    newest = [each for each in rows if each.no >= _newest_no(rows)]
    return sum(each.voided_fen for each in newest) > sum(each.pay_fen for each in newest if each.replaces)


def _newest_no(rows: Sequence[ClaimSettlement]) -> int:
    """Of what was decided on; what owes a voided payment again is a part of it."""
    return max(each.no for each in rows if each.replaces is None)


async def take_up(session: AsyncSession, case_no: str) -> Sequence[ClaimSettlement]:
    """The newest, whose payments are opened with it, once; in a turn with whoever else may want to."""
    rows = await settlements_of(session, case_no)
    newest = [each for each in rows if each.no == rows[-1].no and each.pay_fen]
    if not newest:
        raise RuleBroken("claim_no", "something-due", Text("没有应付金额", "Nothing is due"))
    if newest[0].opened_at is not None:
        told = Text("该次结算的付款件已建立", "The payments of this settlement are open")
        raise Conflict(told, field="claim_no", rule="payments-opened")
    for each in newest:
        each.opened_at = clock.now()
    await session.flush()
    return newest


async def is_taken_up(session: AsyncSession, case_no: str) -> bool:
    """Nothing of the newest waits to be opened."""
    rows = await settlements_of(session, case_no)
    return not any(each.no == rows[-1].no and each.pay_fen and each.opened_at is None for each in rows)


async def _keep(session: AsyncSession, case_no: str, kind: str, settled: Sequence[Settlement], actor: Actor) -> int:
    """Returns its number."""
    last = await session.scalar(select(func.max(ClaimSettlement.no)).where(ClaimSettlement.case_no == case_no))
    for each in settled:
        row = ClaimSettlement(case_no=case_no, no=(last or 0) + 1, kind=kind, payee=str(each.payee))
        row.pay_fen, row.claim_back_fen = each.pay_fen, each.claim_back_fen
        row.steps = [step._asdict() | {"text": step.text._asdict()} for step in each.steps]
        row.settled_by, row.settled_at, row.opened_at = actor.ref, clock.now(), None
        session.add(row)
    await session.flush()
    return (last or 0) + 1
