"""Bodies and answers of the hospitals' routes."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.schemas import LAST_BEFORE_FIRST, Body, Day, Name, Out, refusal

Level = Literal["3A", "3B", "3C", "2A", "2B", "2C", "1A", "1B", "1C", "ungraded"]
HospitalCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$", to_upper=True)]
ProvinceCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2}$")]


class HospitalIn(Body):
    """What a hospital is from a day on (定点医院名册): designated or not; several rows tell its history."""

    org: ProvinceCode = Field(examples=["35"], description="The province that keeps the table")
    code: HospitalCode = Field(examples=["H350322001"], description="As invoices have it (医疗机构代码), in capitals")
    name: Name = Field(examples=["仙游县医院"])
    level: Level = Field(description="医院等级: 3A is 三级甲等, ungraded 未定级")
    designated: bool = Field(description="是否定点")
    from_on: Day
    to_on: Day | None = Field(default=None, description="The last day; left out: until it is ended")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_on is not None and self.to_on < self.from_on:
            raise refusal("period-in-order", LAST_BEFORE_FIRST)
        return self


class HospitalEndIn(Body):
    to_on: Day = Field(description="Its last day")


class HospitalOut(Out):
    """A row of the table (定点医院名册)."""

    id: int
    org: str
    code: str
    name: str
    level: str
    designated: bool
    from_on: date
    to_on: date | None
    recorded_by: str
    recorded_at: datetime
    removed_by: str | None
    removed_at: datetime | None = Field(description="When it was taken back as recorded by mistake")
