"""Bodies and answers of the investigators' routes."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.errors import Text
from shared.schemas import Body, Day, OrgCode, Out, StaffRef, refusal


class CapacityIn(Body):
    """Surveys that somebody can do on each day (调查能力); 0 is leave (请假)."""

    org: OrgCode = Field(examples=["350322"])
    staff: StaffRef = Field(examples=["T0007"])
    per_day: Annotated[int, Field(ge=0, le=20)]
    from_on: Day
    to_on: Day | None = Field(default=None, description="The last day; left out: until something newer is said")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_on is not None and self.to_on < self.from_on:
            raise refusal("period-in-order", Text("起止日应先后有序", "From a day to a later one"))
        return self


class CapacityOut(Out):
    id: int
    org: str
    staff: str
    per_day: int
    from_on: date
    to_on: date | None
    recorded_by: str
    recorded_at: datetime
