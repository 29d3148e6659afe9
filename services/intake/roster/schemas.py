"""Bodies and answers of the roster's routes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from services.intake.roster.lifecycle import Position
from shared.cases import CaseOut
from shared.errors import Text
from shared.marks import Mark
from shared.schemas import LAST_BEFORE_FIRST, Body, Code, Day, OrgCode, Out, StaffRef, refusal

MOST_LEAVE_DAYS = 366
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)


def _of_our_times(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise refusal("day-plausible", Text("日期不合理", "The day is not plausible"))
    return day


RosterDay = Annotated[Day, AfterValidator(_of_our_times)]


class LeaveType(StrEnum):
    """Why somebody is away (请假类别)."""

    ANNUAL = "annual"  # 年休
    SICK = "sick"  # 病假
    PERSONAL = "personal"  # 事假
    MATERNITY = "maternity"  # 产假、护理假
    TRAINING = "training"  # 培训
    SECONDED = "seconded"  # 借调、外派
    OTHER = "other"  # 其他


class DayPart(StrEnum):
    FULL = "full"  # 全天
    MORNING = "morning"  # 上午
    AFTERNOON = "afternoon"  # 下午


def _ordered(last: date | None, info: ValidationInfo) -> date | None:
    first = info.data.get("from_on")
    if first is not None and last is not None and last < first:
        raise refusal("from-before-to", LAST_BEFORE_FIRST)
    return last


def _within_a_year(last: date, info: ValidationInfo) -> date:
    if "from_on" in info.data and (last - info.data["from_on"]).days >= MOST_LEAVE_DAYS:
        raise refusal("a-year-at-most", Text("一次请假不超过一年", "A leave is a year at most"))
    return last


LastDay = Annotated[RosterDay, AfterValidator(_ordered)]


class PositionIn(Body):
    """A position (岗位) from a day on, or to a day."""

    staff: StaffRef = Field(examples=["T0001"])
    org: OrgCode = Field(examples=["350322"])
    outlet: Code = Field(examples=["XY01"])
    position: Position
    from_on: RosterDay
    to_on: LastDay | None = Field(default=None, description="Last day; left out: until further notice")


class PositionChangeIn(Body):
    """Another position from a day on (调岗); the former one ends the day before."""

    position: Position
    outlet: Code | None = Field(default=None, description="Left out: the same")
    from_on: RosterDay
    to_on: LastDay | None = None


class PositionEndIn(Body):
    to_on: RosterDay = Field(description="Its last day")


class LeaveIn(Body):
    """A leave (请假), whole days or one half of each."""

    staff: StaffRef = Field(examples=["T0001"])
    type: LeaveType
    part: DayPart = DayPart.FULL
    from_on: RosterDay
    to_on: Annotated[LastDay, AfterValidator(_within_a_year)]


class PositionOut(Out):
    """A position as the roster has it (岗位)."""

    id: int
    staff: str
    org: str
    outlet: str
    position: str
    from_on: date
    to_on: date | None
    recorded_at: datetime
    recorded_by: str
    removed_at: datetime | None = Field(description="When it was taken back as recorded by mistake")
    removed_by: str | None


class LeaveOut(Out):
    """A leave as the roster has it (请假)."""

    id: int
    staff: str
    org: str
    type: str
    part: str
    from_on: date
    to_on: date
    recorded_at: datetime
    recorded_by: str
    removed_at: datetime | None = Field(description="When it was taken back (销假)")
    removed_by: str | None


class DutyOut(Out):
    """One person's day (当日在岗)."""

    staff: str
    org: str
    outlet: str
    position: str
    front_desk: bool = Field(description="Counts as a front-desk teller (前台柜员)")
    morning: bool
    afternoon: bool
    leave: list[str] = Field(description="Types of the leave taken that day")


class RosterOut(Out):
    """Who is on duty (当日排班): positions less leave; nobody on a day that doesn't work."""

    org: str
    day: date
    duties: list[DutyOut]


class PositionRuleOut(Out):
    position: str
    name: dict[Literal["zh", "en"], str]
    front_desk: bool = Field(description="Counts as a front-desk teller (前台柜员) in items a head")
    basis: str
    mark: Mark


class CounterDayOut(CaseOut):
    """A counter's day as it stands (柜面营业日)."""

    held_on: date
    posted: int
    desk: list[dict[str, Any]]
