"""Events of callback: the complaint (投诉件), from its registration to the answer and, if need be, the second look."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.base import CaseEvent


class ComplaintEvent(CaseEvent):
    """What every event of a complaint carries beside the case; `channel` is how it came in.

    What was said, who said it and where they are reached is not among it.
    """

    reason: str = Field(description="What it is about (投诉原因)", examples=["mis-selling"])
    complainant: str = Field(description="In which role on the policy who complains stands", examples=["policyholder"])
    complainant_ref: str | None = Field(
        default=None, description="Who complains, where known", examples=["5b0f8a52-3c1d-4f7e-9a66-0c2d8e417b93"]
    )
    policy_no: str | None = Field(default=None, description="None: of no policy", examples=["BD260302-4WT8ZC1D"])
    callback_no: str | None = Field(
        default=None, description="The call-back in which it was made", examples=["HF260302-R5N2V0EK"]
    )
    received_on: date = Field(description="When it came in; the limit of its decision counts from then")
    limit_days: int = Field(description="Days that the decision may take, with what was extended", examples=[15])
    finding: str | None = Field(default=None, description="What was found (调查结论), once it is")
    reopened: int = Field(default=0, description="How often it was taken up again", examples=[0])


class ComplaintRegistered(ComplaintEvent):
    """投诉登记: somebody complains; the days of the decision run from when it came in."""

    type: ClassVar[str] = "callback.complaint.registered.v1"


class ComplaintAccepted(ComplaintEvent):
    """投诉受理: it is ours to settle, and has its handler, who is not the one complained of."""

    type: ClassVar[str] = "callback.complaint.accepted.v1"


class ComplaintDeclined(ComplaintEvent):
    """投诉不予受理: it isn't a complaint that we may settle, and who complained was told why."""

    type: ClassVar[str] = "callback.complaint.declined.v1"

    refusal: str = Field(description="Why (不予受理原因)", examples=["before-a-court"])


class ComplaintHandedOver(ComplaintEvent):
    """投诉转办: somebody else handles it from now on."""

    type: ClassVar[str] = "callback.complaint.handed-over.v1"


class ComplaintMoved(ComplaintEvent):
    """随保单迁移: another branch has its policy, and is to handle it from now on."""

    type: ClassVar[str] = "callback.complaint.moved.v1"


class ComplaintProgressTold(ComplaintEvent):
    """投诉进展告知: no answer yet, and who complained was told how it stands."""

    type: ClassVar[str] = "callback.complaint.progress-told.v1"


class ComplaintExaminationBegun(ComplaintEvent):
    """外部鉴定开始: an outside body examines or appraises; the days of the decision stand still, as was told."""

    type: ClassVar[str] = "callback.complaint.examination-begun.v1"


class ComplaintExaminationEnded(ComplaintEvent):
    """外部鉴定结束: its result is there, the days run on."""

    type: ClassVar[str] = "callback.complaint.examination-ended.v1"


class ComplaintExtended(ComplaintEvent):
    """投诉延期: the decision may take longer, as somebody other than the handler approved and as was told."""

    type: ClassVar[str] = "callback.complaint.extended.v1"

    extension: str = Field(description="Why (延期原因)", examples=["complex"])


class ComplaintHandled(ComplaintEvent):
    """投诉处理意见: it was looked into; `finding` says what was found."""

    type: ClassVar[str] = "callback.complaint.handled.v1"

    finding: str = Field(description="What was found (调查结论)", examples=["founded"])


class ComplaintAnswered(ComplaintEvent):
    """投诉答复: who complained was told what was decided."""

    type: ClassVar[str] = "callback.complaint.answered.v1"

    finding: str = Field(description="What was found (调查结论)", examples=["founded"])


class ComplaintReopened(ComplaintEvent):
    """投诉重办: who complained is not content with the answer; another looks into it once more."""

    type: ClassVar[str] = "callback.complaint.reopened.v1"


class ComplaintClosed(ComplaintEvent):
    """投诉结案: the answer was accepted, or not objected to in time."""

    type: ClassVar[str] = "callback.complaint.closed.v1"


class ComplaintWithdrawn(ComplaintEvent):
    """投诉撤回: who complained took it back."""

    type: ClassVar[str] = "callback.complaint.withdrawn.v1"
