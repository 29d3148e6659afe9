"""What comes of an adjudication (理算结论): lines that sum to the payment, refusals, what limits it took. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.claims.adjudication.claim_facts import NOTHING_USED, Used
from services.claims.adjudication.liabilities import Liability, Payee, payee_of
from shared.errors import Text
from shared.marks import Mark

LINE_NAMES: Mapping[str, Text] = {
    "invoice": Text("发票金额", "invoice"),
    "unrelated": Text("与本次事故无关", "not for this event"),
    "over-standard": Text("超出基本医保同类费用标准", "over the standard of basic medical insurance"),
    "other-paid": Text("其他保险已赔付", "paid by other insurers"),
    "bed-limit": Text("床位费超限", "over the bed limit"),
    "examination-limit": Text("检查费超限", "over the limit of examinations"),
    "invoice-limit": Text("单张发票超限", "over the limit of an invoice"),
    "social-insurance": Text("扣除医保已支付", "social insurance's share deducted"),
    "social-insurance-kept": Text("医保已支付不扣除", "social insurance's share not deducted"),
    "deductible": Text("免赔额", "deductible"),
    "co-payment": Text("自负比例", "co-payment"),
    "days": Text("住院津贴", "hospital days"),
    "deductible-days": Text("免赔天数", "days not paid"),
    "over-stay-days": Text("超过每次住院天数", "over the days of a stay"),
    "over-year-days": Text("超过年度天数", "over the days of the year"),
    "disability": Text("伤残给付", "disability"),
    "earlier-disability": Text("扣除前次伤残给付", "paid for the earlier disability"),
    "death": Text("身故给付", "death benefit"),
    "critical-illness": Text("重大疾病给付", "critical illness"),
    "waiver": Text("豁免保险费", "waiver of premium"),
    "over-limit": Text("超过给付限额", "over the limit"),
    "minor-cap": Text("未成年人身故限额", "limit of a minor's death benefit"),
    "limitation": Text("诉讼时效提示", "limitation of action"),
    "premiums-returned": Text("退还已交保险费", "premiums returned"),
    "cash-value": Text("退还现金价值", "cash value returned"),
    "premiums-unowed": Text("退还无须交纳的保险费", "premiums that weren't owed"),
    "dividends": Text("给付红利账户", "dividend account paid"),
    "arrears": Text("扣减欠交保险费", "premium in arrears"),
    "taken-out": Text("扣除事故后已领款项", "paid out of the policy since the event"),
    "loan": Text("扣减保单借款本息", "policy loan and its interest"),
}

SET_OFF = frozenset({"arrears", "taken-out", "loan"})  # what is owed, taken off what is granted


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Positive fen are paid, negative ones cut, 0 only tells. `input`: what was looked at, `formula`: what was done."""

    code: str
    rule_id: str
    liability: Liability
    input: Text
    formula: Text
    amount_fen: int
    basis: str
    mark: Mark

    @property
    def name(self) -> Text:
        return LINE_NAMES[self.code]

    @property
    def payee(self) -> Payee:
        return payee_of(self.liability)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """`subject`: the invoice's number, the stay, the rule or what was asked for."""

    code: str
    subject: str
    text: Text
    basis: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Waiver:
    """Premiums that need not be paid from a day on; nothing is paid out."""

    from_on: date
    premiums: int
    premium_fen: int

    @property
    def total_fen(self) -> int:
        return self.premiums * self.premium_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`used`: what this claim takes, to be kept with it and counted against later ones.

    `social_insurance_kept_fen`: how much more is paid than if social insurance's share were deducted from this claim,
    earlier claims being what they were.
    """

    lines: tuple[Line, ...]
    refusals: tuple[Refusal, ...]
    used: Used = NOTHING_USED
    waiver: Waiver | None = None
    ends_contract: bool = False
    social_insurance_kept_fen: int = 0

    @property
    def total_fen(self) -> int:
        return total(self.lines)

    @property
    def set_off_fen(self) -> int:
        return set_off_fen((line.code, line.amount_fen) for line in self.lines)

    @property
    def by_liability(self) -> Mapping[Liability, int]:
        """Nothing but what is paid: a waiver alone isn't in it."""
        sums = {liability: total(line for line in self.lines if line.liability is liability) for liability in Liability}
        return {liability: fen for liability, fen in sums.items() if fen}

    @property
    def by_payee(self) -> Mapping[Payee, int]:
        sums = {payee: total(line for line in self.lines if line.payee is payee) for payee in Payee}
        return {payee: fen for payee, fen in sums.items() if fen}


def total(lines: Iterable[Line]) -> int:
    return sum(line.amount_fen for line in lines)


def set_off_fen(lines: Iterable[tuple[str, int]]) -> int:
    """Granted, and kept for what is owed (抵扣): by the lines' codes and amounts, also where they were made by hand."""
    return -sum(fen for code, fen in lines if code in SET_OFF)
