"""Events of intake (受理): the inspection of a counter (柜面巡检), and each finding of one (整改项)."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.base import CaseEvent


class InspectionEvent(CaseEvent):
    """What every event of an inspection carries beside the case, which opened on the day of it."""

    tool: str = Field(description="Which of the daily tools (巡检工具)", examples=["dress"])
    inspected_on: date
    checked: int = Field(default=0, description="Items looked at")
    failed: int = Field(default=0, description="Items that failed: each opens a finding")


class InspectionRecorded(InspectionEvent):
    """登记巡检: an outlet was inspected with one of the tools."""

    type: ClassVar[str] = "intake.inspection.recorded.v1"


class InspectionCancelled(InspectionEvent):
    """撤销巡检: it was recorded by mistake, and counts no longer."""

    type: ClassVar[str] = "intake.inspection.cancelled.v1"


class FindingEvent(CaseEvent):
    """What every event of a finding carries beside the case; `handler` is who must put it right (责任人)."""

    inspection_no: str = Field(description="Number of the inspection", examples=["XJ260302-K8C3R5WM"])
    tool: str = Field(description="Which of the daily tools (巡检工具)", examples=["dress"])
    item: str = Field(description="What failed (检查项)", examples=["uniform"])
    severity: Literal["minor", "major", "severe"] = Field(examples=["minor"])
    limit_days: int = Field(description="Working days in which to close it (整改期限)", examples=[5])
    fixed_by: str | None = Field(default=None, description="Who says it is put right, a staff reference")
    reopenings: int = Field(default=0, description="How often it was sent back (退回次数)")
    reminders: int = Field(default=0, description="How often it was dunned when overdue (催办次数)")


class FindingOpened(FindingEvent):
    """下发整改: an item of an inspection failed."""

    type: ClassVar[str] = "intake.finding.opened.v1"


class FindingReassigned(FindingEvent):
    """改派: somebody else must put it right."""

    type: ClassVar[str] = "intake.finding.reassigned.v1"


class FindingFixed(FindingEvent):
    """整改完成: its owner says that it is put right."""

    type: ClassVar[str] = "intake.finding.fixed.v1"


class FindingClosed(FindingEvent):
    """整改销号: somebody else has looked, and it is."""

    type: ClassVar[str] = "intake.finding.closed.v1"


class FindingReopened(FindingEvent):
    """退回整改: it isn't, or not any more."""

    type: ClassVar[str] = "intake.finding.reopened.v1"


class FindingReminded(FindingEvent):
    """逾期催办: its time is over, and it is still not closed."""

    type: ClassVar[str] = "intake.finding.reminded.v1"


class FindingWithdrawn(FindingEvent):
    """撤销整改: there was nothing to put right."""

    type: ClassVar[str] = "intake.finding.withdrawn.v1"
