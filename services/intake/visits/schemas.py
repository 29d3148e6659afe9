"""Bodies and answers of the visit's routes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from shared.cases import CaseOut
from shared.errors import Text
from shared.schemas import Body, Code, OrgCode, Out, refusal

WindowNo = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,10}$")]


class Business(StrEnum):
    """What customers come to the counter for (业务类型)."""

    NEW_BUSINESS = "new-business"  # 投保
    POLICY_CHANGE = "policy-change"  # 保全
    CLAIM = "claim"  # 理赔
    PREMIUM = "premium-payment"  # 缴费
    BENEFIT = "benefit-payment"  # 领款
    ENQUIRY = "enquiry"  # 咨询查询
    COMPLAINT = "complaint"  # 投诉
    OTHER = "other"  # 其他


class PriorityReason(StrEnum):
    """Who goes first (优先事由)."""

    ELDERLY = "elderly"  # 老年人
    DISABLED = "disabled"  # 残障人士
    PREGNANT = "pregnant"  # 孕妇
    INFANT = "infant"  # 携婴幼儿
    MILITARY = "military"  # 军人及退役军人
    APPOINTMENT = "appointment"  # 预约客户
    VIP = "vip"  # 贵宾客户


class Satisfaction(StrEnum):
    """What a device with three buttons asks for (评价)."""

    SATISFIED = "satisfied"  # 满意
    NEUTRAL = "neutral"  # 一般
    DISSATISFIED = "dissatisfied"  # 不满意


class TicketIn(Body):
    """What is chosen at the ticket machine (取号)."""

    org: OrgCode = Field(examples=["350322"])
    outlet: Code = Field(examples=["XY01"])
    business: Business
    priority_reason: PriorityReason | None = Field(default=None, description="Given: the ticket goes first (优先)")


class NextIn(Body):
    """Which queue, and the window (窗口号) that is free."""

    org: OrgCode = Field(examples=["350322"])
    outlet: Code = Field(examples=["XY01"])
    window_no: WindowNo = Field(examples=["3"])


class CallIn(Body):
    window_no: WindowNo = Field(examples=["3"])


class EvaluationIn(Body):
    """What the device asks for: a number or one of three buttons."""

    score: Annotated[int, Field(ge=1, le=5)] | None = None
    satisfaction: Satisfaction | None = None

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.score is None) == (self.satisfaction is None):
            raise refusal("one-of-two", Text("score 与 satisfaction 须且仅须给一个", "Give `score` or `satisfaction`"))
        return self


class AbandonmentIn(Body):
    reason: Literal["left", "unanswered", "mistaken"] = Field(
        description="left 客户离开, unanswered 叫号不应, mistaken 误取号", examples=["left"]
    )


class VisitOut(CaseOut):
    """A visit as it stands (来访件)."""

    ticket_no: str
    taken_on: date
    business: str
    priority: bool
    priority_reason: str | None
    window_no: str | None
    calls: int
    called_at: datetime | None
    served_at: datetime | None
    prompted_at: datetime | None
    score: int | None
    satisfaction: str | None
    abandoned: str | None


class QueueOut(Out):
    """The queue of an outlet at this moment (排队情况)."""

    org: str
    outlet: str
    on: date
    waiting: int = Field(description="Numbers not called yet (等候人数)")
    priority: int = Field(description="Those of them that go first (其中优先)")
    since: AwareDatetime | None = Field(description="When the longest waiting ticket was taken")
