"""A service request from its acceptance to the endorsement: what each row of the catalogue asks for, in order."""

from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.amounts import check_amount
from services.policy_service.items.catalogue import ITEMS
from services.policy_service.items.item import Item
from services.policy_service.models import TAKEN_OVER
from services.policy_service.requests.agents import owes_notice, verify_agent
from services.policy_service.requests.lifecycle import RequestStatus
from services.policy_service.requests.models import ServiceRequest
from services.policy_service.requests.reckoning import answer_due_on, change_of, check_threshold, reckon, standing_for
from services.policy_service.requests.schemas import DecisionIn, MoneyIn, ReviewIn, ServiceRequestIn
from services.policy_service.values.death_cover import take_turns_of_lives
from services.policy_service.values.standing import Standing, standing_of
from shared import clock
from shared.auth import Actor
from shared.cases import advance, get_case, naming, new_case_no, permit
from shared.contracts.words import in_words, list_in_words
from shared.db import take_turn, unless_taken
from shared.errors import Conflict, RuleBroken, Text
from shared.pii import record_pii_read


async def accept(session: AsyncSession, form: ServiceRequestIn, actor: Actor) -> ServiceRequest:
    """What the item doesn't allow is refused now; papers may still be missing."""
    await take_turn(session, form.policy_no)
    item, standing = ITEMS[form.change.item], await standing_of(session, form.policy_no, actor)
    item.check_allowed(standing)
    _check_applicant(item, standing, form.applicant_ref)
    await item.check_change(session, standing, form.change)
    await _check_others(session, form.policy_no, item)
    request = _request_of(form, item, standing, actor)
    request.answer_due_on = answer_due_on(item, standing.today)
    verify_agent(request, actor)
    with unless_taken("policy_no", _open_already(item)):
        return await advance(session, request, "accept", actor)


async def submit(session: AsyncSession, request: ServiceRequest, actor: Actor) -> ServiceRequest:
    """经办提交: to the underwriter, the review, the cashier or straight into force, as the item says."""
    item = ITEMS[request.item]
    permit(request, "submit", actor)
    standing = await _standing_in_turn(session, request, actor)
    _check_consent(item, standing, request)
    request.made_by, request.handler = actor.ref, actor.ref
    if item.is_underwritten(standing):
        return await advance(session, request, "underwrite", actor)
    if item.reviewed:
        return await advance(session, request, "submit", actor)
    return await _carry_out(session, request, item, standing, actor)


async def underwrite(
    session: AsyncSession, request: ServiceRequest, decision: DecisionIn, actor: Actor
) -> ServiceRequest:
    """核保: a higher premium (加费) is told line by line before it is paid."""
    if decision.outcome == "reject":
        return await _turn_down(session, request, "decline", decision.reason, actor)
    if decision.loading_percent and not ITEMS[request.item].rated:
        told = Text("该保全项没有可加费的保险费", "This item has no premium that could be raised")
        raise RuleBroken("loading_percent", "premium-rated", told)
    request.loading_percent = decision.loading_percent
    return await advance(session, request, "approve", actor)


async def review(session: AsyncSession, request: ServiceRequest, decision: ReviewIn, actor: Actor) -> ServiceRequest:
    """复核: by another than who worked on it."""
    if decision.outcome == "reject":
        return await _turn_down(session, request, "reject", decision.reason, actor)
    if decision.outcome == "send-back":
        _check_reason(decision.reason)
        request.send_backs += 1
        return await advance(session, request, "send_back", actor)
    permit(request, "confirm", actor)
    item, standing = ITEMS[request.item], await _standing_in_turn(session, request, actor)
    return await _carry_out(session, request, item, standing, actor)


async def receive(session: AsyncSession, request: ServiceRequest, money: MoneyIn, actor: Actor) -> ServiceRequest:
    """收费: in full, and the change is in force."""
    permit(request, "confirm", actor)
    item, standing = ITEMS[request.item], await _standing_in_turn(session, request, actor)
    item.check_allowed(standing)
    if item.rechecked:
        item.check(standing, change_of(request))
    lines = reckon(request, item, standing)
    check_amount(money.amount_fen, request.money_in_fen)
    check_threshold(request, item, lines)
    request.paid_reference = money.reference
    return await _confirm(session, request, item, standing, "confirm", actor)


async def pay_out(session: AsyncSession, request: ServiceRequest, money: MoneyIn, actor: Actor) -> ServiceRequest:
    permit(request, "pay_out", actor)
    check_amount(money.amount_fen, request.money_out_fen)
    request.paid_reference = money.reference
    if follows := ITEMS[request.item].on_payout:
        await follows(session, request.case_no, request.org)
    return await advance(session, request, "pay_out_to_agent" if owes_notice(request) else "pay_out", actor)


async def cancel(session: AsyncSession, request: ServiceRequest, reason: str, actor: Actor) -> ServiceRequest:
    """撤销: only before the review's conclusion."""
    request.outcome = reason
    return await advance(session, request, "cancel", actor)


async def expire(session: AsyncSession, request: ServiceRequest) -> None:
    request.outcome = "deadline-passed"
    await advance(session, request, "expire", Actor.system())


async def agree_by_silence(session: AsyncSession, request: ServiceRequest) -> None:
    """The insurer did not refuse in time (INT3-8): only the payment is left; for a policy that has ended, nothing."""
    item, standing = ITEMS[request.item], await standing_of(session, request.policy_no, Actor.system())
    if standing.policy.status not in item.during:
        return
    reckon(request, item, standing)
    await advance(session, request, "agree_by_silence", Actor.system())


