"""Bodies and answers of the pattern's routes."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shared.cases import CaseOut
from shared.schemas import Body, OrgCode, Out, Reason


class ExaminationIn(Body):
    """What the examination found (核查结论), with its reasons."""

    finding: Literal["confirmed", "unfounded"]
    reasons: Annotated[list[Reason], Field(min_length=1, max_length=10, examples=[["participating-oversold"]])]


class LookIn(Body):
    org: OrgCode = Field(examples=["350322"])


class SalesPatternOut(CaseOut):
    """A pattern as it stands (退保失效异常)."""

    period_from: date
    period_to: date
    exposed: int = Field(description="Policies of the salesperson that could end in the period")
    ended: int = Field(description="Of them those surrendered, given back or lapsed")
    branch_exposed: int
    branch_ended: int
    branch_rate: float
    p_value: float = Field(description="Chance of as many or more at the branch's rate (exact binomial tail)")
    policies: list[str] = Field(description="Those that ended")
    reasons: list[str]
    examined_by: str | None


class LookOut(Out):
    """What a look has found (即时核查): the rule it went by, and what is flagged anew."""

    org: str
    period_from: date
    period_to: date
    least_ended: int
    p_below: float
    basis: str
    mark: str
    flagged: list[SalesPatternOut]
