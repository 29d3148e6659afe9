"""A claim and its payments (理赔付款): opened together for what was settled; the last one made leads the claim on.

The seam to the claim is here: `follow_payments` of its own commands, and nothing else.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.commands.deciding import follow_payments
from services.claims.cases.commands.other_claims import deaths_among
from services.claims.cases.models import Claim
from services.claims.claim_backs import commands as claim_backs
from services.claims.claim_backs.commands import Agreed
from services.claims.claim_backs.models import ClaimBack
from services.claims.covers.commands import people_on
from services.claims.papers.matrix import claims_death
from services.claims.payments import commands
from services.claims.payments.models import ClaimPayment
from services.claims.payments.payees import Named, check_living, hashes_of, portions_of, replacing
from services.claims.payments.schemas import CashIn, PayeeIn, PaymentsIn, ReplacementIn, ResultIn, SetOffIn
from services.claims.settlements import commands as settlements
from services.claims.settlements.models import ClaimSettlement
from services.claims.settlements.turns import turn_of
from shared.auth import Actor
from shared.cases import get_case, permit
from shared.days import check_come, today_at
from shared.db import take_turn, take_turns
from shared.errors import Conflict, RuleBroken, Text

STEPS = {"payment": "pay", "advance": "pay_advance"}
AWAITED = {"payment": ("payment", "advance"), "advance": ("advance",)}


async def open_payments(session: AsyncSession, form: PaymentsIn, actor: Actor) -> list[ClaimPayment]:
    """One a person and settlement: a settlement's are opened once."""
    await take_turn(session, turn_of(form.claim_no))
    claim = await get_case(session, Claim, form.claim_no, actor)
    settled = await _to_pay(session, claim)
    papers = sorted({*form.papers, *({"succession_proof", "guardian_proof"} & set(claim.papers))})
    people = await people_on(session, claim.policy_no)
    others = [each for each in people if each.role != "insured"]
    named = [Named(each.role, each.party_ref, each.id_hash, each.share_percent) for each in others]
    named.append(Named("insured", claim.insured_ref or "", claim.insured_hash, None))
    by_payee = {each.payee: each for each in settled}
    owed = {payee: each.pay_fen for payee, each in by_payee.items()}
    portions = portions_of(owed, form, named, papers, today_at(claim.org))
    await _check_living(session, claim, form.payees)
    opened = []
    for portion in portions:
        payment = _payment_of(claim, papers)
        payment.departed = [each.model_dump() for each in form.departed]
        settlement = by_payee[portion.person.payee]
        opened.append(await commands.open_payment(session, payment, settlement, portion, actor))
    return opened


async def set_off(session: AsyncSession, payment: ClaimPayment, form: SetOffIn, actor: Actor) -> ClaimPayment:
    """Between the same person and us, as both agree (《民法典》第五百六十九条, M)."""
    permit(payment, "set_off_part", actor)
    back = await get_case(session, ClaimBack, form.claim_back_no, actor)
    await take_turns(session, [turn_of(payment.claim_no), turn_of(back.claim_no)])
    check_come("consented_on", form.consented_on, payment.org)
    if back.person_hash != payment.person_hash:
        told = Text("追回款非该领款人所欠", "It isn't this payee who owes it")
        raise RuleBroken("claim_back_no", "same-person", told)
    agreed = Agreed(payment.case_no, form.consent, form.consented_on)
    await claim_backs.set_off(session, back, form.amount_fen, agreed, actor)
    await commands.set_off(session, payment, form.amount_fen, actor)
    await _lead_on(session, payment)
    return payment


async def void(session: AsyncSession, payment: ClaimPayment, reason: str, actor: Actor) -> ClaimPayment:
    permit(payment, "void", actor)
    await take_turns(session, await claim_backs.turns_of(session, payment.claim_no, payment.case_no))
    await claim_backs.reverse_set_offs(session, payment.case_no, actor)
    await settlements.void(session, payment)
    return await commands.void(session, payment, reason, actor)


async def replace(session: AsyncSession, voided: ClaimPayment, form: ReplacementIn, actor: Actor) -> ClaimPayment:
    await take_turn(session, turn_of(voided.claim_no))
    if voided.voided is None:
        raise Conflict(Text("该付款未作废", "The payment isn't voided"), rule="payment-voided")
    claim = await get_case(session, Claim, voided.claim_no, actor)
    settlement = await settlements.owe_again(session, voided)
    permit(claim, STEPS[voided.settlement_kind], Actor.system())
    papers = sorted({*form.papers, *voided.papers})
    portion = replacing(voided, form.payee, papers, today_at(claim.org))
    await _check_living(session, claim, [form.payee])
    payment = _payment_of(claim, papers)
    payment.departed = voided.departed
    return await commands.open_payment(session, payment, settlement, portion, actor)


async def settle(session: AsyncSession, payment: ClaimPayment, told: ResultIn, actor: Actor) -> ClaimPayment:
    permit(payment, "pay_by_transfer", actor)
    await take_turn(session, turn_of(payment.claim_no))
    await commands.settle(session, payment, told, actor)
    await _lead_on(session, payment)
    return payment


async def pay_in_cash(session: AsyncSession, payment: ClaimPayment, money: CashIn, actor: Actor) -> ClaimPayment:
    permit(payment, "pay_in_cash", actor)
    await take_turn(session, turn_of(payment.claim_no))
    await commands.pay_in_cash(session, payment, money, actor)
    await _lead_on(session, payment)
    return payment


async def settlements_on_view(session: AsyncSession, claim_no: str, actor: Actor) -> Sequence[ClaimSettlement]:
    await get_case(session, Claim, claim_no, actor)
    return await settlements.settlements_of(session, claim_no)


async def _check_living(session: AsyncSession, claim: Claim, people: Sequence[PayeeIn]) -> None:
    """By this claim, or by another one, under whatever policy."""
    own = {claim.insured_hash} if claims_death(claim.types) else set()
    check_living(people, own | await deaths_among(session, hashes_of(people)))


def _payment_of(claim: Claim, papers: list[str]) -> ClaimPayment:
    payment = ClaimPayment(claim_no=claim.case_no, policy_no=claim.policy_no, papers=papers, set_off_fen=0)
    for name in ("org", "outlet", "channel", "line", "product", "salesperson"):
        setattr(payment, name, getattr(claim, name))
    return payment


async def _to_pay(session: AsyncSession, claim: Claim) -> Sequence[ClaimSettlement]:
    """Of a claim that is agreed to, or whose advance is."""
    if claim.status != "approved" and not claim.advance_fen:
        permit(claim, "pay", Actor.system())
        raise RuleBroken("claim_no", "something-due", Text("没有应付金额", "Nothing is due"))
    settled = await settlements.take_up(session, claim.case_no)
    permit(claim, STEPS[settled[0].kind], Actor.system())
    return settled


async def _lead_on(session: AsyncSession, payment: ClaimPayment) -> None:
    """Whoever makes the last payment leads the claim on; several at once take turns."""
    if payment.closed_at is None:
        return
    claim = await get_case(session, Claim, payment.claim_no, Actor.system())
    kind = "payment" if claim.status == "approved" else "advance"
    is_theirs = kind == "payment" or payment.settlement_kind == "advance"
    if not is_theirs or await commands.unpaid_of(session, claim.case_no, *AWAITED[kind]):
        return
    if kind == "payment" and not await settlements.is_taken_up(session, claim.case_no):
        return
    if await settlements.is_owed_again(session, claim.case_no):
        return
    if claim.lifecycle.find(STEPS[kind], claim.status):
        await follow_payments(session, claim, payment.voucher)
