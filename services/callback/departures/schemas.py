"""Bodies and answers of the leavers' route."""

from typing import Annotated

from pydantic import Field, field_validator

from shared.errors import Text
from shared.schemas import Body, Day, Out, StaffRef, refusal


class DepartureIn(Body):
    salesperson: StaffRef = Field(description="业务员工号", examples=["A1024"])
    left_on: Day = Field(description="离司日, within the last year", examples=["2026-10-12"])


class DeparturesIn(Body):
    """A list of salespeople who left (离司名单)."""

    departures: Annotated[list[DepartureIn], Field(min_length=1, max_length=100)]

    @field_validator("departures")
    @classmethod
    def _each_once(cls, listed: list[DepartureIn]) -> list[DepartureIn]:
        if len({each.salesperson for each in listed}) < len(listed):
            raise refusal("listed-once", Text("同一业务员重复列出", "A salesperson is listed twice"))
        return listed


class DepartureOut(Out):
    """`policies`: theirs that callback knows of and that have not ended; `opened`: new tasks among them."""

    salesperson: str
    policies: int
    opened: int
