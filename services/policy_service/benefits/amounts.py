"""From which amount on more is asked before a benefit is paid in cash: one row a rule. Pure."""

from typing import NamedTuple

from shared.errors import Text
from shared.marks import Mark


class AmountRule(NamedTuple):
    rule_id: str
    from_fen: int
    text: Text
    basis: str
    mark: Mark

    def reached_by(self, amount_fen: int) -> bool:
        return amount_fen >= self.from_fen


# AML-07 goes on until the amounts of 〔2025〕第11号令 (S32), in force since 2026-01-01, are known.
IDENTIFIED = AmountRule(
    "AML-07-PAY",
    1_000_000,
    Text(
        "给付一万元以上须核对受益人身份及与投保人关系,并留存证件复印件",
        "From 10,000 yuan on the beneficiary's identity and relation to the policyholder are checked, a copy is kept",
    ),
    "2007年2号令 (S30)",
    "V2",
)
REVIEWED = AmountRule(
    "CASH-REVIEW",
    5_000_000,
    Text("现金给付五万元以上须复核", "Cash from 50,000 yuan on is reviewed"),
    "本系统设计; 与大额现金报告起点 (AML-CTR) 相同",
    "D",
)
