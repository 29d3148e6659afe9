"""Events of callback (回访)."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.contracts.base import CaseEvent


class AttemptFact(BaseModel):
    """One call (一次呼叫)."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    attempt: int
    result: str = Field(description="`completed`, or why not", examples=["no-answer"])
    at: AwareDatetime


class CallbackEvent(CaseEvent):
    """What every event of a call-back carries beside the case."""

    project: str = Field(description="Why we call (回访项目)", examples=["new-policy"])
    policy_no: str
    policyholder_ref: str
    call_by: date | None = Field(default=None, description="Last day of the free-look period, once it is known")
    attempts: tuple[AttemptFact, ...] = Field(default=(), max_length=50)


class CallbackOpened(CallbackEvent):
    """回访任务建立: a call-back is owed; its limit is known once the receipt is signed."""

    type: ClassVar[str] = "callback.callback.opened.v1"


class CallbackDated(CallbackEvent):
    """回访期限确定: the receipt is signed, the call is due inside the free-look period."""

    type: ClassVar[str] = "callback.callback.dated.v1"


class CallbackAttempted(CallbackEvent):
    """呼叫未成功: a call was tried."""

    type: ClassVar[str] = "callback.callback.attempted.v1"


class CallbackCompleted(CallbackEvent):
    """回访成功: the policyholder was told everything and answered."""

    type: ClassVar[str] = "callback.callback.completed.v1"


class CallbackDropped(CallbackEvent):
    """回访撤销: the policy ended before the call, so nobody is to be called about it any more."""

    type: ClassVar[str] = "callback.callback.dropped.v1"
