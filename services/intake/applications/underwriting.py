"""Underwriting rules: what passes automatically, what a person must see, and up to which sum each level decides."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.intake.applications.models import Application
from services.intake.authority import Authority, Level
from shared.amounts import WAN
from shared.errors import Text


@dataclass(frozen=True, slots=True)
class Referral:
    """A reason for manual underwriting (转人工核保原因)."""

    code: str
    applies: Callable[[Application, dict[str, Any]], bool]
    text: Text
    basis: str


# fmt: off
REFERRALS = (
    #        code                  when                                                                     words                                                   source
    Referral("health-disclosed",  lambda case, keyed: keyed["health_disclosed"],                           Text("健康告知有异常", "A health question was answered yes"), "D"),
    Referral("sum-over-auto",     lambda case, keyed: case.sum_assured_fen > 50 * WAN,                      Text("保额超过自动核保限额", "Sum assured above the automatic limit"), "D"),
    Referral("age-over-60",       lambda case, keyed: case.insured_age > 60,                                Text("被保险人年龄超过60周岁", "The insured is over 60"), "D"),
    Referral("occupation-risky",  lambda case, keyed: keyed["occupation_class"] >= 5,                       Text("职业类别为5类及以上", "Occupation class 5 or above"), "D"),
    Referral("premium-to-income", lambda case, keyed: case.payment_mode != "single" and _yearly_fen(case) * 5 > keyed["annual_income_fen"], Text("年交保费超过家庭年收入20%", "Annual premium above 20 % of annual income"), "UW-BANCA (V, S2 S27), applied to all channels: D"),
    Referral("single-to-income",  lambda case, keyed: case.payment_mode == "single" and case.premium_fen > 4 * keyed["annual_income_fen"], Text("趸交保费超过家庭年收入4倍", "Single premium above 4 × annual income"), "UW-BANCA (V, S2 S27), applied to all channels: D"),
)
AUTHORITY: Authority[int | None] = Authority((
    #     level       up to        code length   words
    Level("province", 300 * WAN,   2,            Text("省公司核保", "provincial underwriting")),
    Level("head",     None,        0,            Text("总公司核保", "head office underwriting")),
))
# fmt: on
MEDICAL_FROM_AGE, MEDICAL_FROM_FEN = 50, 30 * WAN  # reminder at reception: the province will ask for a medical (D)


def _yearly_fen(case: Application) -> int:
    return case.premium_fen * (12 if case.payment_mode == "monthly" else 1)


def needs_medical(insured_age: int, sum_assured_fen: int) -> bool:
    return insured_age >= MEDICAL_FROM_AGE and sum_assured_fen >= MEDICAL_FROM_FEN


def reasons_to_refer(case: Application, keyed: dict[str, Any]) -> list[str]:
    """Empty: the application passes automatically (自核通过)."""
    return [rule.code for rule in REFERRALS if rule.applies(case, keyed)]
