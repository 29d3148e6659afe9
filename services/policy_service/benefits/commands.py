"""What is done with a benefit at the counter: told of, its account refreshed, claimed in cash, kept, ended."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.amounts import check_amount
from services.policy_service.benefits import maturing, paper_words
from services.policy_service.benefits.amounts import IDENTIFIED, REVIEWED
from services.policy_service.benefits.lifecycle import LEFT, BenefitStatus
from services.policy_service.benefits.models import Benefit
from services.policy_service.benefits.schemas import CashClaimIn, CashPaymentIn, EndIn, IdentificationIn, IdentityIn
from services.policy_service.benefits.transferring import lacks_account, wait_for_identity
from services.policy_service.open_claims.commands import open_of
from services.policy_service.open_claims.freezing import TAKES_VALUE, awaiting, check_none_open
from services.policy_service.payees import accounts
from services.policy_service.payees.policies import has_ended
from services.policy_service.payees.schemas import AccountIn, AccountOut
from services.policy_service.values.standing import Standing, standing_of
from shared import clock
from shared.ages import ADULT, age_on
from shared.auth import Actor
from shared.cases import advance, permit
from shared.days import check_come, today_at
from shared.db import take_turn
from shared.errors import NotFound, RuleBroken, Text
from shared.people import PersonMixin
from shared.pii import blind_index, normalise


async def notify(session: AsyncSession, benefit: Benefit, actor: Actor) -> Benefit:
    benefit.notified_on = today_at(benefit.org)
    return await advance(session, benefit, "notify", actor)


async def account_of(session: AsyncSession, benefit: Benefit, actor: Actor) -> AccountOut:
    account = await accounts.good(session, benefit.policy_no, benefit.payee_ref)
    if account is None:
        raise NotFound(Text("尚无收款账户", "No account is known yet"))
    return await accounts.show(session, account, benefit.case_no, actor)


async def refresh_account(session: AsyncSession, benefit: Benefit, told: AccountIn, actor: Actor) -> Benefit:
    """Good for everything that is due to this payee: what failed for its account comes into the next batch."""
    permit(benefit, "refresh_account", actor)
    standing = await standing_of(session, benefit.policy_no, actor)
    _check_holder(standing, standing.party(benefit.payee_ref), told.holder)
    await accounts.put(session, benefit.policy_no, benefit.payee_ref, told.account_no, told.holder, actor)
    query = (
        select(Benefit)
        .where(Benefit.policy_no == benefit.policy_no, Benefit.payee_ref == benefit.payee_ref)
        .where(Benefit.status == BenefitStatus.TRANSFER_FAILED, Benefit.case_no != benefit.case_no)
        .order_by(Benefit.case_no)
    )
    for each in [benefit, *(await session.scalars(query))]:
        each.failed, each.not_before, each.tries = None, None, 0
        await advance(session, each, "refresh_account", actor)
        await wait_for_identity(session, each)
    return benefit


async def claim(session: AsyncSession, benefit: Benefit, asked: CashClaimIn, actor: Actor) -> Benefit:
    """现金领取: by the beneficiary or an agent with authority, with papers, identified where the law asks for it."""
    action = "claim_large_cash" if REVIEWED.reached_by(benefit.amount_fen) else "claim_cash"
    permit(benefit, action, actor)
    standing = await standing_of(session, benefit.policy_no, actor)
    payee = _check_applicant(standing, benefit, asked.applicant_ref)
    is_identified = IDENTIFIED.reached_by(benefit.amount_fen)
    _check_papers(asked.papers, paper_words.required(agent_acts=asked.agent is not None, identified=is_identified))
    if is_identified:
        _check_identity(payee, asked.identity)
    benefit.papers, benefit.claimed_by, benefit.handler = list(dict.fromkeys(asked.papers)), actor.ref, actor.ref
    benefit.outcome = None  # kept no longer, if it was
    benefit.agent_acts = asked.agent is not None
    benefit.agent = asked.agent.model_dump_json() if asked.agent else None
    if asked.identity is not None:
        benefit.relation, benefit.identified_at = asked.identity.relation, clock.now()
    return await advance(session, benefit, action, actor)


async def identify(session: AsyncSession, benefit: Benefit, told: IdentificationIn, actor: Actor) -> Benefit:
    """身份识别: without it nothing of this size is transferred."""
    permit(benefit, "identify", actor)
    standing = await standing_of(session, benefit.policy_no, actor)
    _check_papers(told.papers, paper_words.OF_IDENTITY)
    _check_identity(standing.party(benefit.payee_ref), told.identity)
    benefit.papers = list(dict.fromkeys([*benefit.papers, *told.papers]))
    benefit.relation, benefit.identified_at = told.identity.relation, clock.now()
    return await advance(session, benefit, "identify", actor)


async def approve(session: AsyncSession, benefit: Benefit, actor: Actor) -> Benefit:
    return await advance(session, benefit, "approve_cash", actor)


async def pay_in_cash(session: AsyncSession, benefit: Benefit, money: CashPaymentIn, actor: Actor) -> Benefit:
    permit(benefit, "pay_in_cash", actor)
    await take_turn(session, benefit.policy_no)
    claims = await open_of(session, benefit.policy_no)
    check_none_open(awaiting(claims, benefit.due_on), Text("给付", "Payment of a benefit"), TAKES_VALUE)
    check_amount(money.amount_fen, benefit.amount_fen)
    benefit.paid_by, benefit.paid_on, benefit.paid_reference = "cash", today_at(benefit.org), money.reference
    benefit.outcome = "paid"
    return await advance(session, benefit, "pay_in_cash", actor)


async def turn_back(session: AsyncSession, benefit: Benefit, reason: str, actor: Actor) -> Benefit:
    """Neither claimed nor kept any more: to be transferred, if its account is good."""
    action = "turn_back_failed" if await lacks_account(session, benefit) else "turn_back"
    permit(benefit, action, actor)
    benefit.turned_back, benefit.claimed_by, benefit.outcome = reason, None, None
    return await wait_for_identity(session, await advance(session, benefit, action, actor))


async def retain(session: AsyncSession, benefit: Benefit, actor: Actor) -> Benefit:
    benefit.outcome = "retained"
    return await advance(session, benefit, "retain", actor)


async def end(session: AsyncSession, benefit: Benefit, told: EndIn, actor: Actor) -> Benefit:
    """Only what had ended before the day: what was due is owed, to the heirs if need be."""
    permit(benefit, "end", actor)
    check_come("ended_on", told.ended_on, benefit.org)
    if told.ended_on >= benefit.due_on:
        owed = Text(f"{benefit.due_on}已应领,仍须给付", f"It was due on {benefit.due_on} and is owed still")
        raise RuleBroken("ended_on", "ended-before-due", owed, due_on=benefit.due_on)
    if told.reason == "policy-ended" and not has_ended((await standing_of(session, benefit.policy_no, actor)).policy):
        raise RuleBroken("reason", "policy-ended", Text("保单尚未终止", "The policy has not ended"))
    await maturing.take_back(session, benefit)
    benefit.ended_on, benefit.outcome = told.ended_on, told.reason
    return await advance(session, benefit, "end", actor)


async def end_for_claim(session: AsyncSession, benefit: Benefit, event_on: date) -> None:
    """A claim ended its policy before the day that it was due."""
    await maturing.take_back(session, benefit)
    benefit.ended_on, benefit.outcome = event_on, "policy-ended"
    await advance(session, benefit, "end", Actor.system())


async def unpaid_of(session: AsyncSession, policy_no: str) -> Sequence[Benefit]:
    theirs = select(Benefit).where(Benefit.policy_no == policy_no, Benefit.status.in_(LEFT))
    return (await session.scalars(theirs.order_by(Benefit.case_no))).all()


def _check_holder(standing: Standing, payee: PersonMixin, holder: str) -> None:
    """户名须为受益人本人; a minor's may be the policyholder's, who keeps it for them (D)."""
    allowed = {normalise(payee.name)}
    if age_on(date.fromisoformat(payee.born_on), standing.today) < ADULT:
        allowed.add(normalise(standing.holder.name))
    if normalise(holder) not in allowed:
        told = Text(
            "户名须为受益人本人;未成年人可为投保人",
            "The account must be the beneficiary's, or a minor's policyholder's",
        )
        raise RuleBroken("holder", "holder-is-payee", told)


def _check_applicant(standing: Standing, benefit: Benefit, ref: str) -> PersonMixin:
    """Somebody on the policy in two places claims as either."""
    payee, applicant = standing.party(benefit.payee_ref), standing.party(ref)
    if applicant.id_hash != payee.id_hash:
        told = Text("申请人应为生存受益人", "Only the survival beneficiary may claim it")
        raise RuleBroken("applicant_ref", "may-claim", told)
    return payee


def _check_papers(papers: Sequence[str], required: tuple[str, ...]) -> None:
    """All that is missing is told at once."""
    missing = [paper for paper in required if paper not in papers]
    if missing:
        words = [paper_words.PAPERS[paper] for paper in missing]
        told = Text("缺少" + "、".join(each.zh for each in words), "Missing: " + ", ".join(each.en for each in words))
        raise RuleBroken("papers", "papers-complete", told, missing=missing)


def _check_identity(payee: PersonMixin, identity: IdentityIn | None) -> None:
    if identity is None:
        raise RuleBroken("identity", IDENTIFIED.rule_id, IDENTIFIED.text, mark=IDENTIFIED.mark, basis=IDENTIFIED.basis)
    same = identity.id_type == payee.id_type and blind_index(identity.id_number, "id_number") == payee.id_hash
    if not same:
        told = Text("证件与保单所载受益人不符", "The document is not that of the beneficiary on the policy")
        raise RuleBroken("identity.id_number", "identity-as-on-policy", told)
