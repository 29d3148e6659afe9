"""A service request from its acceptance to the endorsement: what each row of the catalogue asks for, in order."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.items.item import Item
from services.policy_service.items.schemas import Ask
from services.policy_service.items.standing import Standing, standing_of
from services.policy_service.requests.models import ServiceRequest
from services.policy_service.requests.schemas import DecisionIn, MoneyIn, ReviewIn, ServiceRequestIn
from shared import clock
from shared.auth import Actor
from shared.cases import advance, new_case_no, permit
from shared.db import unless_taken
from shared.errors import Conflict, RuleBroken, Text
from shared.pii import record_pii_read


async def accept(session: AsyncSession, form: ServiceRequestIn, actor: Actor) -> ServiceRequest:
    """What the item doesn't allow is refused now; papers may still be missing."""
    item, standing = ITEMS[form.change.item], await standing_of(session, form.policy_no, actor)
    item.check_allowed(standing)
    _check_applicant(item, standing, form.applicant_ref)
    item.check(standing, form.change)
    await _check_none_open(session, form.policy_no, item)
    request = _request_of(form, item, standing, actor)
    with unless_taken("policy_no", _open_already(item, None)):
        return await advance(session, request, "accept", actor)


async def tell_missing(session: AsyncSession, request: ServiceRequest, actor: Actor) -> ServiceRequest:
    """一次性告知: everything that is missing, at once; it can't be told in slices."""
    permit(request, "tell_missing", actor)
    if request.was_told:
        raise RuleBroken("papers", "told-once", Text("补正须一次性告知,已告知过", "All that is missing is told once"))
    request.told_papers = request.missing_papers
    return await advance(session, request, "tell_missing", actor)


async def bring_papers(
    session: AsyncSession, request: ServiceRequest, papers: Sequence[str], actor: Actor
) -> ServiceRequest:
    permit(request, "bring_papers", actor)
    request.papers = [*request.papers, *(paper for paper in papers if paper not in request.papers)]
    request.missing_papers = [paper for paper in request.missing_papers if paper not in papers]
    is_waited_for = request.status == "awaiting_papers" and not request.missing_papers
    return await advance(session, request, "complete_papers" if is_waited_for else "bring_papers", actor)


async def submit(session: AsyncSession, request: ServiceRequest, actor: Actor) -> ServiceRequest:
    """经办提交: to the underwriter, the review, the cashier or straight into force, as the item says."""
    item = ITEMS[request.item]
    permit(request, "submit", actor)
    standing = await standing_of(session, request.policy_no, actor)
    _check_consent(item, standing, request)
    request.made_by, request.handler = actor.ref, actor.ref
    if item.underwritten:
        return await advance(session, request, "underwrite", actor)
    if item.reviewed:
        return await advance(session, request, "submit", actor)
    return await _carry_out(session, request, item, standing, actor)


async def underwrite(
    session: AsyncSession, request: ServiceRequest, decision: DecisionIn, actor: Actor
) -> ServiceRequest:
    if decision.outcome == "approve":
        return await advance(session, request, "approve", actor)
    return await _turn_down(session, request, "decline", decision.reason, actor)


async def review(session: AsyncSession, request: ServiceRequest, decision: ReviewIn, actor: Actor) -> ServiceRequest:
    """复核: by another than who worked on it."""
    if decision.outcome == "reject":
        return await _turn_down(session, request, "reject", decision.reason, actor)
    if decision.outcome == "send-back":
        _check_reason(decision.reason)
        return await advance(session, request, "send_back", actor)
    permit(request, "confirm", actor)
    item, standing = ITEMS[request.item], await standing_of(session, request.policy_no, actor)
    return await _carry_out(session, request, item, standing, actor)


async def receive(session: AsyncSession, request: ServiceRequest, money: MoneyIn, actor: Actor) -> ServiceRequest:
    """收费: in full, and the change is in force."""
    permit(request, "confirm", actor)
    item, standing = ITEMS[request.item], await standing_of(session, request.policy_no, actor)
    _reckon(request, item, standing)
    _check_amount(money.amount_fen, request.money_in_fen)
    item.check_allowed(standing)
    request.paid_reference = money.reference
    return await _confirm(session, request, item, standing, "confirm", actor)


async def pay_out(session: AsyncSession, request: ServiceRequest, money: MoneyIn, actor: Actor) -> ServiceRequest:
    permit(request, "pay_out", actor)
    _check_amount(money.amount_fen, request.money_out_fen)
    request.paid_reference = money.reference
    return await advance(session, request, "pay_out", actor)


async def cancel(session: AsyncSession, request: ServiceRequest, reason: str, actor: Actor) -> ServiceRequest:
    """撤销: only before the review's conclusion."""
    request.outcome = reason
    return await advance(session, request, "cancel", actor)


async def expire(session: AsyncSession, request: ServiceRequest) -> None:
    request.outcome = "deadline-passed"
    await advance(session, request, "expire", Actor.system())


