"""The page of the benefit rules (赔付规则)."""

from collections.abc import Iterator

from services.claims.adjudication.benefit_rule import INVOICE_WORDS, PER_WORDS, Rule, SocialInsurance
from services.claims.adjudication.disability import GRADE_BASIS, SEVERAL_BASIS, SHARES
from services.claims.adjudication.exclusions import EXCLUSIONS, Exclusion
from services.claims.adjudication.liabilities import LIABILITY_WORDS
from services.claims.adjudication.outcome import LINE_NAMES
from services.claims.adjudication.rules import RULES
from services.docs.tables import GENERATED, both, codes, table
from shared.amounts import yuan

BASES = {
    "sum_assured": "保额 sum assured",
    "premiums_paid": "已交保险费 premiums paid",
    "greater_of_premiums_and_cash_value": "已交保险费与现金价值较大者 the greater of premiums and cash value",
}

UNDESIGNATED = {"flag": "风险提示 risk flag", "refuse": "不计 refused"}


def benefit_rules() -> Iterator[str]:
    yield "# Benefit rules 赔付规则"
    yield GENERATED
    yield "What each product pays, by liability and cause; amounts in yuan. Marks as in [clocks](clocks.md), sources in"
    yield "[sources](sources.md), the order of the arithmetic in [0030](adr/0030-order-of-the-arithmetic.md). Products,"
    yield "amounts and rates are invented (D). Accidents wait for nothing; days run from the day the cover begins or is"
    yield "reinstated, the first of them. Limits of one name are shared by the rules of a product; a deductible"
    yield "is each rule's own, borne once an event or a year whatever the number of claims.\n"
    heads = ["rule", "liability", "causes", "waiting", "within", "deductible", "pays", "limits", "excluded", "mark"]
    yield from table(heads, map(_rule, RULES))
    yield "## Social insurance's share 医保已支付部分\n"
    yield "Selected by the day on which the cover began: it tells which rates were paid for it.\n"
    medical = [(rule, row) for rule in RULES for row in rule.social_insurance]
    yield from table(["rule", "covers that began", "deducted", "basis", "mark"], (_social(*it) for it in medical))
    yield "## Hospitals that aren't designated 非定点医院\n"
    yield "By the province's table (`/v1/hospitals`) on the invoice's day, which is silent before its first row."
    yield "An invoice of a hospital that isn't designated then, or isn't in the table, is refused, or paid with a risk"
    yield "flag (`undesignated-hospital`). Rules that aren't named take any hospital's.\n"
    seen = [rule for rule in RULES if rule.hospitals.undesignated != "any"]
    yield from table(["rule", "such an invoice", "basis", "mark"], map(_hospitals, seen))
    yield "## Grades of disability 伤残等级\n"
    yield f"{GRADE_BASIS} (V2). {SEVERAL_BASIS} (V2).\n"
    yield from table(["grade", "of the sum assured"], ([str(grade), f"{share}%"] for grade, share in SHARES.items()))
    yield "## Exclusions 责任免除\n"
    yield from table(["code", "words", "cash value goes back", "basis", "mark"], map(_exclusion, EXCLUSIONS.values()))
    yield "## Lines 理算明细\n"
    yield from table(["line", "words"], ([f"`{code}`", both(name)] for code, name in LINE_NAMES.items()))


def _rule(rule: Rule) -> list[str]:
    waiting = f"{rule.waiting_days} days: {_in_waiting(rule)}" if rule.waiting_days else ""
    return [
        f"`{rule.rule_id}`",
        both(LIABILITY_WORDS[rule.liability]),
        codes(rule.causes),
        waiting,
        f"{rule.within_days} days" if rule.within_days else "",
        _deductible(rule),
        "<br>".join(_pays(rule)),
        "<br>".join(_limits(rule)),
        codes(rule.exclusions),
        rule.mark,
    ]


def _in_waiting(rule: Rule) -> str:
    return "premiums go back" if rule.in_waiting == "premiums" else "refused"


def _deductible(rule: Rule) -> str:
    if rule.deductible_days:
        return f"{rule.deductible_days} days a stay"
    return f"{yuan(rule.deductible_fen)} {PER_WORDS[rule.deductible_per].en}" if rule.deductible_fen else ""


def _pays(rule: Rule) -> Iterator[str]:
    if rule.requires:
        yield f"only as `{rule.requires}`"
    if "medical" in rule.liability:
        yield f"{rule.pays_percent}% of the costs: {codes(rule.invoice_kinds)}"
    elif rule.day_fen:
        yield f"{yuan(rule.day_fen)} a day"
    elif rule.liability == "accidental_disability":
        yield f"{BASES[rule.pays]} by grade" + ("; 一级 grade 1 ends the contract" if rule.ends_contract else "")
    elif rule.liability == "premium_waiver":
        yield "余期保险费免交 premiums due after the event"
    else:
        yield f"{rule.share_percent}% of {BASES[rule.pays]}"


def _limits(rule: Rule) -> Iterator[str]:
    for kind, fen in rule.invoice_limits.items():
        yield f"{yuan(fen)} an {INVOICE_WORDS[kind].en} invoice"
    if rule.bed_day_limit_fen is not None:
        yield f"{yuan(rule.bed_day_limit_fen)} a day of beds"
    if rule.examination_limit_fen is not None:
        yield f"{yuan(rule.examination_limit_fen)} of examinations an invoice"
    if rule.stay_days is not None:
        yield f"{rule.stay_days} days a stay"
    if rule.year_days is not None:
        yield f"{rule.year_days} days {PER_WORDS['year'].en}"
    for limit in rule.limits:
        yield f"{limit.name}: {limit.text.en}"


def _social(rule: Rule, row: SocialInsurance) -> list[str]:
    began = f"from {row.effective_from}" + (f" to {row.effective_to}" if row.effective_to else "")
    return [f"`{rule.rule_id}`", began, "是 yes" if row.deducts else "否 no", row.basis, row.mark]


def _hospitals(rule: Rule) -> list[str]:
    seen = rule.hospitals
    return [f"`{rule.rule_id}`", UNDESIGNATED[seen.undesignated], seen.basis, seen.mark]


def _exclusion(row: Exclusion) -> list[str]:
    years = f"after {row.refunds_after_years} years of premiums" if row.refunds_after_years else ""
    return [f"`{row.code}`", both(row.text), years, row.basis, row.mark]
