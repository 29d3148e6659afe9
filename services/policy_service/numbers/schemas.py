"""Bodies and answers of the list of salespeople's numbers."""

from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from shared.errors import Text
from shared.schemas import Body, Out, refusal

StaffRef = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:@-]{1,80}$", description="A staff reference, never a name")]
Number = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class SalespersonNumbersIn(Body):
    """All the numbers of one salesperson; none: theirs are forgotten."""

    salesperson: StaffRef = Field(description="业务员工号", examples=["A1024"])
    numbers: Annotated[list[Number], Field(max_length=10, description="As written", examples=[["13800000000"]])]


class SalespeoplesNumbersIn(Body):
    """A list of salespeople's numbers (销售人员号码名单)."""

    salespeople: Annotated[list[SalespersonNumbersIn], Field(min_length=1, max_length=500)]

    @field_validator("salespeople")
    @classmethod
    def _each_once(cls, listed: list[SalespersonNumbersIn]) -> list[SalespersonNumbersIn]:
        if len({each.salesperson for each in listed}) < len(listed):
            raise refusal("listed-once", Text("同一业务员重复列出", "A salesperson is listed twice"))
        return listed


class SalespersonNumbersOut(Out):
    """`kept`: numbers that are known of now; `not_diallable`: the places, from 0, of those that are none."""

    salesperson: str
    kept: int
    not_diallable: list[int]
