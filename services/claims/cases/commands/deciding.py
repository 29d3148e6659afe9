"""审核、核定与给付: checked by another, decided within their authority, paid once."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.amounts_in_words import told
from services.claims.adjudication.liabilities import Payee
from services.claims.adjudication.outcome import set_off_fen
from services.claims.cases.authority import check_authority, level_of
from services.claims.cases.commands.child_limit import check_child_limit
from services.claims.cases.commands.keeping import calculations_of, keep_agreement
from services.claims.cases.models import Claim
from services.claims.cases.reasons import check_refusals
from services.claims.cases.schemas import AdvanceIn, DecisionIn
from services.claims.papers.matrix import TYPES
from services.claims.settlements import commands as settlements
from services.claims.settlements.dues import dues_of, usual_payee
from services.claims.settlements.shares import spread
from shared.auth import Actor
from shared.cases import advance, permit
from shared.errors import RuleBroken, Text

NOTHING = Text("理算金额为零,应作拒赔核定", "The calculation pays nothing: refuse it, with the reasons")
AGREED = Text("协议金额", "agreed amount")


async def review(session: AsyncSession, case: Claim, actor: Actor) -> Claim:
    return await advance(session, case, "review", actor)


async def send_back(session: AsyncSession, case: Claim, reason: str, actor: Actor) -> Claim:
    case.reason = reason
    return await advance(session, case, "send_back", actor)


async def decide(session: AsyncSession, case: Claim, form: DecisionIn, actor: Actor) -> Claim:
    """核定: by whoever has the authority for the amount and the kind of decision."""
    permit(case, "refuse" if form.outcome == "refuse" else "approve", actor)
    amount = form.agreed_fen if form.outcome == "negotiate" else case.total_fen
    level = level_of(case.types, amount or 0, form.outcome)
    case.level = level.code
    check_authority(level, actor)
    case.decision, case.decided_by, case.advance_fen = form.outcome, actor.ref, 0
    if form.outcome == "refuse":
        return await _refuse(session, case, form, actor)
    if form.outcome == "negotiate":
        await _negotiate(session, case, form, actor)
        case.level = level.code
    lines = (await calculations_of(session, case.case_no))[0].lines
    due = dues_of(lines, case.types)
    case.payable_fen = await settlements.settle_claim(session, case, due, actor)
    if case.payable_fen:
        return await advance(session, case, "approve", actor)
    await settlements.check_nothing_under_way(session, case.case_no, case.paid_fen)
    set_off = set_off_fen((line["code"], line["amount_fen"]) for line in lines)
    if not (case.paid_fen or set_off or any(TYPES[code].group == "waiver" for code in case.types)):
        raise RuleBroken("outcome", "something-to-pay", NOTHING)
    case.outcome = "paid"
    return await advance(session, case, "confirm", actor)


async def tell_refusal(session: AsyncSession, case: Claim, told_by: str, actor: Actor) -> Claim:
    """拒赔通知书 (LAW24): sent, with the reasons."""
    case.told_by = told_by
    return await advance(session, case, "tell_refusal", actor)


async def approve_advance(session: AsyncSession, case: Claim, form: AdvanceIn, actor: Actor) -> Claim:
    """先予支付 (LAW25): of what can be determined, so no more than what was calculated, where it was."""
    permit(case, "approve_advance", actor)
    committed = await settlements.committed_fen(session, case.case_no)
    level = level_of(case.types, committed + form.amount_fen)
    check_authority(level, actor)
    if case.total_fen is not None and committed + form.amount_fen > case.total_fen:
        words = Text(f"超过理算金额{case.total_fen}分", f"More than the {case.total_fen} fen calculated")
        raise RuleBroken("amount_fen", "advance-within-total", words, total_fen=case.total_fen)
    case.advance_fen, case.decided_by = form.amount_fen, actor.ref
    known = await calculations_of(session, case.case_no)
    weights = dues_of(known[0].lines, case.types) if known else {}
    parts = spread(form.amount_fen, {str(who): fen for who, fen in weights.items()} or {usual_payee(case.types): 1})
    await settlements.settle_advance(session, case.case_no, {Payee(who): fen for who, fen in parts.items()}, actor)
    return await advance(session, case, "approve_advance", actor)


async def follow_payments(session: AsyncSession, case: Claim, voucher: str | None) -> Claim:
    """All payments of an advance, or of what was agreed to, are made."""
    case.paid_fen, case.voucher = await settlements.committed_fen(session, case.case_no), voucher
    if case.status == "approved":
        case.outcome = "paid"
        return await advance(session, case, "pay", Actor.system())
    if await settlements.is_taken_up(session, case.case_no):  # else another advance is approved
        case.advance_fen = 0
    return await advance(session, case, "pay_advance", Actor.system())


async def _refuse(session: AsyncSession, case: Claim, form: DecisionIn, actor: Actor) -> Claim:
    check_refusals(form.reasons)
    await settlements.check_nothing_under_way(session, case.case_no, case.paid_fen)
    await settlements.settle_claim(session, case, {}, actor)
    case.refusal_reasons, case.payable_fen, case.outcome = list(form.reasons), 0, "refused"
    return await advance(session, case, "refuse", actor)


async def _negotiate(session: AsyncSession, case: Claim, form: DecisionIn, actor: Actor) -> None:
    """The agreement is a line of its own, so that the amount stays the sum of its lines."""
    newest = (await calculations_of(session, case.case_no))[0]
    agreed, basis = form.agreed_fen or 0, form.agreement or ""
    formula = told(
        "协议给付{agreed}元,理算合计{reckoned}元",
        "{agreed} yuan are agreed on, {reckoned} were calculated",
        agreed=agreed,
        reckoned=newest.total_fen,
    )
    number = Text(f"协议{basis}", f"agreement {basis}")
    line: dict[str, Any] = {"code": "negotiated", "rule_id": "agreement", "name": AGREED._asdict()}
    line |= {"input": number._asdict(), "formula": formula._asdict()}
    line |= {"amount_fen": agreed - newest.total_fen, "basis": basis, "mark": "D", "liability": None}
    await check_child_limit(session, case, [*newest.lines, line], newest.age_at_death, "agreed_fen")
    keep_agreement(session, case, newest, line, actor)
