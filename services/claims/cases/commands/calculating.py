"""理算: the facts put to the benefit rules, and what comes of it kept; or by hand, where there are no rules."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.adjudicating import adjudicate
from services.claims.adjudication.letter import agreed, explanation
from services.claims.adjudication.outcome import Line, Refusal, Result
from services.claims.adjudication.rules import rules_of
from services.claims.cases.authority import level_of
from services.claims.cases.commands.child_limit import check_child_limit
from services.claims.cases.commands.other_claims import death_paid_fen, premiums_to_return, turns_of, used_before
from services.claims.cases.findings import (
    Asked,
    Known,
    Worth,
    check_age,
    check_days,
    check_findings,
    facts_of,
    kept_use,
    needs_worth,
)
from services.claims.cases.models import Claim, ClaimCalculation, ClaimInvoice
from services.claims.cases.schemas import CalculationIn, FindingsIn
from services.claims.covers.commands import get_cover, standing_of
from services.claims.covers.day_status import Standing
from services.claims.covers.heads import head_again, head_named, head_status
from services.claims.covers.models import Cover
from services.claims.hospitals.register import standings_of
from services.claims.papers.matrix import claims_death
from services.claims.risk.commands import assess
from services.claims.settlements.dues import by_liability
from shared import clock
from shared.ages import age_on
from shared.auth import Actor
from shared.cases import advance, permit
from shared.days import today_at
from shared.db import take_turns
from shared.errors import RuleBroken, Text
from shared.pii import blind_index
from shared.sisters import Sisters

BY_RULES = Text("该险种有赔付规则,应按规则理算", "The product has benefit rules: they reckon it")
NOT_OF_CLAIM = Text("该证件号码不是本案的被保险人", "The claim isn't about whoever has that number")
NO_RULES = Text("该险种没有赔付规则,应手工理算", "The product has no benefit rules: reckon it by hand")


NOTHING_SETTLED = {"loans_fen": 0, "dividends_fen": 0}
SETTLED = (("owed_fen", "loans_fen"), ("dividends_fen", "dividends_fen"))


async def ask_keepers(sisters: Sisters, case: Claim, findings: FindingsIn) -> Asked:
    """As of now, from those who keep the policy or the group's list; never inside a transaction."""
    died_on = findings.died_on
    if case.insured_since is not None or case.insured_ref is None:
        ref = case.insured_ref or await _ref_by_number(sisters, case, findings.id_number)
        head, age = await head_again(sisters, case.policy_no, ref, died_on)
        return Asked(head=head, age=age)
    if not needs_worth(case):
        return Asked()
    answer = await sisters.get("policy_service", f"/v1/policies/{case.policy_no}/values")
    increases = {each["request_no"]: each["cash_value_fen"] for each in answer["increases"]}
    ours = next((each for each in answer["settled"] if each["case_no"] == case.case_no), NOTHING_SETTLED)
    loan_fen, dividends_fen = (answer[name] + ours[part] for name, part in SETTLED)
    since = [each["amount_fen"] for each in answer.get("taken_out", ()) if each["taken_on"] > str(case.event_on)]
    worth = Worth(answer["cash_value_fen"], loan_fen, increases, dividends_fen, sum(since))
    return Asked(worth, age=await _age_at(sisters, case, died_on) if died_on else None)


async def _ref_by_number(sisters: Sisters, case: Claim, id_number: str | None) -> str:
    """Of a group's claim of before its list was asked of intake: only a hash of the number is known."""
    head = await head_named(sisters, case.policy_no, id_number, case.event_on)
    if blind_index(id_number or "", "id_number") != case.insured_hash:
        raise RuleBroken("id_number", "insured-of-claim", NOT_OF_CLAIM)
    return head.party_ref


async def _age_at(sisters: Sisters, case: Claim, day: date) -> int | None:
    """Whoever was born when is asked for and not kept."""
    answer = await sisters.get("policy_service", f"/v1/policies/{case.policy_no}/parties", purpose="claim")
    born = [date.fromisoformat(each["born_on"]) for each in answer["items"] if each["party_ref"] == case.insured_ref]
    return age_on(born[0], day) if born else None


async def ask_age(sisters: Sisters, case: Claim, form: CalculationIn) -> int | None:
    """Of the insured at their death, on the day of the event where no other is told; never inside a transaction."""
    if not claims_death(case.types) or case.insured_ref is None:
        return None
    died_on = form.died_on or case.event_on
    if case.insured_since is not None:
        _, age = await head_again(sisters, case.policy_no, case.insured_ref, died_on)
        return age
    return await _age_at(sisters, case, died_on)


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
    row = _keep_result(session, case, findings, asked.worth, result, actor)
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
    await _look_at(session, case, cover)
    await _use_invoices(session, case, form)
    lines = [line.model_dump(mode="json") for line in form.lines]
    age = form.age_at_death if age is None else age
    await check_child_limit(session, case, lines, age, "lines")
    row = _row(session, case, lines, [each.model_dump(mode="json") for each in form.refusals], actor)
    row.age_at_death = age
    row.ends_contract = case.ends_contract = form.ends_contract and not cover.is_group
    case.waives_from_on = None
    _keep_loans(case, lines)
    return await _calculated(session, case, actor)


