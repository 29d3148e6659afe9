"""What metrics announces: how far a clock of somebody's case has come. No event of a case's own service tells it."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import Event


class SlaEvent(Event):
    """A clock of a case, counted up among the events of its case by `version`, which is no version of the case."""

    version: int = Field(ge=1, description="Orders what is announced of this case's clocks")
    org: str = Field(description="Organisation code (机构代码)")
    handler: str | None = Field(default=None, description="Who must act or acted last (经办), a staff reference")
    status: str = Field(description="Of the case, when this was found", examples=["in_underwriting"])
    case_version: int = Field(ge=1, description="Version of the case in which this was found", examples=[4])
    clock: str = Field(description="Rule of the clock", examples=["bsr-nb3"])
    lap: int = Field(
        ge=1, description="1 for the first clock of this id of the case; each start after a stop is one", examples=[1]
    )
    started_at: AwareDatetime
    due_at: AwareDatetime | None = Field(default=None, description="None while the clock stands still (paused)")
    threshold: int = Field(description="Share of the limit that was used up, in percent", examples=[80])
    at: AwareDatetime = Field(description="When it was")


class SlaAtRisk(SlaEvent):
    """时效预警: 50 % or 80 % of a limit is used up, in the time that the clock counts; once each."""

    type: ClassVar[str] = "metrics.sla.at-risk.v1"

    threshold: Literal[50, 80] = Field(examples=[80])


class SlaBreached(SlaEvent):
    """时效超期: the due time has passed while the clock ran; once."""

    type: ClassVar[str] = "metrics.sla.breached.v1"

    threshold: Literal[100] = Field(examples=[100])


class SlaRecovered(SlaEvent):
    """时效解除: what was announced of a clock holds no more; once for the highest threshold announced until then.

    A breach that has happened stays one: `stopped` ends it, a pause doesn't.
    """

    type: ClassVar[str] = "metrics.sla.recovered.v1"

    threshold: Literal[50, 80, 100] = Field(examples=[80], description="The highest that had been announced")
    reason: Literal["stopped", "paused", "extended"] = Field(
        examples=["stopped"], description="The clock stopped, waits for the customer, or its due time moved on"
    )
