"""Events of policy_service: the archive look-up (档案查询件), from the voucher to the legacy policy or the negative."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.base import CaseEvent


class ArchiveLookupEvent(CaseEvent):
    """What every event of a look-up carries beside the case; the voucher's number and people are not among it."""

    voucher_kind: str = Field(description="What the customer holds (凭证种类)", examples=["receipt"])
    voucher_year: int = Field(description="Year of the voucher", examples=[1996])
    searches: int = Field(description="Places looked into so far", examples=[2])
    finds: int = Field(description="Of them those where something was found", examples=[1])
    minutes_searched: int = Field(
        description="Time spent searching (查找用时), apart from handling at the window", examples=[95]
    )


class ArchiveLookupOpened(ArchiveLookupEvent):
    """档案查询受理: a customer holds a voucher that the system lacks."""

    type: ClassVar[str] = "policy_service.archive-lookup.opened.v1"


class ArchiveLookupSearched(ArchiveLookupEvent):
    """查找: one place more was looked into."""

    type: ClassVar[str] = "policy_service.archive-lookup.searched.v1"


class ArchiveLookupAnswered(ArchiveLookupEvent):
    """首次答复: the customer was told how the search stands."""

    type: ClassVar[str] = "policy_service.archive-lookup.answered.v1"


class ArchiveLookupHandedOver(ArchiveLookupEvent):
    """转交查找: somebody else searches from now on."""

    type: ClassVar[str] = "policy_service.archive-lookup.handed-over.v1"


class ArchiveLookupProposed(ArchiveLookupEvent):
    """补录提交: found, and drawn up as a policy to be reviewed."""

    type: ClassVar[str] = "policy_service.archive-lookup.proposed.v1"


class ArchiveLookupSentBack(ArchiveLookupEvent):
    """补录退回: the reviewer doubts it."""

    type: ClassVar[str] = "policy_service.archive-lookup.sent-back.v1"

    reason: str = Field(description="Why", examples=["voucher-differs"])


class ArchiveLookupRegistered(ArchiveLookupEvent):
    """凭证补录: the policy is in the system from now on."""

    type: ClassVar[str] = "policy_service.archive-lookup.registered.v1"

    registered_no: str = Field(description="The legacy policy (历史保单)", examples=["BD260302-4WT8ZC1D"])


class ArchiveLookupConcluded(ArchiveLookupEvent):
    """查无结论: nothing to register, for this reason; the customer is yet to be told."""

    type: ClassVar[str] = "policy_service.archive-lookup.concluded.v1"

    negative: str = Field(description="Why not", examples=["no-trace"])


class ArchiveLookupTold(ArchiveLookupEvent):
    """查无告知: the customer was told the reasoned negative."""

    type: ClassVar[str] = "policy_service.archive-lookup.told.v1"

    negative: str = Field(description="Why not", examples=["no-trace"])
    told_by_channel: str = Field(description="How the customer was told", examples=["counter"])


class ArchiveLookupResumed(ArchiveLookupEvent):
    """恢复查找: something new has come up."""

    type: ClassVar[str] = "policy_service.archive-lookup.resumed.v1"

    reason: str = Field(description="Why", examples=["new-evidence"])


class ArchiveLookupCancelled(ArchiveLookupEvent):
    """查询撤销: the customer doesn't want it any more."""

    type: ClassVar[str] = "policy_service.archive-lookup.cancelled.v1"

    reason: str = Field(description="Why", examples=["voucher-recovered"])
