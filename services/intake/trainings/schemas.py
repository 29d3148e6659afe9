"""Bodies and answers of the training's routes."""

from datetime import date
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from shared.cases import CaseOut
from shared.errors import Text
from shared.schemas import Body, Code, Day, OrgCode, StaffRef, refusal


class TrainingIn(Body):
    """A training that was held (送培训进职场)."""

    org: OrgCode = Field(examples=["350322"])
    outlet: Code = Field(description="Where the salespeople sit (职场)", examples=["XY01"])
    held_on: Day
    trainer: StaffRef = Field(examples=["T0001"])
    topics: list[Code] = Field(
        min_length=1, max_length=20, description="Codes of the defects it spoke of", examples=[["account-missing"]]
    )
    attendees: Annotated[int, Field(ge=1, le=1000)]
    salespeople: list[Code] = Field(default=[], max_length=1000, description="References of those who came, if listed")

    @field_validator("topics", "salespeople")
    @classmethod
    def _each_once(cls, listed: list[str]) -> list[str]:
        if len(set(listed)) < len(listed):
            raise refusal("no-duplicates", Text("有重复", "Something stands there twice"))
        return listed

    @field_validator("salespeople")
    @classmethod
    def _attended(cls, listed: list[str], info: ValidationInfo) -> list[str]:
        if len(listed) > info.data.get("attendees", len(listed)):
            told = Text("名单人数多于参加人数", "More salespeople are listed than attended")
            raise refusal("attendees-at-least-those-listed", told)
        return listed


class TrainingOut(CaseOut):
    """A training as it stands (培训)."""

    held_on: date
    topics: list[str]
    attendees: int
    salespeople: list[str]
