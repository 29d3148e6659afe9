"""The benefit rules of the products on sale (赔付规则): one row a product, liability and cause. Pure.

Amounts, rates and days are invented, as the products are: an insurer enters its clauses' own. What the law or the
regulator says of them stands in the basis of the lines.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.claims.adjudication.benefit_rule import Hospitals, Limit, Rule, SocialInsurance
from services.claims.adjudication.exclusions import OF_ACCIDENTS, OF_CRITICAL_ILLNESS, OF_LIFE, OF_MEDICAL
from services.claims.adjudication.liabilities import Cause, Liability
from shared.amounts import YUAN

CLAUSE = "保险条款 (本系统设计)"
ACCIDENT = frozenset({Cause.ACCIDENT})
ILLNESS = frozenset({Cause.ILLNESS})
UNTIMELY = frozenset({Cause.ILLNESS, Cause.SUICIDE})
ACCIDENT_DAYS = 180  # of usual clauses (S73, V2)

UNDISTINGUISHED = SocialInsurance(
    False,
    "《健康保险管理办法》(保监会令2006年第8号): 销售时未区分有无医保的,赔付不作区别 (条号未核)",
    "M",
    date(2006, 9, 1),
    date(2015, 11, 30),
)
PRICED_WHOLE = SocialInsurance(
    False, "《保险法解释(三)》第十八条: 厘定费率时未扣除医保部分的,不得扣减 (S71)", "V2", date(2015, 12, 1)
)
PRICED_LESS = SocialInsurance(
    True,
    "《保险法解释(三)》第十八条: 费率已按扣除医保厘定并收取的,可以扣减 (S71; 费率为本系统设计)",
    "D",
    date(2021, 1, 1),
)
DESIGNATED_BY_CLAUSE = "保险条款: 在保险人指定或认可的医疗机构就诊 (行业惯例); 按定点医院名册判断为本系统设计"
DESIGNATED_ONLY = Hospitals("refuse", DESIGNATED_BY_CLAUSE, "D")
UNDESIGNATED_SEEN = Hospitals("flag", DESIGNATED_BY_CLAUSE, "D")
KEPT = (UNDISTINGUISHED, PRICED_WHOLE)
KEPT_TO_2020 = (UNDISTINGUISHED, replace(PRICED_WHOLE, effective_to=date(2020, 12, 31)), PRICED_LESS)


def _row(product: str, suffix: str, rule: Rule) -> Rule:
    return replace(rule, product=product, rule_id=f"{product}-{suffix}")


def _rule(liability: Liability, causes: frozenset[Cause], exclusions: frozenset[str]) -> Rule:
    return Rule(
        rule_id="", product="", liability=liability, causes=causes, exclusions=exclusions, basis=CLAUSE, mark="D"
    )


ACCIDENTAL_DEATH = replace(
    _rule(Liability.ACCIDENTAL_DEATH, ACCIDENT, OF_ACCIDENTS), within_days=ACCIDENT_DAYS, ends_contract=True
)
DISABILITY = _rule(Liability.ACCIDENTAL_DISABILITY, ACCIDENT, OF_ACCIDENTS)
ACCIDENT_MEDICAL = replace(
    _rule(Liability.ACCIDENT_MEDICAL, ACCIDENT, OF_MEDICAL), within_days=ACCIDENT_DAYS, social_insurance=KEPT
)
ILLNESS_MEDICAL = replace(
    _rule(Liability.ILLNESS_MEDICAL, ILLNESS, OF_MEDICAL), waiting_days=30, within_days=ACCIDENT_DAYS
)
ACCIDENT_STAY = replace(_rule(Liability.HOSPITAL_DAY, ACCIDENT, OF_MEDICAL), within_days=ACCIDENT_DAYS)
ILLNESS_STAY = replace(_rule(Liability.HOSPITAL_DAY, ILLNESS, OF_MEDICAL), waiting_days=30, within_days=ACCIDENT_DAYS)
OTHER_DEATH = replace(
    _rule(Liability.ILLNESS_DEATH, UNTIMELY, OF_LIFE), waiting_days=180, in_waiting="premiums", ends_contract=True
)
CRITICAL_ILLNESS = replace(
    _rule(Liability.CRITICAL_ILLNESS, ACCIDENT | ILLNESS, OF_CRITICAL_ILLNESS),
    waiting_days=180,
    in_waiting="premiums",
    limits=(Limit("critical illness", "term"),),
    ends_contract=True,
)
WAIVER = replace(_rule(Liability.PREMIUM_WAIVER, ACCIDENT | ILLNESS, OF_LIFE), waiting_days=180)


def _accident(product: str, requires: str | None = None, *, alone: bool = False) -> tuple[Rule, ...]:
    """Disability and death share the sum assured (S73). `alone`: nothing else is insured, so that the first grade,
    which takes the whole of it, ends the contract (D)."""
    shared = (Limit("accident", "term"),)
    return (
        _row(product, "accidental-death", replace(ACCIDENTAL_DEATH, limits=shared, requires=requires)),
        _row(product, "disability", replace(DISABILITY, limits=shared, requires=requires, ends_contract=alone)),
    )


def _life(product: str, waiting_days: int = 180, accident_percent: int = 100) -> tuple[Rule, ...]:
    """Death from any cause; a share of its own where it was an accident."""
    limits = (Limit("life", "term", percent=accident_percent),)
    by_accident = replace(ACCIDENTAL_DEATH, limits=limits, share_percent=accident_percent, exclusions=OF_LIFE)
    other = replace(OTHER_DEATH, limits=(Limit("life", "term"),), waiting_days=waiting_days)
    return (
        _row(product, "accidental-death", replace(by_accident, within_days=None)),
        _row(product, "death", other),
    )


def _premiums(product: str, pays_greater: bool = False) -> tuple[Rule, ...]:
    """Death pays no sum assured: premiums, or the cash value where that is more."""
    refund = replace(_rule(Liability.ILLNESS_DEATH, UNTIMELY, OF_LIFE), pays="premiums_paid", ends_contract=True)
    if pays_greater:
        refund = replace(refund, pays="greater_of_premiums_and_cash_value")
    by_accident = replace(refund, liability=Liability.ACCIDENTAL_DEATH, causes=ACCIDENT)
    return _row(product, "accidental-death", by_accident), _row(product, "death", refund)


# fmt: off
RULES: Sequence[Rule] = (
    *_accident("K2001"),
    _row("K2001", "accident-medical", replace(
        ACCIDENT_MEDICAL, deductible_fen=100 * YUAN, pays_percent=80, invoice_limits={"outpatient": 500 * YUAN},
        limits=(Limit("medical", "year", 10_000 * YUAN),))),

    *_accident("K2002"),
    _row("K2002", "accident-medical", replace(
        ACCIDENT_MEDICAL, pays_percent=90, limits=(Limit("accident medical", "year", 5_000 * YUAN),))),
    _row("K2002", "illness-medical", replace(
        ILLNESS_MEDICAL, social_insurance=KEPT, invoice_kinds=frozenset({"inpatient"}), hospitals=DESIGNATED_ONLY,
        deductible_fen=200 * YUAN, pays_percent=60, bed_day_limit_fen=40 * YUAN,
        limits=(Limit("illness medical", "year"),))),
    _row("K2002", "death", replace(
        OTHER_DEATH, causes=ILLNESS, waiting_days=30, in_waiting="refused", limits=(Limit("illness death", "term"),))),

    *_accident("K2003", requires="passenger", alone=True),

    _row("K2004", "accident-day", replace(
        ACCIDENT_STAY, day_fen=50 * YUAN, stay_days=60, year_days=100, limits=(Limit("allowance", "year"),))),
    _row("K2004", "illness-day", replace(
        ILLNESS_STAY, day_fen=50 * YUAN, deductible_days=3, stay_days=60, year_days=100,
        limits=(Limit("allowance", "year"),))),

    *_accident("G2001"),
    _row("G2001", "accident-medical", replace(
        ACCIDENT_MEDICAL, deductible_fen=50 * YUAN, pays_percent=90,
        limits=(Limit("medical", "year", 10_000 * YUAN),))),

    *_accident("G2002"),
    _row("G2002", "accident-medical", replace(
        ACCIDENT_MEDICAL, deductible_fen=100 * YUAN, pays_percent=80,
        limits=(Limit("medical of an event", "event", 10_000 * YUAN), Limit("medical", "year", 20_000 * YUAN)))),
    _row("G2002", "accident-day", replace(ACCIDENT_STAY, day_fen=30 * YUAN, stay_days=90, year_days=180)),

    _row("G2003", "accident-medical", replace(
        ACCIDENT_MEDICAL, social_insurance=KEPT_TO_2020, invoice_kinds=frozenset({"inpatient"}),
        deductible_fen=500 * YUAN, deductible_per="year", pays_percent=80, bed_day_limit_fen=60 * YUAN,
        examination_limit_fen=1_000 * YUAN, limits=(Limit("medical", "year"),))),
    _row("G2003", "illness-medical", replace(
        ILLNESS_MEDICAL, social_insurance=KEPT_TO_2020, invoice_kinds=frozenset({"inpatient"}),
        hospitals=UNDESIGNATED_SEEN, deductible_fen=500 * YUAN, deductible_per="year", pays_percent=80,
        bed_day_limit_fen=60 * YUAN, examination_limit_fen=1_000 * YUAN, limits=(Limit("medical", "year"),))),

    *_accident("F5001"),
    _row("F5002", "accident-medical", replace(
        ACCIDENT_MEDICAL, deductible_fen=100 * YUAN, pays_percent=90, limits=(Limit("medical", "year"),))),
    _row("F5003", "accident-day", replace(
        ACCIDENT_STAY, day_fen=80 * YUAN, stay_days=60, year_days=180, limits=(Limit("allowance", "year"),))),
    _row("F5003", "illness-day", replace(
        ILLNESS_STAY, waiting_days=90, day_fen=80 * YUAN, deductible_days=3, stay_days=60, year_days=180,
        limits=(Limit("allowance", "year"),))),

    *_life("L1001"),
    *_life("L1002"),
    _row("L1003", "critical-illness", CRITICAL_ILLNESS),
    *_premiums("L1003"),
    _row("L1003", "waiver", WAIVER),
    *_premiums("L1004", pays_greater=True),
    *_life("L1005", waiting_days=90),
    *_life("Y3001", accident_percent=200),
    *_life("Y3002", accident_percent=200),
    *_life("Y3003"),
)
# fmt: on


def rules_of(product: str, begins_on: date) -> list[Rule]:
    """Those of a cover that begins on that day."""
    return [rule for rule in RULES if rule.product == product and rule.is_in_force(begins_on)]
