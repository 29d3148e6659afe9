"""Events of policy_service: patterns of endings at one salesperson (退保失效异常), with their numbers."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.base import CaseEvent


class SalesPatternEvent(CaseEvent):
    """What every event of a pattern carries beside the case; `salesperson` is whose policies ended."""

    period_from: date
    period_to: date
    exposed: int = Field(description="Policies of the salesperson that could end in the period", examples=[40])
    ended: int = Field(description="Of them those surrendered, given back or lapsed", examples=[9])
    branch_exposed: int = Field(description="The same of the whole branch", examples=[1200])
    branch_ended: int = Field(description="The same of the whole branch", examples=[84])
    branch_rate: float = Field(description="`branch_ended` over `branch_exposed`", examples=[0.07])
    p_value: float = Field(
        description="Chance of as many or more at the branch's rate (exact binomial tail)", examples=[0.001837]
    )


class SalesPatternFlagged(SalesPatternEvent):
    """退保失效异常提示: more of a salesperson's policies ended than chance explains; it is to be examined."""

    type: ClassVar[str] = "policy_service.sales-pattern.flagged.v1"


class SalesPatternConfirmed(SalesPatternEvent):
    """核查属实: they were sold wrongly."""

    type: ClassVar[str] = "policy_service.sales-pattern.confirmed.v1"

    reasons: tuple[str, ...] = Field(description="What was found", examples=[["participating-oversold"]])


class SalesPatternCleared(SalesPatternEvent):
    """核查不成立: there is another explanation."""

    type: ClassVar[str] = "policy_service.sales-pattern.cleared.v1"

    reasons: tuple[str, ...] = Field(description="What explains it", examples=[["employer-closed"]])
