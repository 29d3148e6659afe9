"""Medical indemnity (医疗费用补偿): costs of each invoice, then deductible, share and limits.

What is paid follows from the recognised costs of the whole period of the deductible, less what was paid of it before,
so that neither the number of claims nor their order moves a fen of the year's total.
"""

from collections.abc import Iterator
from typing import NamedTuple

from services.claims.adjudication.amounts_in_words import percent_of, told
from services.claims.adjudication.award import Award, line_of
from services.claims.adjudication.benefit_rule import INVOICE_WORDS, PER_WORDS, Rule, SocialInsurance
from services.claims.adjudication.claim_facts import Facts, Invoice, Used
from services.claims.adjudication.invoices import COSTS, INDEMNITY, sift
from services.claims.adjudication.outcome import Line, total
from services.claims.adjudication.room import Room
from shared.amounts import yuan
from shared.errors import Text
from shared.marks import Mark

STANDARD = "《保险法解释(三)》第十九条: 超过基本医疗保险同类医疗费用标准的部分 (S72)"
NO_RULE = "无扣除依据,不予扣除"


class Cut(NamedTuple):
    code: str
    fen: int
    formula: Text
    basis: str = ""
    mark: Mark | None = None


def medical(rule: Rule, facts: Facts, used: Used, room: Room) -> Award:
    accepted, refusals = sift(facts.invoices, rule, facts, used)
    lines = [line for invoice in accepted for line in _recognised(rule, facts, invoice)]
    lines += _shared(rule, total(lines), room)
    lines += room.within_limits(rule, total(lines))
    return Award(lines, refusals, invoices=accepted)


def _recognised(rule: Rule, facts: Facts, invoice: Invoice) -> Iterator[Line]:
    """Each cut takes no more than is left of the invoice."""
    kind = INVOICE_WORDS[invoice.kind]
    looked_at = Text(
        f"发票{invoice.number} {kind.zh} {invoice.day}", f"invoice {invoice.number}, {kind.en}, {invoice.day}"
    )
    left = invoice.total_fen
    whole = told("发票金额{fen}元", "the invoice is of {fen} yuan", fen=left)
    yield line_of(rule, "invoice", left, looked_at, whole, basis=COSTS, mark="M")
    for cut in (*_not_counted(rule, invoice), *_over_item_limits(rule, invoice)):
        fen = min(left, cut.fen)
        if fen > 0:
            left -= fen
            yield line_of(rule, cut.code, -fen, looked_at, cut.formula, basis=cut.basis, mark=cut.mark)
    over = left - rule.invoice_limits.get(invoice.kind, left)
    if over > 0:
        left -= over
        yield line_of(rule, "invoice-limit", -over, looked_at, _limit_of_invoice(rule, invoice, over))
    if invoice.social_insurance_fen > 0:
        yield _social_insurance(rule, facts, invoice, left, looked_at)


def _not_counted(rule: Rule, invoice: Invoice) -> Iterator[Cut]:
    unrelated, over, other = invoice.unrelated_fen, invoice.over_standard_fen, invoice.other_paid_fen
    formula = told("与本次事故无关的费用{fen}元不计", "{fen} yuan aren't for this event", fen=unrelated)
    yield Cut("unrelated", unrelated, formula, COSTS, "M")
    if rule.applies_standard:
        formula = told("经查证超标准{fen}元不计", "{fen} yuan are proven to be over the standard", fen=over)
        yield Cut("over-standard", over, formula, STANDARD, "V2")
    formula = told("其他保险已赔付{fen}元", "other insurers paid {fen} yuan", fen=other)
    yield Cut("other-paid", other, formula, INDEMNITY, "M")


def _over_item_limits(rule: Rule, invoice: Invoice) -> Iterator[Cut]:
    if rule.bed_day_limit_fen is not None:
        most, days = rule.bed_day_limit_fen, invoice.bed_days
        formula = told(
            f"床位费{{bed}}元 − {days}天×{{most}}元 = {{over}}元不计",
            f"beds {{bed}} yuan − {days} days × {{most}} yuan = {{over}} yuan not counted",
            bed=invoice.bed_fen,
            most=most,
            over=invoice.bed_fen - days * most,
        )
        yield Cut("bed-limit", invoice.bed_fen - days * most, formula)
    if rule.examination_limit_fen is not None:
        over = invoice.examination_fen - rule.examination_limit_fen
        formula = told(
            "检查费{fen}元 − 限额{most}元 = {over}元不计",
            "examinations {fen} yuan − limit {most} yuan = {over} yuan not counted",
            fen=invoice.examination_fen,
            most=rule.examination_limit_fen,
            over=over,
        )
        yield Cut("examination-limit", over, formula)


