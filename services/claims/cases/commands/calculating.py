"""理算: the facts put to the benefit rules, and what comes of it kept; or by hand, where there are no rules."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.adjudicating import adjudicate
from services.claims.adjudication.outcome import Result
from services.claims.adjudication.rules import rules_of
from services.claims.cases.commands.child_limit import check_child_limit
from services.claims.cases.commands.keeping import keep_owed, keep_result, new_row
from services.claims.cases.commands.other_claims import death_paid_fen, premiums_to_return, turns_of, used_before
from services.claims.cases.findings import (
    Asked,
    Known,
    Worth,
    check_age,
    check_days,
    check_findings,
    facts_of,
)
from services.claims.cases.models import Claim, ClaimCalculation, ClaimInvoice
from services.claims.cases.schemas import CalculationIn, FindingsIn
from services.claims.covers.commands import get_cover, standing_of
from services.claims.covers.day_status import Standing
from services.claims.covers.heads import head_status
from services.claims.covers.models import Cover
from services.claims.hospitals.register import standings_of
from services.claims.risk.commands import assess
from shared.auth import Actor
from shared.cases import advance, permit
from shared.db import take_turns
from shared.errors import RuleBroken, Text

BY_RULES = Text("该险种有赔付规则,应按规则理算", "The product has benefit rules: they reckon it")
NO_RULES = Text("该险种没有赔付规则,应手工理算", "The product has no benefit rules: reckon it by hand")


async def calculate(session: AsyncSession, case: Claim, findings: FindingsIn, asked: Asked, actor: Actor) -> Claim:
    """What it takes of limits is taken from now on, until it is refused or withdrawn; two claims at once take turns."""
    permit(case, "calculate", actor)
    invoices = await _invoices(session, case)
    check_findings(case.types, findings, invoices)
    check_days(case, findings)
    await take_turns(session, turns_of(case, invoices))
    cover = await get_cover(session, case.policy_no, Actor.system())
    if asked.head is not None:
        case.insured_ref, case.insured_since, case.insured_until = asked.head
    standing = await _look_at(session, case, cover)
    asked = await _as_it_ended(session, case, asked)
    known = Known(
        cover,
        standing,
        asked,
        await death_paid_fen(session, case),
        await standings_of(session, case.org, invoices),
        await premiums_to_return(session, case, cover),
    )
    facts = facts_of(case, known, findings, invoices)
    check_age(facts)
    if not rules_of(facts.cover.product, facts.cover.begins_on):
        raise RuleBroken("product", "no-rules", NO_RULES)
    result = adjudicate(facts, used=await used_before(session, case, invoices))
    _mark_used(invoices, result)
    row = keep_result(session, case, findings, asked.worth, result, actor)
    row.age_at_death = facts.age_at_death
    case.ends_contract = result.ends_contract and not cover.is_group
    return await _calculated(session, case, actor)


async def _as_it_ended(session: AsyncSession, case: Claim, asked: Asked) -> Asked:
    """A policy that this claim ended is worth nothing now: it is reckoned by what it was then. Of its loans and
    dividends is asked what this claim settled, and what is left; that holds whatever came in meanwhile."""
    ended = (ClaimCalculation.case_no == case.case_no, ClaimCalculation.no == case.ended_by)
    worth = await session.scalar(select(ClaimCalculation.worth).where(*ended))
    if not worth:
        return asked
    now = asked.worth
    then = Worth(**worth)._replace(
        loan_fen=now.loan_fen, dividends_fen=now.dividends_fen, taken_out_fen=now.taken_out_fen
    )
    return asked._replace(worth=then)


async def calculate_by_hand(
    session: AsyncSession, case: Claim, form: CalculationIn, age: int | None, actor: Actor
) -> Claim:
    """Only where no rules would reckon it: an old voucher's policy. `age`: at the insured's death, as its keeper
    says."""
    permit(case, "calculate", actor)
    check_days(case, form)
    cover = await get_cover(session, case.policy_no, Actor.system())
    if rules_of(cover.product or "", cover.effective_on):
        raise RuleBroken("product", "rules-reckon", BY_RULES)
    total = sum(line.amount_fen for line in form.lines)
    if total != form.total_fen or total < 0:
        told = Text(f"各行合计为{total}分", f"The lines sum to {total} fen")
        raise RuleBroken("total_fen", "total-is-sum", told, sum_fen=total)
    if not form.ends_contract and any(line.code in ("loan", "dividends") for line in form.lines):
        told = Text("合同不终止时不扣还借款、不付红利", "Loans and dividends are settled only where the contract ends")
        raise RuleBroken("lines", "loans-kept-at-end", told)
    _check_arrears(form, await _look_at(session, case, cover))
    await _use_invoices(session, case, form)
    lines = [line.model_dump(mode="json") for line in form.lines]
    age = form.age_at_death if age is None else age
    await check_child_limit(session, case, lines, age, "lines")
    row = new_row(session, case, lines, [each.model_dump(mode="json") for each in form.refusals], actor)
    row.age_at_death = age
    row.ends_contract = case.ends_contract = form.ends_contract and not cover.is_group
    case.waives_from_on = None
    keep_owed(case, lines)
    return await _calculated(session, case, actor)


def _check_arrears(form: CalculationIn, standing: Standing) -> None:
    """Where the contract goes on the policy is told of them, and takes whole premiums that it waits for."""
    kept = -sum(line.amount_fen for line in form.lines if line.code == "arrears")
    if kept and not form.ends_contract and kept not in accumulate(standing.collectable):
        told = Text(
            "合同继续的,欠交保险费按期整期扣减,且以保单仍应交的为限",
            "Where the contract goes on premiums in arrears are kept whole, and only those that the policy waits for",
        )
        raise RuleBroken("lines", "whole-premiums", told, premiums_fen=list(standing.collectable))


async def _invoices(session: AsyncSession, case: Claim) -> Sequence[ClaimInvoice]:
    query = select(ClaimInvoice).where(ClaimInvoice.case_no == case.case_no, ~ClaimInvoice.struck)
    return (await session.scalars(query.order_by(ClaimInvoice.id))).all()


async def _use_invoices(session: AsyncSession, case: Claim, form: CalculationIn) -> None:
    """Those on record that aren't refused are paid for, once in the house; two claims at once take turns."""
    invoices, refused = await _invoices(session, case), {each.subject for each in form.refusals}
    await take_turns(session, turns_of(case, invoices))
    before = (await used_before(session, case, invoices)).invoices
    for invoice in invoices:
        invoice.used = form.total_fen > 0 and invoice.number not in refused
        use = next((each for each in before if each.number == invoice.number or each.hash == invoice.sha256), None)
        if invoice.used and use:
            told = Text(
                f"发票{invoice.number}已在赔案{use.case_no}中使用,须作废或列为拒付",
                f"Invoice {invoice.number} is paid for by claim {use.case_no}: strike it, or refuse it",
            )
            raise RuleBroken("refusals", "used-before", told, used_in=use.case_no, subject=invoice.number)


async def _look_at(session: AsyncSession, case: Claim, cover: Cover) -> Standing:
    """How the policy stood on the day, and in it one of a group's."""
    standing = await standing_of(session, cover, case.event_on, case.case_no)
    case.cover_status = head_status(standing.status, case.insured_since, case.insured_until, case.event_on)
    return standing


async def _calculated(session: AsyncSession, case: Claim, actor: Actor) -> Claim:
    case.calculated_by, case.risk = actor.ref, await assess(session, case, case.total_fen)
    return await advance(session, case, "calculate", actor)


def _mark_used(invoices: Iterable[ClaimInvoice], result: Result) -> None:
    numbers = {each.number for each in result.used.invoices}
    for invoice in invoices:
        invoice.used = invoice.number in numbers
