"""What a row of the benefit rules (赔付规则) says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from services.claims.adjudication.amounts_in_words import half_up
from services.claims.adjudication.liabilities import Cause, Liability
from shared.errors import Text
from shared.marks import Mark

Per = Literal["event", "year", "term"]
InvoiceKind = Literal["outpatient", "inpatient"]
Undesignated = Literal["any", "flag", "refuse"]
PER_WORDS: Mapping[Per, Text] = {
    "event": Text("每次事故", "an event"),
    "year": Text("每一保单年度", "a policy year"),
    "term": Text("保险期间累计", "the whole term"),
}
INVOICE_WORDS: Mapping[InvoiceKind, Text] = {
    "outpatient": Text("门诊", "outpatient"),
    "inpatient": Text("住院", "inpatient"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """`name`: rules of one product that name the same limit share it. Of the sum assured where `fen` is None."""

    name: str
    per: Per
    fen: int | None = None
    percent: int = 100

    def amount(self, sum_assured_fen: int) -> int:
        return half_up(sum_assured_fen * self.percent, 100) if self.fen is None else self.fen

    @property
    def text(self) -> Text:
        per = PER_WORDS[self.per]
        if self.fen is None:
            return Text(f"{per.zh}保额的{self.percent}%", f"{self.percent}% of the sum assured, {per.en}")
        return Text(f"{per.zh}{self.fen / 100:,.0f}元", f"{self.fen / 100:,.0f} yuan {per.en}")


@dataclass(frozen=True, slots=True)
class SocialInsurance:
    """Whether what social insurance paid (医保已支付部分) is deducted, for covers that began in these days."""

    deducts: bool
    basis: str
    mark: Mark
    effective_from: date
    effective_to: date | None = None

    def is_in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Hospitals:
    """What becomes of an invoice whose hospital isn't designated (非定点医院) on its day: paid like `any` other, paid
    with a risk `flag`, or refused."""

    undesignated: Undesignated
    basis: str
    mark: Mark


ANY_HOSPITAL = Hospitals("any", "保险条款未限定医疗机构", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`effective_from`, `effective_to`: days on which a cover begins that has this row.

    `waiting_days` (等待期) never concern accidents; `in_waiting` says what an event in them is worth.
    `within_days`: so long after the event treatment, disability or death still belongs to it.
    `applies_standard`: costs are recognised by the standard of basic medical insurance.
    `pays` and `share_percent`: what a fixed sum is a share of. `ends_contract`: paid; of a disability, in full.
    """

    rule_id: str
    product: str
    liability: Liability
    causes: frozenset[Cause]
    basis: str
    mark: Mark
    effective_from: date = date(2000, 1, 1)
    effective_to: date | None = None
    waiting_days: int = 0
    in_waiting: Literal["refused", "premiums"] = "refused"
    requires: str | None = None
    exclusions: frozenset[str] = frozenset()
    within_days: int | None = None
    deductible_fen: int = 0
    deductible_per: Literal["event", "year"] = "event"
    pays_percent: int = 100
    invoice_kinds: frozenset[InvoiceKind] = frozenset(INVOICE_WORDS)
    invoice_limits: Mapping[InvoiceKind, int] = field(default_factory=dict)
    bed_day_limit_fen: int | None = None
    examination_limit_fen: int | None = None
    applies_standard: bool = True
    social_insurance: tuple[SocialInsurance, ...] = ()
    hospitals: Hospitals = ANY_HOSPITAL
    day_fen: int = 0
    deductible_days: int = 0
    stay_days: int | None = None
    year_days: int | None = None
    pays: Literal["sum_assured", "premiums_paid", "greater_of_premiums_and_cash_value"] = "sum_assured"
    share_percent: int = 100
    limits: tuple[Limit, ...] = ()
    ends_contract: bool = False

    def is_in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def social_insurance_on(self, on: date) -> SocialInsurance | None:
        """None where no row speaks of it: then it isn't deducted either, for want of a rule."""
        return next((row for row in self.social_insurance if row.is_in_force(on)), None)