def _limit_of_invoice(rule: Rule, invoice: Invoice, over: int) -> Text:
    return told(
        "单张发票限额{most}元,超出{over}元不计",
        "at most {most} yuan an invoice, {over} over it not counted",
        most=rule.invoice_limits[invoice.kind],
        over=over,
    )


def _social_insurance(rule: Rule, facts: Facts, invoice: Invoice, left: int, looked_at: Text) -> Line:
    row = rule.social_insurance_on(facts.cover.begins_on) or SocialInsurance(False, NO_RULE, "D", rule.effective_from)
    paid = yuan(invoice.social_insurance_fen)
    if not row.deducts:
        formula = Text(f"医保已支付{paid}元,不予扣除", f"social insurance paid {paid} yuan, which isn't deducted")
        return line_of(rule, "social-insurance-kept", 0, looked_at, formula, basis=row.basis, mark=row.mark)
    formula = Text(f"扣除医保已支付{paid}元", f"less {paid} yuan that social insurance paid")
    fen = min(left, invoice.social_insurance_fen)
    return line_of(rule, "social-insurance", -fen, looked_at, formula, basis=row.basis, mark=row.mark)


def _shared(rule: Rule, cost: int, room: Room) -> Iterator[Line]:
    """免赔额, then 自负比例, both of the whole period's costs."""
    name, per = f"costs of {rule.rule_id}", rule.deductible_per
    before = room.taken(name, "cost", per)
    room.take(name, "cost", per, cost)
    deducted = min(cost, max(0, rule.deductible_fen - before))
    looked_at = told("本次可计费用{cost}元", "costs recognised now: {cost} yuan", cost=cost)
    if deducted:
        yield line_of(rule, "deductible", -deducted, looked_at, _deductible(rule, before, deducted))
    rest = cost - deducted
    paid = _paid(rule, before + cost) - _paid(rule, before)
    if rest > paid:
        yield line_of(rule, "co-payment", paid - rest, looked_at, _own_share(rule, before, before + cost, rest))


def _own_share(rule: Rule, before: int, whole: int, rest: int) -> Text:
    """Rounded over the period, it may be a fen beside this claim's own product: then the whole sum is told."""
    percent = rule.pays_percent
    earlier, due = _paid(rule, before), _paid(rule, whole)
    paid = due - earlier
    if paid == percent_of(rest, percent):
        return told(
            f"免赔后{{rest}}元×{percent}%=给付{{paid}}元,自负{{own}}元",
            f"{{rest}} yuan after the deductible × {percent}% = {{paid}} paid, {{own}} borne by oneself",
            rest=rest,
            paid=paid,
            own=rest - paid,
        )
    return told(
        f"连同此前费用,免赔后{{after}}元×{percent}%={{due}}元,减去此前{{earlier}}元,本次给付{{paid}}元,自负{{own}}元",
        f"with the costs before, {{after}} yuan after the deductible × {percent}% = {{due}}, "
        "less {earlier} for those before: {paid} paid now, {own} borne by oneself",
        after=whole - rule.deductible_fen,
        due=due,
        earlier=earlier,
        paid=paid,
        own=rest - paid,
    )


def _paid(rule: Rule, cost: int) -> int:
    return percent_of(max(0, cost - rule.deductible_fen), rule.pays_percent)


def _deductible(rule: Rule, before: int, deducted: int) -> Text:
    per = PER_WORDS[rule.deductible_per]
    return told(
        f"{per.zh}免赔额{{whole}}元,此前已承担{{before}}元,本次扣{{deducted}}元",
        f"deductible {{whole}} yuan {per.en}, borne before {{before}}, now {{deducted}}",
        whole=rule.deductible_fen,
        before=min(before, rule.deductible_fen),
        deducted=deducted,
    )
