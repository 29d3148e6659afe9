"""Events of claims: the survey (查勘/调查件), and the branch's day of allocating them (调查分派)."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.contracts.base import CaseEvent


class SurveyEvent(CaseEvent):
    """What every event of a survey carries beside the case; where it is and what was found isn't among it."""

    claim_no: str = Field(description="The claim it is for (理赔件号)", examples=["LP260302-7CW4H9XD"])
    survey_type: str = Field(description="What is investigated (调查类型)", examples=["hospital-visit"])
    grade_days: int = Field(description="Days within which it is to be reported (反馈时限)", examples=[3])
    level: Literal["branch", "city"] = Field(description="Whose it is")
    evidence: int = Field(default=0, description="Files on record (证据材料)")
    missing_evidence: tuple[str, ...] = Field(default=(), examples=[["medical-copy"]])
    finding: str | None = Field(default=None, description="What the newest report says (调查结论)")
    reports: int = Field(default=0, description="Reports so far")
    supplements: int = Field(default=0, description="How often it was sent back to be completed (补充调查)")
    first_reported_at: AwareDatetime | None = Field(default=None, description="First report (首次回销)")


class SurveyOpened(SurveyEvent):
    """发起调查: something is to be found out for a claim."""

    type: ClassVar[str] = "claims.survey.opened.v1"


class SurveyAllocated(SurveyEvent):
    """分派: it is somebody's, who is its handler."""

    type: ClassVar[str] = "claims.survey.allocated.v1"


class SurveyHandedOver(SurveyEvent):
    """转市公司: the city investigates it."""

    type: ClassVar[str] = "claims.survey.handed-over.v1"

    reason: str = Field(description="Why", examples=["over-capacity"])


class SurveyBegun(SurveyEvent):
    """开始调查: the investigator is at work on it."""

    type: ClassVar[str] = "claims.survey.begun.v1"


class SurveyEvidenceAdded(SurveyEvent):
    """证据入卷: a file was put on record."""

    type: ClassVar[str] = "claims.survey.evidence-added.v1"


class SurveyReported(SurveyEvent):
    """调查回销: the investigator has reported."""

    type: ClassVar[str] = "claims.survey.reported.v1"


class SurveyAccepted(SurveyEvent):
    """验收: the findings answer what was asked."""

    type: ClassVar[str] = "claims.survey.accepted.v1"


class SurveySentBack(SurveyEvent):
    """退回补充: something is left to find out."""

    type: ClassVar[str] = "claims.survey.sent-back.v1"

    reason: str = Field(description="Why", examples=["evidence-incomplete"])


class SurveyCancelled(SurveyEvent):
    """撤销: nothing is to be found out any more."""

    type: ClassVar[str] = "claims.survey.cancelled.v1"

    reason: str = Field(description="Why", examples=["claim-withdrawn"])


class Seat(BaseModel):
    """An investigator on a day (调查员负荷)."""

    model_config = ConfigDict(frozen=True)

    staff: str = Field(examples=["T0007"])
    capacity: int = Field(description="Surveys they can do that day", examples=[2])
    held: int = Field(description="Surveys in their hands after the allocation", examples=[2])


class SurveyDayEvent(CaseEvent):
    held_on: date
    seats: tuple[Seat, ...]
    allocated: int = Field(description="Surveys allocated that day", examples=[2])
    left_open: int = Field(description="Surveys that nobody has after it", examples=[1])
    late: int = Field(description="Of these, those that the branch can't finish on time", examples=[1])
    handed_over: int = Field(description="Surveys handed over to the city that day", examples=[0])


class SurveyDayAllocated(SurveyDayEvent):
    """调查分派: the day's surveys were shared out among the investigators."""

    type: ClassVar[str] = "claims.survey-day.allocated.v1"


class SurveyDayAllocatedAgain(SurveyDayEvent):
    """再次分派: surveys that came later, or places that became free; the numbers are those of the whole day."""

    type: ClassVar[str] = "claims.survey-day.allocated-again.v1"
