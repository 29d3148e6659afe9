"""Events of intake (受理): the change of a group policy's people (加减人批改)."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import CaseEvent


class GroupChangeEvent(CaseEvent):
    """What every event of a group change carries beside the case: how many join and leave, never who."""

    group_application_no: str = Field(examples=["TT260302-M8D4XK2P"])
    policy_no: str = Field(description="Of the group (团单保单号)", examples=["TD260302-4WT8ZC1D"])
    scheme: Literal["group", "pooled"] = Field(description="group 团单, pooled 汇交件")
    accepted_at: AwareDatetime
    effective_on: date = Field(description="First day with, or without, cover (批改生效日)")
    added: int = Field(description="Insured persons who join (加人数)", examples=[12])
    removed: int = Field(description="Insured persons who leave (减人数)", examples=[3])
    heads_before: int = Field(description="Insured on the day without this change", examples=[1200])
    heads_after: int = Field(examples=[1209])
    net_fen: int = Field(description="Above 0 the organisation pays, below 0 it is paid", examples=[45_000])
    underwriting_level: str | None = Field(default=None, description="province or head, where the growth needs it")
    decision: str | None = Field(default=None, examples=["standard"])
    premium_collected_fen: int = 0
    premium_came_by: Literal["cash", "transfer"] | None = Field(default=None, description="收费方式")
    rejected: str | None = Field(default=None, description="Why it was rejected (不予批改原因)")
    withdrawn: str | None = Field(default=None, description="Why it was withdrawn (撤销原因)")


class GroupChangeAccepted(GroupChangeEvent):
    """受理: the counter accepted a change of a group's people; its rows hold."""

    type: ClassVar[str] = "intake.group-change.accepted.v1"


class GroupChangeSubmitted(GroupChangeEvent):
    """提交复核: submitted to review."""

    type: ClassVar[str] = "intake.group-change.submitted.v1"


class GroupChangeReferred(GroupChangeEvent):
    """提交核保: the grown policy is above the authority by which it was underwritten."""

    type: ClassVar[str] = "intake.group-change.referred.v1"


class GroupChangeDecided(GroupChangeEvent):
    """核保通过: underwriting has approved it; it goes on to review."""

    type: ClassVar[str] = "intake.group-change.decided.v1"


class GroupChangeReviewed(GroupChangeEvent):
    """复核通过: reviewed; its premium is awaited."""

    type: ClassVar[str] = "intake.group-change.reviewed.v1"


class GroupChangePaid(GroupChangeEvent):
    """收费完成: its premium is in, in full."""

    type: ClassVar[str] = "intake.group-change.paid.v1"


class GroupChangeEndorsed(GroupChangeEvent):
    """出批单: it is in force from its day on; what was paid too much waits to be paid back."""

    type: ClassVar[str] = "intake.group-change.endorsed.v1"

    endorsement_no: str = Field(description="批单号", examples=["PD260302-3KT7QW9X"])
    endorsed_at: AwareDatetime


class GroupChangeRejected(GroupChangeEvent):
    """不予批改: by underwriting or by review."""

    type: ClassVar[str] = "intake.group-change.rejected.v1"


class GroupChangeWithdrawn(GroupChangeEvent):
    """撤销批改: withdrawn by the organisation, or by the deadline."""

    type: ClassVar[str] = "intake.group-change.withdrawn.v1"