async def void_all(session: AsyncSession, policy_no: str) -> None:
    """Where the sale was undone, its premium is paid back by the seller: what was asked of the policy pays nothing.

    Of what was paid out already the principal is still to be told.
    """
    may_be_void = [status for status in RequestStatus if ServiceRequest.lifecycle.find("void", status)]
    of_policy = (ServiceRequest.policy_no == policy_no, ServiceRequest.status.in_(may_be_void))
    for case_no in (await session.scalars(select(ServiceRequest.case_no).where(*of_policy))).all():
        request = await get_case(session, ServiceRequest, case_no, Actor.system())
        request.outcome = "policy-voided"
        await advance(session, request, "void", Actor.system())


async def change_for(session: AsyncSession, request: ServiceRequest, actor: Actor) -> dict[str, Any]:
    """What is asked for; unmasked, the read is recorded."""
    asked = orjson.loads(request.change)
    fields = sorted(name for name, value in asked.items() if value is not None and name != "item")
    if actor.pii:
        await record_pii_read(session, actor, subject=request.case_no, purpose="service", fields=fields)
    return {"masked": not actor.pii, "fields": fields, "change": asked if actor.pii else None}


def _request_of(form: ServiceRequestIn, item: Item, standing: Standing, actor: Actor) -> ServiceRequest:
    policy, agent = standing.policy, form.agent
    lines = item.money(standing, form.change)
    required = item.required_papers(standing, form.change, agent_acts=agent is not None, lines=lines)
    request = ServiceRequest(case_no=new_case_no("BQ", policy.org), policy_no=policy.case_no, item=item.code)
    for name in TAKEN_OVER:
        setattr(request, name, getattr(policy, name))
    request.handler, request.made_by, request.applicant_ref = actor.ref, actor.ref, form.applicant_ref
    request.agent_acts, request.agent = agent is not None, agent.model_dump_json() if agent else None
    request.change = form.change.model_dump_json()
    request.papers = list(dict.fromkeys(form.papers))
    request.missing_papers = [paper for paper in required if paper not in form.papers]
    request.missed_papers, request.rejected_papers, request.send_backs = request.missing_papers, [], 0
    request.told_papers, request.money, request.money_in_fen, request.money_out_fen = [], [], 0, 0
    return request


async def _standing_in_turn(session: AsyncSession, request: ServiceRequest, actor: Actor) -> Standing:
    """What is computed of it now is what is paid: nobody credits or lends meanwhile."""
    await take_turn(session, request.policy_no)
    if ITEMS[request.item].rechecked:  # what other policies pay on a child's death counts: none is raised meanwhile
        await take_turns_of_lives(session, request.policy_no)
    return await standing_for(session, request, actor)


def _check_applicant(item: Item, standing: Standing, ref: str) -> None:
    """Somebody on the policy in two places applies as both."""
    applicant = standing.party(ref)
    roles = {party.role for party in standing.people if party.id_hash == applicant.id_hash}
    if not roles & item.applicants:
        codes = sorted(item.applicants)
        who = list_in_words(codes, link=Text("或", " or "))
        told = Text(f"{item.name.zh}的申请人应为{who.zh}", f"{item.name.en} is asked for by the {who.en}")
        raise RuleBroken("applicant_ref", "may-apply", told, applicants=codes)


def _check_consent(item: Item, standing: Standing, request: ServiceRequest) -> None:
    consent = item.consent
    if consent and consent.needed(standing, change_of(request)) and consent.paper not in request.papers:
        who = in_words(consent.of)
        told = Text(f"须{who.zh}书面同意({consent.basis})", f"The {who.en} must agree in writing ({consent.basis})")
        raise RuleBroken("papers", "written-consent", told, paper=consent.paper, mark=consent.mark)


async def _check_others(session: AsyncSession, policy_no: str, item: Item, own: str | None = None) -> None:
    """Of what is open of the policy, apart from the request `own`."""
    is_open = (ServiceRequest.policy_no == policy_no, ServiceRequest.closed_at.is_(None))
    others = select(ServiceRequest.case_no, ServiceRequest.item).where(*is_open, ServiceRequest.case_no != (own or ""))
    for number, code in (await session.execute(others)).all():
        if code == item.code:
            raise naming(_open_already(item), open_case_no=number)
        if item.alone or ITEMS[code].alone:
            told = Text(f"须先办结{ITEMS[code].name.zh}", f"{ITEMS[code].name.en} must be done first")
            raise Conflict(told, rule="open-alone", open_case_no=number)


def _open_already(item: Item) -> Conflict:
    told = Text(f"该保单已有一件未结的{item.name.zh}", f"{item.name.en} of this policy is already asked for")
    return Conflict(told, rule="one-open-request")


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


async def _carry_out(
    session: AsyncSession, request: ServiceRequest, item: Item, standing: Standing, actor: Actor
) -> ServiceRequest:
    """What is agreed to takes effect now, unless something is to be paid first."""
    item.check_allowed(standing)
    await item.check_change(session, standing, change_of(request))
    if item.alone:
        await _check_others(session, request.policy_no, item, request.case_no)
    check_threshold(request, item, reckon(request, item, standing))
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
    policy = standing.policy
    policy.item, policy.request_no, policy.handler = item.code, request.case_no, actor.ref
    await item.apply(session, standing, change_of(request))
    await advance(session, policy, item.step, Actor.system())
    return request
