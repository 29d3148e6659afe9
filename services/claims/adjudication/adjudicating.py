"""理算: what a claim is paid, line by line, or why not."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate, chain
from typing import NamedTuple

from services.claims.adjudication.amounts_in_words import told
from services.claims.adjudication.award import Award
from services.claims.adjudication.benefit_rule import Rule, SocialInsurance
from services.claims.adjudication.claim_facts import NOTHING_USED, Cover, Facts, InvoiceUse, StayUse, Used
from services.claims.adjudication.cover_checks import is_waiting, refunds_cash_value, why_not
from services.claims.adjudication.fixed_sums import (
    cash_value_returned,
    critical,
    death,
    disability,
    premiums_returned,
    waiver,
)
from services.claims.adjudication.hospital_days import hospital_days
from services.claims.adjudication.liabilities import CAUSE_WORDS, DEATHS, Liability
from services.claims.adjudication.limitation import limitations
from services.claims.adjudication.medical import medical
from services.claims.adjudication.minors import capped_fen
from services.claims.adjudication.outcome import Line, Refusal, Result, total
from services.claims.adjudication.room import Room
from services.claims.adjudication.rules import RULES
from services.claims.adjudication.unowed import premiums_unowed
from shared.errors import Text
from shared.marks import Mark

Reckon = Callable[[Rule, Facts, Used, Room], Award]


class OfCover(NamedTuple):
    """The facts as one of the policy's covers has them, its rules, and what its limits have left."""

    facts: Facts
    rules: Sequence[Rule]
    room: Room


L = Liability
DEDUCTED = (SocialInsurance(True, "若扣除医保", "D", date.min),)

# In this order: what is paid to the living comes first, and takes of the limits that it shares with death.
# fmt: off
MEDICAL = (L.ACCIDENT_MEDICAL, L.ILLNESS_MEDICAL)
ASKED: tuple[tuple[tuple[Liability, ...], Callable[[Facts], object], Text, Reckon], ...] = (
    (MEDICAL,                    lambda it: it.invoices,            Text("医疗费用", "medical costs"),    medical),
    ((L.HOSPITAL_DAY,),          lambda it: it.stays,               Text("住院津贴", "hospital days"), hospital_days),
    ((L.ACCIDENTAL_DISABILITY,), lambda it: it.grades,              Text("伤残", "disability"),           disability),
    (DEATHS,                     lambda it: it.died_on is not None, Text("身故", "death"),                death),
    ((L.CRITICAL_ILLNESS,),      lambda it: it.is_critical_illness, Text("重大疾病", "critical illness"), critical),
    ((L.PREMIUM_WAIVER,),        lambda it: it.holder_event,        Text("豁免", "waiver of premium"),    waiver),
)
# fmt: on

TAKEN_OUT = "事故后领取的退保金、生存金失去依据, 自给付中扣除: 本系统设计"
ARREARS = "《保险法》第三十六条: 可以扣减欠交的保险费; 合同继续的, 只扣整期: 本系统设计"
MARKS: Mapping[str, Mark] = {"arrears": "V", "taken-out": "D", "loan": "M"}


def adjudicate(facts: Facts, rules: Sequence[Rule] = RULES, used: Used = NOTHING_USED) -> Result:
    """What this claim took when it was reckoned before doesn't count against it."""
    others = used.apart_from(facts.case_no)
    result = _reckon(facts, rules, others)
    if all(line.code != "social-insurance-kept" for line in result.lines):
        return result
    deducted = _reckon(facts, [replace(rule, social_insurance=DEDUCTED) for rule in rules], others)
    return replace(result, social_insurance_kept_fen=result.total_fen - deducted.total_fen)


def _reckon(facts: Facts, rules: Sequence[Rule], used: Used) -> Result:
    covers = [_of_cover(facts, cover, rules, used) for cover in (facts.cover, *facts.added)]
    awards = list(_awards(facts, covers, used))
    lines = [line for award in awards for line in award.lines]
    takings = tuple(chain.from_iterable(it.room.takings for it in covers))
    ends_contract = any(award.ends_contract for award in awards)
    if ends_contract:
        lines += premiums_unowed(covers[0].facts, covers[0].rules, lines)
        lines += _dividends(covers[0])
    lines += _owed(facts, lines, ends_contract)
    lines += limitations(facts, lines)
    return Result(
        lines=tuple(lines),
        refusals=tuple(refusal for award in awards for refusal in award.refusals),
        used=Used(takings, _invoices(facts, awards), _stays(facts, awards)),
        waiver=next((award.waiver for award in awards if award.waiver), None),
        ends_contract=ends_contract,
    )


def _of_cover(facts: Facts, cover: Cover, rules: Sequence[Rule], used: Used) -> OfCover:
    own = replace(facts, cover=cover)
    mine = [rule for rule in rules if rule.product == cover.product and rule.is_in_force(cover.begins_on)]
    return OfCover(own, mine, Room(own, used))


