"""Bodies and answers of the desks' routes."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from services.callback.languages import LANGUAGES, MANDARIN
from shared.schemas import Body, CaseNo, Code, OrgCode, Out, among

Dialect = Annotated[str, Field(pattern=among([each for each in LANGUAGES if each != MANDARIN]), examples=["puxian"])]
TimeOfDay = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), Field(description="当地时间", examples=["09:00"])
]
ShownTime = Annotated[str, BeforeValidator(lambda at: f"{at:%H:%M}"), Field(examples=["09:00"])]


class DeskIn(Body):
    """A desk as it is from now on (方言坐席). Cases that were booked there stay booked."""

    desk_no: CaseNo = Field(examples=["PX-1"])
    org: OrgCode
    language: Dialect
    callers: list[Code] = Field(max_length=50, description="坐席人员工号: who may take its calls")
    opens: TimeOfDay = "09:00"
    closes: TimeOfDay = "17:00"
    slot_minutes: int = Field(default=15, ge=5, le=120)
    capacity: int = Field(default=1, ge=0, le=100, description="Calls in each slot; 0: nothing more is booked")


class DeskOut(Out):
    desk_no: str
    org: str
    language: str
    callers: list[str]
    opens: ShownTime
    closes: ShownTime
    slot_minutes: int
    capacity: int
