"""The event every kind of case announces: where the case stands after a step, and the step itself."""

from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class ClockReading(BaseModel):
    """One SLA clock (时效时钟) of a case as it reads after a step."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str = Field(description="Rule of the clock, e.g. bsr-nb3", examples=["bsr-nb3"])
    started_at: AwareDatetime
    due_at: AwareDatetime | None = Field(description="None while the clock stands still (paused)")
    stopped_at: AwareDatetime | None = None
    net_working_seconds: int | None = Field(
        default=None, description="Working time used, net of waiting for the customer; set once the clock has stopped"
    )
    used_50_at: AwareDatetime | None = Field(
        default=None, description="When half of the limit is used up, or was; None while a pause holds it short of that"
    )
    used_80_at: AwareDatetime | None = Field(default=None, description="Likewise four fifths of it")


class Event(BaseModel):
    """What is announced of a case. Never carries personal data: people appear as opaque references only."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]

    kind: str = Field(description="Kind of case", examples=["application"])
    case_no: str = Field(description="Case number (件号), unique over all kinds")


class CaseEvent(Event):
    """A step of a case (案件的一步). A subscriber needs no history: the state after the step is all here.

    Never carries personal data: people appear as opaque references only.
    """

    version: int = Field(ge=1, description="Steps taken so far; orders the events of a case")
    status: str
    org: str = Field(description="Organisation code (机构代码); a parent's code is a prefix of its children's")
    outlet: str | None = Field(default=None, description="Outlet (网点) where the case came in")
    channel: str | None = Field(default=None, description="Channel (渠道), e.g. agent, bank, counter")
    line: str | None = Field(default=None, description="Line of business (险种线)")
    product: str | None = Field(default=None, description="Product code")
    handler: str | None = Field(default=None, description="Who must act or acted last (经办), a staff reference")
    salesperson: str | None = Field(default=None, description="Salesperson (业务员), a staff reference")
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None = Field(
        default=None, description="When nothing was left to do: the case ended, or came to rest"
    )
    due_at: AwareDatetime | None = Field(default=None, description="Earliest due time among the running clocks")
    outcome: str | None = Field(default=None, description="How the case ended; None while it is open")
    waiting: str | None = Field(default=None, description="Why the clocks stand still after this step, if they do")
    clocks: tuple[ClockReading, ...] = ()

    action: str = Field(description="The step taken", examples=["accept"])
    at: AwareDatetime = Field(description="When the step was taken")
    by: str = Field(description="Who took it: a staff reference, or `system` for a timer")
    by_machine: bool = Field(
        default=False, description="No person took it: a timer or rule of ours, or another system's interface did"
    )