def _awards(facts: Facts, covers: Sequence[OfCover], used: Used) -> Iterator[Award]:
    """Of each liability the policy's own cover first; an invoice that one cover takes the next one doesn't (D)."""
    asked = [(liabilities, name, reckon) for liabilities, is_asked, name, reckon in ASKED if is_asked(facts)]
    if not asked:
        told_why = Text("没有可理算的事项", "there is nothing to adjudicate")
        yield Award((), [_not_covered("nothing-asked", told_why)])
    for liabilities, name, reckon in asked:
        is_covered, taken, died = False, used, facts.death_paid_fen
        for own, mine, room in covers:
            found = [rule for rule in mine if rule.liability in liabilities and facts.cause in rule.causes]
            awards = [_award(rule, replace(own, death_paid_fen=died), taken, room, reckon) for rule in found]
            died += sum(capped_fen(rule, award.lines) for rule, award in zip(found, awards, strict=True))
            is_covered, taken = is_covered or bool(found), taken.plus(Used(invoices=_invoices(facts, awards)))
            yield from awards
        if not is_covered:
            yield Award((), [_not_covered("not-covered", _no_such_cover(facts, name))])


def _no_such_cover(facts: Facts, name: Text) -> Text:
    cause, product = CAUSE_WORDS[facts.cause], facts.cover.product
    return Text(
        f"险种{product}不含{cause.zh}的{name.zh}责任",
        f"product {product} has no cover of {name.en} by {cause.en}",
    )


def _award(rule: Rule, facts: Facts, used: Used, room: Room, reckon: Reckon) -> Award:
    """Whether the contract ends is said by the policy's own cover."""
    award = _award_of(rule, facts, used, room, reckon)
    return replace(award, ends_contract=award.ends_contract and not facts.cover.addition)


def _award_of(rule: Rule, facts: Facts, used: Used, room: Room, reckon: Reckon) -> Award:
    refusal = why_not(rule, facts)
    if refusal is None:
        waits = rule.in_waiting == "premiums" and is_waiting(rule, facts)
        return premiums_returned(rule, facts.cover) if waits else reckon(rule, facts, used, room)
    if rule.liability in DEATHS and refunds_cash_value(refusal, facts.cover):
        return cash_value_returned(rule, facts.cover, refusal)
    return Award((), [refusal])


def _dividends(own: OfCover) -> Iterator[Line]:
    """红利账户: what was credited and not drawn goes to who paid the premiums, as with a surrender."""
    fen = own.facts.cover.dividends_fen
    if fen:
        yield Line(
            code="dividends",
            rule_id=own.rules[0].rule_id,
            liability=L.REFUND,
            input=Text("红利账户余额", "balance of the dividend account"),
            formula=told("合同终止,给付红利{fen}元", "the contract ends: dividends of {fen} yuan are paid", fen=fen),
            amount_fen=fen,
            basis="保险条款: 合同终止时给付累积红利; 付给投保人为本系统设计",
            mark="D",
        )


def _owed(facts: Facts, lines: Sequence[Line], ends_contract: bool) -> Iterator[Line]:
    """欠交保费 of the grace period and, where the contract ends, 已领款项 and 借款: out of each liability in turn,
    never below 0. Where it goes on, only whole premiums that the policy waits for: it takes no part of one."""
    cover = facts.cover
    found = dict.fromkeys(line.liability for line in lines)
    paid = {it: total(line for line in lines if line.liability is it) for it in found}
    if cover.status == "grace":
        most = cover.arrears_fen if ends_contract else collected_fen(cover.collectable, sum(paid.values()))
        yield from _deduct("arrears", cover.arrears_fen, paid, lines, ARREARS, most)
    if ends_contract:
        yield from _deduct("taken-out", cover.taken_out_fen, paid, lines, TAKEN_OUT)
        yield from _deduct("loan", cover.loan_fen, paid, lines, "保险条款: 给付时先扣除未还借款本息")


def collected_fen(premiums: Iterable[int], benefit_fen: int) -> int:
    """What a benefit pays of premiums, each whole or not at all (D)."""
    return max((fen for fen in accumulate(premiums) if fen <= benefit_fen), default=0)


def _deduct(
    code: str, whole: int, paid: dict[Liability, int], lines: Sequence[Line], basis: str, most: int | None = None
) -> Iterator[Line]:
    owed = whole if most is None else most
    for liability, fen in paid.items():
        cut = min(owed, fen)
        if cut <= 0:
            continue
        owed -= cut
        paid[liability] -= cut
        formula = told("共欠{whole}元,扣{cut}元", "{whole} yuan are owed, {cut} deducted", whole=whole, cut=cut)
        yield Line(
            code=code,
            rule_id=next(line.rule_id for line in lines if line.liability is liability),
            liability=liability,
            input=Text("欠款", "owed"),
            formula=formula,
            amount_fen=-cut,
            basis=basis,
            mark=MARKS[code],
        )


def _not_covered(code: str, text: Text) -> Refusal:
    return Refusal(code=code, subject="claim", text=text, basis="保险条款: 保险责任", mark="M")


def _invoices(facts: Facts, awards: Sequence[Award]) -> tuple[InvoiceUse, ...]:
    found = chain.from_iterable(award.invoices for award in awards)
    return tuple(InvoiceUse(facts.case_no, invoice.number, invoice.hash) for invoice in found)


def _stays(facts: Facts, awards: Sequence[Award]) -> tuple[StayUse, ...]:
    return tuple(StayUse(facts.case_no, stay) for award in awards for stay in award.stays)
