"""Rules of the bank channel (UW-BANCA): what a person must see, what needs the policyholder's signed declaration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.intake.authority import Authority, Level
from services.intake.bank.incomes import local_income
from shared.amounts import WAN
from shared.errors import Text
from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules look at; `age` is the policyholder's on `on`, `premium_fen` a year's or the single one."""

    org: str
    on: date
    age: int
    residence: str
    is_regular: bool
    pay_years: int
    premium_fen: int
    income_fen: int
    family_income_fen: int
    budget_fen: int


@dataclass(frozen=True, slots=True)
class Rule:
    """`leads_to`: manual underwriting, or the declaration without which the application isn't taken."""

    code: str
    leads_to: Literal["manual", "declaration"]
    applies: Callable[[Asked], bool]
    text: Text
    basis: str
    mark: Mark


SOURCE = "保监发〔2014〕3号, UW-BANCA (S2 S27)"
# That age and income are the policyholder's, and that pay years count for regular pay only, is our reading (M).
# fmt: off
RULES = (
    #    code                      leads to       applies                                                              words                                                                                                                  basis   mark
    Rule("income-below-local",     "manual",      lambda a: a.income_fen < local_income(a.org, a.residence, a.on).yearly_fen, Text("投保人年收入低于当地人均收入", "The policyholder's income is below the local per-capita income"),             SOURCE, "V"),
    Rule("age-over-65",            "manual",      lambda a: a.age > 65,                                                Text("投保人年龄超过65周岁", "The policyholder is over 65"),                                                                SOURCE, "V"),
    Rule("age-over-60-regular",    "manual",      lambda a: a.is_regular and 60 < a.age <= 65,                         Text("期交投保人年龄超过60周岁", "The policyholder is over 60 and pays regularly"),                                        SOURCE, "V"),
    Rule("single-over-4-incomes",  "declaration", lambda a: not a.is_regular and a.premium_fen > 4 * a.family_income_fen, Text("趸交保费超过家庭年收入4倍", "The single premium is above 4 × the family's annual income"),                       SOURCE, "V"),
    Rule("annual-over-20-percent", "declaration", lambda a: a.is_regular and 5 * a.premium_fen > a.family_income_fen,  Text("年交保费超过家庭年收入20%", "The annual premium is above 20 % of the family's annual income"),                        SOURCE, "V"),
    Rule("pay-years-and-age-60",   "declaration", lambda a: a.is_regular and a.pay_years + a.age >= 60,                Text("交费年限与投保人年龄之和达到60", "Pay years and the policyholder's age make 60 or more"),                          SOURCE, "V"),
    Rule("premium-over-budget",    "declaration", lambda a: 2 * a.premium_fen >= 3 * a.budget_fen,                     Text("保费达到保费预算的150%", "The premium is 150 % of the stated budget or more"),                                        SOURCE, "V"),
)
# The limits are ours (D), as those of the group line are.
AUTHORITY: Authority[int | None] = Authority((
    #     level       up to        code length   words
    Level("city",     50 * WAN,    4,            Text("市公司核保", "underwriting by the city")),
    Level("province", 300 * WAN,   2,            Text("省公司核保", "underwriting by the province")),
    Level("head",     None,        0,            Text("总公司核保", "underwriting by head office")),
))
# fmt: on
TEXTS = {rule.code: rule.text for rule in RULES}


def rules_that_apply(asked: Asked, leads_to: str) -> list[str]:
    return [rule.code for rule in RULES if rule.leads_to == leads_to and rule.applies(asked)]
