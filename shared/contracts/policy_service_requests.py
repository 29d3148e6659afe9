"""Events of policy_service: the service request (保全申请), from its acceptance to the endorsement (批单)."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import CaseEvent


class RejectedPaper(BaseModel):
    """A paper that was handed in and is unfit (不合格资料)."""

    model_config = ConfigDict(frozen=True)

    paper: str = Field(examples=["id_card"])
    cause: str = Field(examples=["expired"])


class ServiceRequestEvent(CaseEvent):
    """What every event of a service request carries beside the case."""

    policy_no: str
    item: str = Field(description="What is asked for (保全项目)", examples=["contact-change"])
    agent_acts: bool = Field(default=False, description="Somebody acts for the applicant (代办)")
    missing_papers: tuple[str, ...] = Field(
        default=(), description="Papers yet to be handed in", examples=[["id_card"]]
    )
    was_told: bool = Field(default=False, description="The one-time notice (一次性告知) was given")
    missed_papers: tuple[str, ...] = Field(
        default=(), description="Missing when it was accepted", examples=[["id_card"]]
    )
    rejected_papers: tuple[RejectedPaper, ...] = Field(
        default=(), description="Unfit papers so far, the newest last; the same one may come twice"
    )
    send_backs: int = Field(default=0, description="How often the review sent it back", examples=[0])
    first_time_right: bool | None = Field(
        default=None, description="Complete at once, no paper unfit, never sent back, so far (一次通过)"
    )
    money_in_fen: int = Field(default=0, description="Due from the customer", examples=[0])
    money_out_fen: int = Field(default=0, description="Due to the customer", examples=[0])


class ServiceRequestAccepted(ServiceRequestEvent):
    """保全受理: asked for at the counter."""

    type: ClassVar[str] = "policy_service.service-request.accepted.v1"


class ServiceRequestPapersAsked(ServiceRequestEvent):
    """一次性告知: all that is missing was told, at once and once."""

    type: ClassVar[str] = "policy_service.service-request.papers-asked.v1"


class ServiceRequestPapersBrought(ServiceRequestEvent):
    """补交资料: papers were handed in."""

    type: ClassVar[str] = "policy_service.service-request.papers-brought.v1"


class ServiceRequestPaperRejected(ServiceRequestEvent):
    """资料不合格: a paper that was handed in is unfit and missing again; `rejected_papers` ends with it."""

    type: ClassVar[str] = "policy_service.service-request.paper-rejected.v1"


class ServiceRequestSubmitted(ServiceRequestEvent):
    """经办提交: worked on, and with whoever decides next."""

    type: ClassVar[str] = "policy_service.service-request.submitted.v1"


class ServiceRequestUnderwritten(ServiceRequestEvent):
    """保全核保: the underwriter agreed."""

    type: ClassVar[str] = "policy_service.service-request.underwritten.v1"


class ServiceRequestSentBack(ServiceRequestEvent):
    """复核修改: the review sent it back to be mended."""

    type: ClassVar[str] = "policy_service.service-request.sent-back.v1"


class ServiceRequestPaymentAsked(ServiceRequestEvent):
    """待收费: agreed to, and effective when what is due is paid."""

    type: ClassVar[str] = "policy_service.service-request.payment-asked.v1"


class ServiceRequestConfirmed(ServiceRequestEvent):
    """确认生效: the policy is changed and endorsed; where money is due to the customer, it is yet to be paid."""

    type: ClassVar[str] = "policy_service.service-request.confirmed.v1"

    endorsement_no: str = Field(description="Number of the endorsement (批单号)", examples=["PD260302-8KX2M4QA"])


class ServiceRequestPaidOut(ServiceRequestEvent):
    """付费: what was due to the customer is paid."""

    type: ClassVar[str] = "policy_service.service-request.paid-out.v1"


class ServiceRequestPrincipalTold(ServiceRequestEvent):
    """通知委托人: the principal knows what their agent was paid."""

    type: ClassVar[str] = "policy_service.service-request.principal-told.v1"

    notice_means: str = Field(description="How they were told", examples=["phone"])


class ServiceRequestRejected(ServiceRequestEvent):
    """不予办理: declined by the underwriter or the review."""

    type: ClassVar[str] = "policy_service.service-request.rejected.v1"

    rejected: str = Field(description="Why", examples=["health-declaration"])


class ServiceRequestCancelled(ServiceRequestEvent):
    """撤销: withdrawn by the applicant, or its papers never came."""

    type: ClassVar[str] = "policy_service.service-request.cancelled.v1"
