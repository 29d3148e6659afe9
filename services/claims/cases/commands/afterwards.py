"""撤案、复议与重开: a claim that ends otherwise, or isn't over with its end."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.rules import rules_of
from services.claims.adjudication.unowed import CODE, due_after, ended_by, ending_rule
from services.claims.cases.commands.keeping import calculations_of
from services.claims.cases.commands.other_claims import premiums_to_return
from services.claims.cases.models import Claim, ClaimCalculation
from services.claims.cases.schemas import FindingsIn, ReReviewIn
from services.claims.covers.commands import get_cover
from services.claims.settlements.commands import check_nothing_under_way, paid_of
from shared.auth import Actor
from shared.cases import advance, get_case, permit


async def withdraw(session: AsyncSession, case: Claim, reason: str, actor: Actor) -> Claim:
    permit(case, "withdraw", actor)
    await check_nothing_under_way(session, case.case_no, case.paid_fen)
    case.reason, case.outcome = reason, "withdrawn"
    return await advance(session, case, "withdraw", actor)


async def appeal(session: AsyncSession, case: Claim, reason: str, actor: Actor) -> Claim:
    case.reason, case.appeals = reason, case.appeals + 1
    return await advance(session, case, "appeal", actor)


async def re_review(session: AsyncSession, case: Claim, decision: ReReviewIn, actor: Actor) -> Claim:
    """复议: by another than who decided; upheld, the claim stands as it stood."""
    if decision.outcome == "reopen":
        return await reopen(session, case, decision.reason or "appeal-granted", actor)
    return await advance(session, case, "uphold_refusal" if case.decision == "refuse" else "uphold_payment", actor)


async def reopen_for_difference(session: AsyncSession, case_no: str) -> None:
    """A loan was repaid, or a dividend credited, between the calculation and the payment: what was kept too much is
    paid after all. One that was reopened by then reckons with it anyway."""
    case = await get_case(session, Claim, case_no, Actor.system())
    if case.status in ("paid", "under_appeal"):
        await reopen(session, case, "policy-differs", Actor.system())


async def reopen_for_premiums(session: AsyncSession, case_no: str) -> None:
    """A premium that fell due after the end of the contract was paid between the calculation and the payment: it goes
    back with the difference. An agreed amount stays what was agreed."""
    case = await get_case(session, Claim, case_no, Actor.system())
    if case.status not in ("paid", "under_appeal") or case.decision != "approve":
        return
    (newest, *_) = await calculations_of(session, case_no)
    returned = sum(line["amount_fen"] for line in newest.lines if line["code"] == CODE)
    if newest.findings and await _unowed_fen(session, case, newest) > returned:
        await reopen(session, case, "policy-differs", Actor.system())


async def _unowed_fen(session: AsyncSession, case: Claim, newest: ClaimCalculation) -> int:
    cover = await get_cover(session, case.policy_no, Actor.system())
    lines = ((line["code"], line["rule_id"]) for line in newest.lines)
    rule = ending_rule(lines, rules_of(cover.product or "", cover.effective_on))
    if rule is None:
        return 0
    died_on = FindingsIn.model_validate_json(newest.findings or "{}").died_on
    premiums = await premiums_to_return(session, case, cover)
    return sum(each.fen for each in due_after(ended_by(rule, case.event_on, died_on), premiums))


async def reopen(session: AsyncSession, case: Claim, reason: str, actor: Actor) -> Claim:
    """What was paid stays paid: a later decision pays the difference."""
    permit(case, "reopen", actor)
    case.paid_fen = await paid_of(session, case.case_no)
    if case.outcome == "paid" and case.ends_contract and case.ended_by is None:
        case.ended_by = case.calculations
    case.reason, case.reopened, case.handler = reason, case.reopened + 1, actor.ref
    case.decision, case.outcome, case.payable_fen, case.refusal_reasons = None, None, 0, []
    return await advance(session, case, "reopen", actor)
