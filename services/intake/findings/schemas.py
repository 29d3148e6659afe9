"""Bodies and answers of the finding's routes."""

from datetime import date

from pydantic import Field

from shared.cases import CaseOut
from shared.schemas import Body, StaffRef


class OwnerIn(Body):
    owner: StaffRef = Field(description="Who must put it right from now on (责任人)", examples=["T0002"])


class FindingOut(CaseOut):
    """A finding as it stands (整改项)."""

    inspection_no: str
    tool: str
    item: str
    severity: str
    limit_days: int
    remind_on: date
    fixed_by: str | None
    reopenings: int
    reminders: int