async def change_for(session: AsyncSession, request: ServiceRequest, actor: Actor) -> dict[str, Any]:
    """What is asked for; unmasked, the read is recorded."""
    asked = orjson.loads(request.change)
    fields = sorted(name for name, value in asked.items() if value is not None and name != "item")
    if actor.pii:
        await record_pii_read(session, actor, subject=request.case_no, purpose="service", fields=fields)
    return {"masked": not actor.pii, "fields": fields, "change": asked if actor.pii else None}


def change_of(request: ServiceRequest) -> Ask:
    return ITEMS[request.item].change.model_validate_json(request.change)


def _request_of(form: ServiceRequestIn, item: Item, standing: Standing, actor: Actor) -> ServiceRequest:
    policy, agent = standing.policy, form.agent
    required = item.required_papers(standing, agent_acts=agent is not None)
    request = ServiceRequest(case_no=new_case_no("BQ", policy.org), policy_no=policy.case_no, item=item.code)
    for name in ("org", "outlet", "channel", "line", "product", "salesperson"):
        setattr(request, name, getattr(policy, name))
    request.handler, request.made_by, request.applicant_ref = actor.ref, actor.ref, form.applicant_ref
    request.agent_acts, request.agent = agent is not None, agent.model_dump_json() if agent else None
    request.change = form.change.model_dump_json()
    request.papers = list(dict.fromkeys(form.papers))
    request.missing_papers = [paper for paper in required if paper not in form.papers]
    request.told_papers, request.money, request.money_in_fen, request.money_out_fen = [], [], 0, 0
    return request


def _check_applicant(item: Item, standing: Standing, ref: str) -> None:
    """Somebody on the policy in two places applies as both."""
    applicant = standing.party(ref)
    roles = {party.role for party in standing.people if party.id_hash == applicant.id_hash}
    if not roles & item.applicants:
        who = sorted(item.applicants)
        told = Text(f"{item.name.zh}的申请人应为{'、'.join(who)}", f"{item.name.en} is asked for by {' or '.join(who)}")
        raise RuleBroken("applicant_ref", "may-apply", told, applicants=who)


def _check_consent(item: Item, standing: Standing, request: ServiceRequest) -> None:
    consent = item.consent
    if consent and consent.needed(standing) and consent.paper not in request.papers:
        told = Text(consent.basis, f"The {consent.of} must agree in writing: {consent.basis}")
        raise RuleBroken("papers", "written-consent", told, paper=consent.paper, mark=consent.mark)


async def _check_none_open(session: AsyncSession, policy_no: str, item: Item) -> None:
    same = (ServiceRequest.policy_no == policy_no, ServiceRequest.item == item.code, ServiceRequest.closed_at.is_(None))
    open_no = await session.scalar(select(ServiceRequest.case_no).where(*same))
    if open_no is not None:
        raise _open_already(item, open_no)


def _open_already(item: Item, open_no: str | None) -> Conflict:
    told = Text(f"该保单已有一件未结的{item.name.zh}", f"{item.name.en} of this policy is already asked for")
    return Conflict(told, rule="one-open-request", open_case_no=open_no)


def _check_amount(given: int, due: int) -> None:
    if given != due:
        told = Text(f"应为{due}分", f"{due} fen are due")
        raise RuleBroken("amount_fen", "amount-due", told, due_fen=due)


def _check_reason(reason: str | None) -> None:
    if reason is None:
        raise RuleBroken("reason", "reason-given", Text("须说明原因", "A reason must be given"))


async def _turn_down(
    session: AsyncSession, request: ServiceRequest, action: str, reason: str | None, actor: Actor
) -> ServiceRequest:
    permit(request, action, actor)
    _check_reason(reason)
    request.rejected, request.outcome = reason, "rejected"
    return await advance(session, request, action, actor)


def _reckon(request: ServiceRequest, item: Item, standing: Standing) -> None:
    """The arithmetic as of today."""
    lines = item.money(standing, change_of(request))
    due = sum(line.amount_fen for line in lines)
    request.money = [
        {"code": line.code, "zh": line.text.zh, "en": line.text.en, "amount_fen": line.amount_fen, "basis": line.basis}
        for line in lines
    ]
    request.money_in_fen, request.money_out_fen = max(-due, 0), max(due, 0)


async def _carry_out(
    session: AsyncSession, request: ServiceRequest, item: Item, standing: Standing, actor: Actor
) -> ServiceRequest:
    """What is agreed to takes effect now, unless something is to be paid first."""
    item.check_allowed(standing)
    item.check(standing, change_of(request))
    _reckon(request, item, standing)
    if request.money_in_fen:
        return await advance(session, request, "ask_payment", actor)
    action = "confirm_to_pay" if request.money_out_fen else "confirm"
    return await _confirm(session, request, item, standing, action, actor)


async def _confirm(
    session: AsyncSession, request: ServiceRequest, item: Item, standing: Standing, action: str, actor: Actor
) -> ServiceRequest:
    """The change whole, the endorsement and the policy's own step: one transaction."""
    request.endorsement_no = new_case_no("PD", request.org)
    request.confirmed_at, request.outcome = clock.now(), "confirmed"
    await advance(session, request, action, actor)
    await item.apply(session, standing, change_of(request))
    policy = standing.policy
    policy.item, policy.request_no, policy.handler = item.code, request.case_no, actor.ref
    await advance(session, policy, item.step, Actor.system())
    return request
