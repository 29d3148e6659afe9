"""Bodies and answers of the inspection's routes."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.cases import CaseOut
from shared.errors import Text
from shared.marks import Mark
from shared.schemas import Body, Code, Day, OrgCode, Out, StaffRef, refusal

Severity = Literal["minor", "major", "severe"]
LimitDays = Annotated[
    int, Field(ge=1, le=60, description="Working days in which to put it right; left out: by severity")
]


class CheckIn(Body):
    """One item: passed, or failed with who must put it right (责任人)."""

    item: Code = Field(examples=["uniform"])
    passed: bool
    owner: StaffRef | None = Field(default=None, examples=["T0001"])
    severity: Severity | None = Field(default=None, description="Left out: as the table has it")
    limit_days: LimitDays | None = None

    @model_validator(mode="after")
    def _names_an_owner_if_failed(self) -> Self:
        if not self.passed and self.owner is None:
            raise refusal("failed-needs-owner", Text("未通过的项目须指定责任人", "A failed item needs an owner"))
        if self.passed and (self.owner or self.severity or self.limit_days):
            raise refusal(
                "passed-needs-nothing", Text("通过的项目无需整改", "Nothing is to be put right where it passed")
            )
        return self


class InspectionIn(Body):
    """An inspection of an outlet with one of the tools (柜面巡检)."""

    org: OrgCode = Field(examples=["350322"])
    outlet: Code = Field(examples=["XY01"])
    tool: Literal["service-round", "dress", "queue", "environment", "equipment"]
    inspected_on: Day
    items: list[CheckIn] = Field(min_length=1, max_length=20)


class CheckOut(Out):
    item: str
    passed: bool


class InspectionOut(CaseOut):
    """An inspection as it stands (巡检); its findings: `/v1/findings?inspection_no=`."""

    tool: str
    inspected_on: date
    items: list[CheckOut]
    checked: int
    failed: int


class ItemOut(Out):
    code: str
    severity: str
    name: dict[Literal["zh", "en"], str]


class ToolOut(Out):
    """One of the daily tools (日常管理工具) with what it looks at."""

    code: str
    name: dict[Literal["zh", "en"], str]
    basis: str
    mark: Mark
    items: list[ItemOut]
