"""Answers of the risk flags' routes."""

from pydantic import Field

from shared.marks import Mark
from shared.schemas import Out, TextOut


class RiskRuleOut(Out):
    """风险规则."""

    code: str
    name: TextOut
    limit: int = Field(description="Threshold, in `unit`")
    unit: TextOut
    basis: str
    mark: Mark


class RiskFlagOut(RiskRuleOut):
    """A rule that fired, as it was then: it asks to look closer, and refuses nothing (仅作提示)."""

    found: TextOut
