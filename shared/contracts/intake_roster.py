"""Events of intake (受理): the counter's day (柜面营业日) with those who were on its windows."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import CaseEvent


class DeskShare(BaseModel):
    """Who was on the front desk (前台), and on which half of the day."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    staff: str = Field(description="A staff reference", examples=["T0001"])
    morning: bool = Field(examples=[True])
    afternoon: bool = Field(examples=[True])


class CounterDayEvent(CaseEvent):
    """What every event of a counter's day carries beside the case, which opens as the day begins."""

    held_on: date = Field(description="The day, a working day of the organisation's calendar")
    posted: int = Field(
        default=0, description="How many held a position at the outlet (在岗人数); 0: it was no day of this outlet"
    )
    desk: tuple[DeskShare, ...] = Field(default=(), description="Front desk (前台柜员), leave taken off")


class CounterDayOpened(CounterDayEvent):
    """营业日开始: the roster as it stood then."""

    type: ClassVar[str] = "intake.counter-day.opened.v1"


class CounterDayCorrected(CounterDayEvent):
    """营业日更正: a leave or a position was recorded, changed or taken back; this is the roster now."""

    type: ClassVar[str] = "intake.counter-day.corrected.v1"


class CounterDayClosed(CounterDayEvent):
    """营业日结束: the day is over; corrections may still follow."""

    type: ClassVar[str] = "intake.counter-day.closed.v1"
