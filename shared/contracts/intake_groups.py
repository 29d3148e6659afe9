"""Events of intake (受理): the group application (短险团单, 汇交件)."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import CaseEvent


class GroupApplicationEvent(CaseEvent):
    """What every event of a group application carries beside the case: numbers of the insured, never who they are."""

    scheme: Literal["group", "pooled"] = Field(description="group 团单, pooled 汇交件")
    accepted_at: AwareDatetime
    issued_at: AwareDatetime | None = None
    heads: int = Field(description="Insured persons (被保险人数)", examples=[1200])
    premium_per_head_fen: int = Field(examples=[10_000])
    premium_fen: int = Field(description="Heads × premium a head", examples=[12_000_000])
    sum_assured_fen: int = Field(description="Of the whole policy", examples=[12_000_000_000])
    lists: int = Field(default=0, description="Lists handed in (清单份数)")
    rows_taken: int = Field(default=0, description="Rows taken of the last list")
    rows_bad: int = Field(default=0, description="Bad rows of the last list (差错行数)")
    underwriting_level: str | None = Field(default=None, description="city, province or head", examples=["city"])
    decision: str | None = Field(default=None, examples=["standard"])
    reopened: str | None = Field(default=None, description="Why the list was opened again (退回修改原因)")
    premium_collected_fen: int = 0
    premium_came_by: Literal["cash", "transfer"] | None = Field(default=None, description="收费方式")
    returned: str | None = Field(default=None, description="Why it was returned (退单原因)")
    withdrawn: str | None = Field(default=None, description="Why it was withdrawn (撤单原因)")


class GroupApplicationAccepted(GroupApplicationEvent):
    """受理: the counter accepted the form of an organisation."""

    type: ClassVar[str] = "intake.group-application.accepted.v1"


class GroupApplicationListReceived(GroupApplicationEvent):
    """清单受理: a list of insured persons was handed in; its rows are being checked."""

    type: ClassVar[str] = "intake.group-application.list-received.v1"


class GroupApplicationListTaken(GroupApplicationEvent):
    """清单导入: the list is in, or its good rows are."""

    type: ClassVar[str] = "intake.group-application.list-taken.v1"


class GroupApplicationListRefused(GroupApplicationEvent):
    """清单退回: nothing of the list was taken; a mended one is awaited."""

    type: ClassVar[str] = "intake.group-application.list-refused.v1"


class GroupApplicationInsuredChanged(GroupApplicationEvent):
    """加减人: insured persons were added or removed by hand before issue."""

    type: ClassVar[str] = "intake.group-application.insured-changed.v1"


class GroupApplicationSubmitted(GroupApplicationEvent):
    """提交核保: submitted to underwriting by the city."""

    type: ClassVar[str] = "intake.group-application.submitted.v1"


class GroupApplicationEscalated(GroupApplicationEvent):
    """上报: the sum is above the authority of the level, or its underwriter asks the next one."""

    type: ClassVar[str] = "intake.group-application.escalated.v1"


class GroupApplicationReopened(GroupApplicationEvent):
    """退回修改: the list is open again for additions and removals; underwriting begins anew."""

    type: ClassVar[str] = "intake.group-application.reopened.v1"


class GroupApplicationDecided(GroupApplicationEvent):
    """核保结论: approved or declined."""

    type: ClassVar[str] = "intake.group-application.decided.v1"


class GroupApplicationPaid(GroupApplicationEvent):
    """收费完成: the premium of all heads is in, in full."""

    type: ClassVar[str] = "intake.group-application.paid.v1"


class GroupApplicationReturned(GroupApplicationEvent):
    """退单: returned to the organisation before underwriting."""

    type: ClassVar[str] = "intake.group-application.returned.v1"


class GroupApplicationWithdrawn(GroupApplicationEvent):
    """撤单: withdrawn by the organisation, or by the deadline."""

    type: ClassVar[str] = "intake.group-application.withdrawn.v1"


class GroupApplicationIssued(GroupApplicationEvent):
    """出单: the group policy exists."""

    type: ClassVar[str] = "intake.group-application.issued.v1"

    policy_no: str
    effective_on: date
    term_months: int = Field(examples=[12])