def _keep_loans(case: Claim, lines: Iterable[Mapping[str, Any]]) -> None:
    """By the rules or by hand: lines of these codes are money that the policy's loans are to be repaid of, or that is
    paid out of its dividend account. What is kept as before keeps its day."""
    sums = Counter[str]()
    for line in lines:
        sums[line["code"]] += line["amount_fen"]
    kept_fen, case.dividends_fen = max(-sums["loan"], 0), max(sums["dividends"], 0)
    if case.ended_by is None or kept_fen != case.loan_kept_fen:
        case.loan_kept_on = today_at(case.org) if kept_fen else None
    case.loan_kept_fen = kept_fen


def keep_agreement(
    session: AsyncSession, case: Claim, newest: ClaimCalculation, line: dict[str, Any], actor: Actor
) -> None:
    """The newest calculation with one line more; what it takes stays what it was."""
    row = _row(session, case, [*newest.lines, line], newest.refusals, actor)
    row.used, row.waiver, row.ends_contract = newest.used, newest.waiver, newest.ends_contract
    row.findings, row.worth, row.age_at_death = newest.findings, newest.worth, newest.age_at_death
    row.letter = [*newest.letter, agreed(row.total_fen, line["basis"])._asdict()]
    row.social_insurance_kept_fen = newest.social_insurance_kept_fen


async def calculations_of(session: AsyncSession, case_no: str) -> Sequence[ClaimCalculation]:
    """The newest first."""
    theirs = select(ClaimCalculation).where(ClaimCalculation.case_no == case_no)
    return (await session.scalars(theirs.order_by(ClaimCalculation.no.desc()))).all()


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
    standing = await standing_of(session, cover, case.event_on)
    case.cover_status = head_status(standing.status, case.insured_since, case.insured_until, case.event_on)
    return standing


async def _calculated(session: AsyncSession, case: Claim, actor: Actor) -> Claim:
    case.calculated_by, case.risk = actor.ref, await assess(session, case, case.total_fen)
    return await advance(session, case, "calculate", actor)


def _mark_used(invoices: Iterable[ClaimInvoice], result: Result) -> None:
    numbers = {each.number for each in result.used.invoices}
    for invoice in invoices:
        invoice.used = invoice.number in numbers


def _keep_result(
    session: AsyncSession, case: Claim, findings: FindingsIn, worth: Worth, result: Result, actor: Actor
) -> ClaimCalculation:
    lines, refusals = map(_line, result.lines), map(_refused, result.refusals)
    row = _row(session, case, list(lines), list(refusals), actor)
    row.findings = findings.model_dump_json(exclude={"id_number"})
    row.letter = [text._asdict() for text in explanation(result)]
    row.used, row.ends_contract = kept_use(result.used), result.ends_contract
    row.worth = worth._asdict() | {"increases": dict(worth.increases)}
    row.waiver, row.social_insurance_kept_fen = _waived(result), result.social_insurance_kept_fen
    case.kept_fen = row.social_insurance_kept_fen
    case.waives_from_on = result.waiver.from_on if result.waiver else None
    _keep_loans(case, row.lines)
    return row


def _row(
    session: AsyncSession,
    case: Claim,
    lines: Sequence[Mapping[str, Any]],
    refusals: Sequence[Mapping[str, Any]],
    actor: Actor,
) -> ClaimCalculation:
    """The newest of a claim is the one that holds."""
    case.calculations, case.total_fen = case.calculations + 1, sum(line["amount_fen"] for line in lines)
    case.liabilities = by_liability(lines)
    case.level = level_of(case.types, case.total_fen).code
    row = ClaimCalculation(case_no=case.case_no, no=case.calculations, total_fen=case.total_fen)
    row.lines, row.refusals = [dict(line) for line in lines], [dict(each) for each in refusals]
    row.letter, row.used, row.waiver, row.social_insurance_kept_fen, row.ends_contract = [], {}, None, 0, False
    row.calculated_by, row.calculated_at, row.worth, row.age_at_death = actor.ref, clock.now(), None, None
    session.add(row)
    return row


def _line(line: Line) -> dict[str, Any]:
    told = {"input": line.input._asdict(), "formula": line.formula._asdict(), "name": line.name._asdict()}
    kept = {"code": line.code, "rule_id": line.rule_id, "liability": str(line.liability), "payee": str(line.payee)}
    return kept | told | {"amount_fen": line.amount_fen, "basis": line.basis, "mark": line.mark}


def _refused(refusal: Refusal) -> dict[str, Any]:
    kept = {"code": refusal.code, "subject": refusal.subject, "text": refusal.text._asdict()}
    return kept | {"basis": refusal.basis, "mark": refusal.mark}


def _waived(result: Result) -> dict[str, Any] | None:
    waiver = result.waiver
    if waiver is None:
        return None
    return {"from_on": waiver.from_on.isoformat(), "premiums": waiver.premiums, "total_fen": waiver.total_fen}
