"""Events of policy_service (保全): the policy (保单) from its opening."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.base import CaseEvent


class PolicyEvent(CaseEvent):
    """What every event of a policy carries beside the case; the case number is the policy number (保单号)."""

    application_no: str = Field(description="The application it was issued on (投保件号)")
    effective_on: date
    premium_fen: int
    sum_assured_fen: int
    policyholder_ref: str = Field(description="Opaque reference of the policyholder (投保人)")
    free_look_days: int = Field(description="Length of the free-look period (犹豫期) by the clause")
    free_look_starts: Literal["signature", "day_after"] = Field(description="Day 1 of the free-look period")
    delivered_on: date | None = None
    signed_on: date | None = Field(default=None, description="When the policyholder signed the receipt (签收)")
    free_look_ends_on: date | None = Field(default=None, description="Last day of the free-look period")


class PolicyOpened(PolicyEvent):
    """保单建立: the policy is in force."""

    type: ClassVar[str] = "policy_service.policy.opened.v1"


class PolicyDelivered(PolicyEvent):
    """保单送达: handed to the policyholder."""

    type: ClassVar[str] = "policy_service.policy.delivered.v1"


class PolicyAcknowledged(PolicyEvent):
    """回执回销: the signed receipt is in; the free-look period is known."""

    type: ClassVar[str] = "policy_service.policy.acknowledged.v1"


class PolicyVoided(PolicyEvent):
    """当日撤单: the sale was undone on the day of issue; the policy has ended as if it had never been."""

    type: ClassVar[str] = "policy_service.policy.voided.v1"


class PolicyFreeLookEnded(PolicyEvent):
    """犹豫期届满: the policyholder can no longer give the policy back for the whole premium."""

    type: ClassVar[str] = "policy_service.policy.free-look-ended.v1"


class PolicyCancelled(PolicyEvent):
    """犹豫期退保: given back in the free-look period; the whole premium is due to the policyholder."""

    type: ClassVar[str] = "policy_service.policy.cancelled.v1"

    cancelled: str = Field(description="Why", examples=["changed-mind"])
    refund_due_fen: int = Field(description="The premium, whole", examples=[600_000])


class PolicyEndorsed(PolicyEvent):
    """批改: changed by a service request, and endorsed."""

    type: ClassVar[str] = "policy_service.policy.endorsed.v1"

    item: str = Field(description="What was changed (保全项目)", examples=["beneficiary-change"])
    request_no: str = Field(description="The service request (保全申请)", examples=["BQ260302-5TY8N2JD"])


class PolicyLapsed(PolicyEvent):
    """效力中止: no premium came by the end of the grace period; it may be reinstated within two years."""

    type: ClassVar[str] = "policy_service.policy.lapsed.v1"

    suspended_on: date = Field(description="First day without cover (中止日)")


class PolicyReinstated(PolicyEvent):
    """复效: arrears and interest are paid, and the policy is in force again."""

    type: ClassVar[str] = "policy_service.policy.reinstated.v1"


class PolicyRescinded(PolicyEvent):
    """解除: not reinstated within two years, the insurer ended it; the cash value is due to the policyholder."""

    type: ClassVar[str] = "policy_service.policy.rescinded.v1"


class PolicySurrendered(PolicyEvent):
    """退保: ended at the policyholder's wish; the cash value is due to them."""

    type: ClassVar[str] = "policy_service.policy.surrendered.v1"


class PolicyMatured(PolicyEvent):
    """满期: its term is over."""

    type: ClassVar[str] = "policy_service.policy.matured.v1"
