"""Events of intake (受理): the visit to the hall (大厅), from its ticket to its evaluation."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import CaseEvent


class VisitEvent(CaseEvent):
    """What every event of a visit carries beside the case. Why somebody goes first isn't told: it may be an illness."""

    ticket_no: str = Field(description="Number on the ticket (号码), of one outlet and day", examples=["A007"])
    taken_on: date = Field(description="Day of the ticket, for which alone it is good")
    business: str = Field(description="What the customer comes for (业务类型)", examples=["policy-change"])
    priority: bool = Field(default=False, description="Called before the others (优先)")
    window_no: str | None = Field(default=None, description="Window (窗口号) that called last")
    calls: int = Field(default=0, description="How often the number was called (叫号次数)")
    called_at: AwareDatetime | None = Field(default=None, description="First call")
    served_at: AwareDatetime | None = Field(default=None, description="Handling began (开始办理)")
    prompted_at: AwareDatetime | None = Field(default=None, description="First time an evaluation was asked for")
    score: int | None = Field(default=None, description="1 to 5, where the device asks for a number")
    satisfaction: Literal["satisfied", "neutral", "dissatisfied"] | None = None
    abandoned: str | None = Field(default=None, description="Why the number was given up (弃号原因)")


class VisitTaken(VisitEvent):
    """取号: a ticket was taken."""

    type: ClassVar[str] = "intake.visit.taken.v1"


class VisitCalled(VisitEvent):
    """叫号: the number was called to a window, for the first time or again."""

    type: ClassVar[str] = "intake.visit.called.v1"


class VisitPassedOver(VisitEvent):
    """过号: nobody answered the calls; it may be called again when the customer turns up."""

    type: ClassVar[str] = "intake.visit.passed-over.v1"


class VisitServed(VisitEvent):
    """开始办理: the customer stands at the window."""

    type: ClassVar[str] = "intake.visit.served.v1"


class VisitEvaluationRequested(VisitEvent):
    """请求评价: the teller asked for an evaluation."""

    type: ClassVar[str] = "intake.visit.evaluation-requested.v1"


class VisitEvaluated(VisitEvent):
    """客户评价: the customer gave one, at the window or on the way out."""

    type: ClassVar[str] = "intake.visit.evaluated.v1"


class VisitFinished(VisitEvent):
    """办结: the teller is done."""

    type: ClassVar[str] = "intake.visit.finished.v1"


class VisitAbandoned(VisitEvent):
    """弃号: nobody came, or the day was over."""

    type: ClassVar[str] = "intake.visit.abandoned.v1"


class VisitLeftOpen(VisitEvent):
    """漏办结: the day ended and the teller had not said that it was done."""

    type: ClassVar[str] = "intake.visit.left-open.v1"
