"""Bodies and answers of the allocation's routes."""

from datetime import date
from typing import Any

from pydantic import Field

from shared.cases import CaseOut
from shared.schemas import Body, OrgCode, Out


class AllocationIn(Body):
    """Allocate the surveys of today (分派当日调查)."""

    org: OrgCode = Field(examples=["350322"])
    hand_over: bool = Field(default=False, description="Hand over to the city what the branch can't finish on time")


class SeatOut(Out):
    staff: str
    capacity: int
    held: int


class SurveyDayOut(CaseOut):
    """A branch's day of allocation (调查分派日)."""

    held_on: date
    seats: list[SeatOut]
    allocated: int = Field(description="Surveys allocated that day")
    left_open: int = Field(description="Surveys that nobody had after it")
    late: int = Field(description="Of these, those that the branch couldn't finish on time")
    handed_over: int = Field(description="Surveys handed over to the city that day")


class AllocatedOut(Out):
    case_no: str
    investigator: str


class ForeseenOut(Out):
    """When a survey that nobody has yet would be done, if nothing else came in (预计安排)."""

    case_no: str
    claim_no: str
    due_on: date
    foreseen_on: date | None = Field(description="null: within no day that was looked at")
    is_late: bool


class AllocationOut(SurveyDayOut):
    """The day, with what this allocation did and what it foresees."""

    newly: list[AllocatedOut]
    foreseen: list[ForeseenOut]


class LoadOut(Out):
    """What an investigator holds (调查员负荷)."""

    staff: str
    capacity: int = Field(description="Surveys they can do that day")
    allocated: int
    under_way: int
    sent_back: int
    overdue: int = Field(description="Of these, past their due time")
    utilisation: float | None = Field(description="Held ÷ capacity; null where they can do none")


class LoadsOut(Out):
    org: str
    day: date
    waiting: int = Field(description="Surveys that nobody has yet")
    with_city: int
    investigators: list[LoadOut]


def answer_of(day: Any, newly: list[Any], foreseen: list[Any]) -> AllocationOut:
    shown = SurveyDayOut.model_validate(day).model_dump()
    return AllocationOut(**shown, newly=newly, foreseen=foreseen)
