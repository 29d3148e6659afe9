"""Thresholds of the anti-money-laundering rules (反洗钱起点): a row a rule, its basis and how far that was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.amounts import YUAN
from shared.dated_rows import DatedRow, check_one_a_day
from shared.errors import Text
from shared.marks import Mark

Unit = Literal["fen-an-insured", "fen-a-contract", "fen-a-customer-day", "years", "holders", "contracts", "none"]


class NoThreshold(LookupError):
    """A rule without a row on that day: close rows with `effective_to`, never delete them."""


@dataclass(frozen=True, slots=True)
class Threshold(DatedRow):
    """One row. `value` None: the rule has no floor, or none was found (then `verified` is false).

    `within_days`: how far back is counted, of rules that count over time.
    """

    rule_id: str
    effective_from: date
    effective_to: date | None  # the last day in force
    value: int | None
    unit: Unit
    trigger: Text
    effect: Text  # what this system does with it
    basis: str
    mark: Mark
    verified: bool  # the value itself was read in the text in force
    within_days: int | None = None

    def reached_by(self, amount: int, units: int = 1) -> bool:
        """Whether an amount over so many `units` (insured persons) is at the threshold or above it."""
        return self.value is None or amount >= self.value * units


def threshold_table(*rows: Threshold) -> tuple[Threshold, ...]:
    """ValueError when two rows of one rule are in force on the same day."""
    check_one_a_day(rows, lambda row: row.rule_id)
    return rows


OLD, NEW, LAW, CTR = date(2007, 8, 1), date(2026, 1, 1), date(2025, 1, 1), date(2017, 7, 1)
S30 = "2007年2号令 (S30); 起始日 M"
S34 = "已废止的可疑特征清单 (S34); 数值为本系统设计"
OWN = "本系统设计"
REFUSED = Text("未识别则拒绝收费、拒绝出单", "No premium is taken and no policy issued before")
RAISED = Text("自动立可疑件", "A suspicion is raised by itself")
NOT_HERE = Text("受理环节不适用", "Not met with at intake")

# AML-07 goes on until the amounts of AML-25, which is in force, are known: they were not found (domain §8, 2).
# AML-22 has no row: published, suspended on 2022-02-21, it never took effect (S31).
# fmt: off
THRESHOLDS = threshold_table(
    #         rule          from  to    value           unit
    Threshold("AML-07-NB1", OLD,  None, 20_000 * YUAN,  "fen-an-insured",
              Text("人身保险现金保费, 按单个被保险人 (外币2,000美元)", "life, cash premium, an insured person (USD 2,000)"),
              REFUSED, S30, "V2", False),
    Threshold("AML-07-NB0", OLD,  None, 10_000 * YUAN,  "fen-a-contract",
              Text("财产保险现金保费 (外币1,000美元), 常与人身险混淆", "property, cash premium (USD 1,000), often taken for life's"),
              NOT_HERE, S30, "V2", False),
    Threshold("AML-07-NB2", OLD,  None, 200_000 * YUAN, "fen-a-contract",
              Text("转账保费, 各险种 (外币20,000美元)", "any contract, premium by transfer (USD 20,000)"),
              REFUSED, S30, "V2", False),
    Threshold("AML-07-SUR", OLD,  None, 10_000 * YUAN,  "fen-a-contract",
              Text("退还保费或现金价值 (外币1,000美元)", "premium or cash value refunded (USD 1,000)"),
              NOT_HERE, S30, "V2", False),
    Threshold("AML-07-PAY", OLD,  None, 10_000 * YUAN,  "fen-a-contract",
              Text("赔偿、给付保险金 (外币1,000美元)", "benefits and claims paid (USD 1,000)"),
              NOT_HERE, S30, "V2", False),
    Threshold("AML-25",     NEW,  None, None,           "none",
              Text("基于风险的尽职调查; 保险业金额未查得, 取代AML-07 (M)", "risk-based; its insurance amounts were not found; supersedes AML-07 (M)"),
              Text("沿用AML-07各行, 启动时警告", "The rows of AML-07 stand in for it; a warning at the start"),
              "〔2025〕第11号令 (S32)", "V", False),
    Threshold("AML-L31",    LAW,  None, None,           "none",
              Text("受益人不是客户本人的人身保险合同; 他人代理的业务; 不设起点", "life contract whose beneficiary is not the customer; an agent acting; no floor"),
              Text("受益人未识别则拒绝出单; 代理人须自行核对", "No policy before the beneficiary is identified; agents are not on record here"),
              "《反洗钱法》(2024年修订, S1)", "V", True),
    Threshold("AML-L34",    date(2007, 1, 1), date(2024, 12, 31), 5, "years",
              Text("客户身份资料、交易记录保存", "identity data and transactions are kept"),
              Text("保存至期满", "Kept until then"), "《反洗钱法》(2006)", "M", False),
    Threshold("AML-L34",    LAW,  None, 10,             "years",
              Text("客户身份资料 (业务关系结束后)、交易信息 (交易结束后) 保存", "identity data after the relation ends, transactions after they end"),
              Text("保存至期满, 不提供删除", "Kept until then; nothing deletes them"), "《反洗钱法》(2024年修订, S1)", "V", True),
    Threshold("AML-CTR",    CTR,  None, 50_000 * YUAN,  "fen-a-customer-day",
              Text("当日单笔或累计现金 (外币10,000美元)", "cash of a day, single or together (USD 10,000)"),
              Text("自动立大额交易报告件", "A large-cash report opens by itself"), "2016年3号令 (S33)", "V", True),
    Threshold("AML-SEED-SHARED", CTR, None, 3,          "holders",
              Text("同一手机号或账号被多名无关联投保人使用", "one mobile or account of several unrelated policyholders"),
              RAISED, OWN, "D", False),
    Threshold("AML-SEED-FREQUENT", CTR, None, 5,        "contracts",
              Text("短期内频繁投保", "contracts bought in short order by one policyholder"),
              RAISED, S34, "D", False, within_days=30),
)
# fmt: on


def threshold(rule: str, on: date) -> Threshold:
    """The row of a rule in force on a day; raises NoThreshold."""
    row = next((row for row in THRESHOLDS if row.rule_id == rule and row.in_force(on)), None)
    if row is None:
        raise NoThreshold(f"no row of {rule} is in force on {on}")
    return row


def in_force(on: date) -> Sequence[Threshold]:
    return [row for row in THRESHOLDS if row.in_force(on)]


def unverified(on: date) -> Sequence[Threshold]:
    """Rows of the law whose value nobody has read in the text in force; our own design has no such text."""
    return [row for row in in_force(on) if not row.verified and row.mark != "D"]


def told_of(rows: Sequence[Threshold]) -> Text:
    ids = ", ".join(dict.fromkeys(row.rule_id for row in rows))
    return Text(
        f"反洗钱标准有 {len(rows)} 项尚未与现行文本核对,系统照用,请合规人员核对({ids})",
        f"Of the amounts against money laundering {len(rows)} are used though nobody has compared them with the text"
        f" in force; have compliance do so ({ids})",
    )


def keep_until(on: date) -> date:
    """The last day to keep (AML-L34) what ended on that day; the relation with the customer may last longer."""
    last_year = on.year + (threshold("AML-L34", on).value or 0)
    return date(last_year, 3, 1) if (on.month, on.day) == (2, 29) else on.replace(year=last_year)
