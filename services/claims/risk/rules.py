"""Risk rules (风险规则): one row a rule; what fires says what was found. None refuses anything. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from services.claims.adjudication.amounts_in_words import told
from shared.errors import Text
from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class RiskRule:
    """`limit`: the threshold, in `unit`; reached, the rule fires."""

    code: str
    name: Text
    limit: int
    unit: Text
    basis: str
    mark: Mark


DAYS, POLICIES, PERCENT, CLAIMS, INVOICES = (
    Text("日内", "days"),
    Text("张保单", "policies"),
    Text("%以内", "per cent"),
    Text("件", "claims"),
    Text("张发票", "invoices"),
)
SAME = Text("同医院同业务员多件", "same hospital and salesperson")
OWN = "本系统设计: 提示复核, 不作为拒赔依据"
# fmt: off
RULES: Mapping[str, RiskRule] = {row.code: row for row in (
    RiskRule("early-after-issue", Text("承保后短期出险", "early after issue"), 90, DAYS, OWN, "D"),
    RiskRule("early-after-reinstatement", Text("复效后短期出险", "early after reinstatement"), 90, DAYS, OWN, "D"),
    RiskRule("several-policies", Text("被保险人多张保单", "several policies of the insured"), 3, POLICIES, OWN, "D"),
    RiskRule("near-limit", Text("金额贴近限额", "amount just below a limit"), 5, PERCENT, OWN, "D"),
    RiskRule("same-hospital-salesperson", SAME, 3, CLAIMS, OWN, "D"),
    RiskRule("undesignated-hospital", Text("非定点医院", "hospital not designated"), 1, INVOICES, OWN, "D"),
)}
# fmt: on
LOOKED_BACK_DAYS = 365  # at other claims of the hospital and the salesperson (D)


class Limit(NamedTuple):
    name: Text
    fen: int


class RiskFacts(NamedTuple):
    """`policies`: that insure the person. `alike`: claims of the same hospital and salesperson, this one included.
    `undesignated`: hospitals of invoices, one an invoice, where a benefit rule asks to be told of them."""

    event_on: date
    begins_on: date
    reinstated_on: date | None
    policies: int
    amount_fen: int | None
    limits: tuple[Limit, ...]
    alike: int
    undesignated: tuple[str, ...] = ()


class Flag(NamedTuple):
    rule: RiskRule
    found: Text

    def kept(self) -> dict[str, Any]:
        """As the rule was when it fired."""
        row = self.rule
        known = {"code": row.code, "name": row.name._asdict(), "limit": row.limit, "unit": row.unit._asdict()}
        return known | {"found": self.found._asdict(), "basis": row.basis, "mark": row.mark}


def flags_of(facts: RiskFacts) -> list[Flag]:
    return [Flag(RULES[code], found) for code, found in (*_found(facts), *_undesignated(facts))]


def _found(facts: RiskFacts) -> Iterator[tuple[str, Text]]:
    since_issue = (facts.event_on - facts.begins_on).days
    if 0 <= since_issue < RULES["early-after-issue"].limit:
        yield "early-after-issue", Text(f"承保后第{since_issue}日出险", f"{since_issue} days after the cover began")
    if facts.reinstated_on is not None:
        since = (facts.event_on - facts.reinstated_on).days
        if 0 <= since < RULES["early-after-reinstatement"].limit:
            yield "early-after-reinstatement", Text(f"复效后第{since}日出险", f"{since} days after the reinstatement")
    if facts.policies >= RULES["several-policies"].limit:
        yield "several-policies", Text(f"被保险人有{facts.policies}张保单", f"{facts.policies} policies insure them")
    for limit in facts.limits:
        if facts.amount_fen is not None and _is_near(facts.amount_fen, limit.fen):
            text = told(f"贴近{limit.name.zh}{{fen}}元", f"just below {limit.name.en}, {{fen}} yuan", fen=limit.fen)
            yield "near-limit", text
            break
    if facts.alike >= RULES["same-hospital-salesperson"].limit:
        zh = f"{LOOKED_BACK_DAYS}日内同医院同业务员{facts.alike}件"
        en = f"{facts.alike} claims of the same hospital and salesperson within {LOOKED_BACK_DAYS} days"
        yield "same-hospital-salesperson", Text(zh, en)


def _undesignated(facts: RiskFacts) -> Iterator[tuple[str, Text]]:
    count, codes = len(facts.undesignated), sorted(set(facts.undesignated))
    if count >= RULES["undesignated-hospital"].limit:
        zh = f"{count}张发票的医院就诊当日不是定点医院: {'、'.join(codes)}"
        en = f"hospitals not designated on the day, of {count} invoice(s): {', '.join(codes)}"
        yield "undesignated-hospital", Text(zh, en)


def _is_near(amount_fen: int, limit_fen: int) -> bool:
    """Within the limit, by less than its last few per cent."""
    return limit_fen * (100 - RULES["near-limit"].limit) <= amount_fen * 100 <= limit_fen * 100
