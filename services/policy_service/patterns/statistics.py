"""When endings at one salesperson are a pattern: the rule's rows, and the test against the branch's rate. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.policy_service.patterns.binomial import tail
from shared.marks import Mark


class NoRule(LookupError):
    """No row on that day: close rows with `effective_to`, never delete them."""


@dataclass(frozen=True, slots=True)
class PatternRule:
    """`least_ended`: fewer are never a pattern, however unlikely. Flagged where the chance lies under `p_below`."""

    effective_from: date
    effective_to: date | None  # the last day in force
    period_days: int
    least_ended: int
    p_below: float
    basis: str
    mark: Mark


class Count(NamedTuple):
    exposed: int
    ended: int


class Suspect(NamedTuple):
    salesperson: str
    own: Count
    branch: Count
    p_value: float


# fmt: off
BASIS = "年终总结: 销售人员误导或夸大回报致退保、失效; 数值为本系统设计"
RULES = (
    #            from              to     days  least  p      basis  mark
    PatternRule(date(2000, 1, 1),  None,  180,  3,     0.01,  BASIS, "D"),
)
# fmt: on


def rule_on(day: date) -> PatternRule:
    """Raises NoRule."""
    for row in RULES:
        if row.effective_from <= day <= (row.effective_to or date.max):
            return row
    raise NoRule(day.isoformat())


def suspects(counts: Mapping[str | None, Count], rule: PatternRule) -> list[Suspect]:
    """Those whose share of endings chance doesn't explain; policies without a salesperson count for the branch only.

    The branch's rate holds the salesperson's own policies, too: that flags less rather than more.
    """
    branch = Count(sum(each.exposed for each in counts.values()), sum(each.ended for each in counts.values()))
    found = (
        Suspect(salesperson, own, branch, tail(own.ended, own.exposed, branch.ended / branch.exposed))
        for salesperson, own in sorted((key, own) for key, own in counts.items() if key is not None)
        if own.ended >= rule.least_ended and own.ended * branch.exposed > branch.ended * own.exposed
    )
    return [each for each in found if each.p_value < rule.p_below]
