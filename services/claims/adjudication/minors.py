"""未成年人身故给付限额: a child's death benefit is cut to what all contracts together may pay. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.claims.adjudication.amounts_in_words import told
from services.claims.adjudication.award import line_of
from services.claims.adjudication.benefit_rule import Rule
from services.claims.adjudication.claim_facts import Facts
from services.claims.adjudication.liabilities import DEATHS, Liability
from services.claims.adjudication.outcome import Line, total
from services.claims.adjudication.rules import RULES
from shared.errors import Text
from shared.minor_caps import cap_at

LAW = "《保险法》第三十三条; "
# What was kept for arrears or loans was paid, too; what goes back, or lay on the policy, is no sum assured.
BESIDES = frozenset({"arrears", "taken-out", "loan", "dividends", "premiums-returned", "cash-value"})
KNOWN = frozenset(Liability)


def over_cap(rule: Rule, facts: Facts, fen: int) -> list[Line]:
    cap = cap_at(facts.age_at_death, facts.cover.concluded_on)
    if cap is None or not _is_capped(rule):
        return []
    left = max(0, cap.fen - facts.death_paid_fen)
    looked_at = Text(f"被保险人身故时{facts.age_at_death}周岁", f"the insured died at the age of {facts.age_at_death}")
    formula = told(
        "各保单合计限额{cap}元,其他保单已给付{before}元,余{left}元;超出{over}元不付",
        "of {cap} yuan by all policies {before} are paid by others, {left} are left; {over} over it aren't paid",
        cap=cap.fen,
        before=facts.death_paid_fen,
        left=left,
        over=max(0, fen - left),
    )
    return [line_of(rule, "minor-cap", min(0, left - fen), looked_at, formula, basis=LAW + cap.basis, mark=cap.mark)]


def capped_fen(rule: Rule, lines: Iterable[Line]) -> int:
    """Of what a rule gives, that which counts against the limit."""
    return total(line for line in lines if line.liability is rule.liability) if _is_capped(rule) else 0


def counted_fen(lines: Iterable[Mapping[str, Any]], claims_death: bool) -> int:
    """Of a calculation that is kept, also by hand: what names no liability of ours is paid on the death, where one is
    claimed."""
    uncapped = {rule.rule_id for rule in RULES if not _is_capped(rule)}
    counted = (line for line in lines if _is_of_death(line, claims_death) and line["rule_id"] not in uncapped)
    return sum(line["amount_fen"] for line in counted)


def _is_capped(rule: Rule) -> bool:
    """Premiums or cash values that go back are no sum assured: they don't count against it."""
    return rule.liability in DEATHS and rule.pays == "sum_assured"


def _is_of_death(line: Mapping[str, Any], claims_death: bool) -> bool:
    if line["code"] in BESIDES:
        return False
    liability = line["liability"]
    return line["code"] == "death" or liability in DEATHS or (claims_death and liability not in KNOWN)
