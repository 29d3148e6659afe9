"""Events of policy_service: campaigns (专项活动) over policies, with how far they are. Contacts are not announced."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.base import CaseEvent


class CampaignEvent(CaseEvent):
    """What every event of a campaign carries beside the case; the counts are those of its last tally."""

    campaign_type: str = Field(description="What is to be signed (活动类型)", examples=["payment-mode-change"])
    starts_on: date
    ends_on: date = Field(description="Its last day", examples=["2026-05-31"])
    goal_percent: int = Field(description="Share of the targets to be signed (目标签订率)", examples=[60])
    targets: int = Field(default=0, description="Policies on the list, frozen at the start", examples=[480])
    contacted: int = Field(default=0, description="Of them those contacted at least once", examples=[210])
    signed: int = Field(default=0, description="Of them those signed", examples=[96])
    refused: int = Field(default=0, description="Of them those that refused", examples=[31])


class CampaignOpened(CampaignEvent):
    """活动立项: opened by a manager, its list yet to be frozen."""

    type: ClassVar[str] = "policy_service.campaign.opened.v1"


class CampaignListImported(CampaignEvent):
    """目标清单导入: a list of policy numbers was given."""

    type: ClassVar[str] = "policy_service.campaign.list-imported.v1"


class CampaignStarted(CampaignEvent):
    """活动启动: its list of targets is frozen."""

    type: ClassVar[str] = "policy_service.campaign.started.v1"


class CampaignTallied(CampaignEvent):
    """活动进度: how far it was when a day ended."""

    type: ClassVar[str] = "policy_service.campaign.tallied.v1"


class CampaignEnded(CampaignEvent):
    """活动结束: its last day is over, or a manager ended it."""

    type: ClassVar[str] = "policy_service.campaign.ended.v1"


class CampaignCancelled(CampaignEvent):
    """活动撤销: it never started."""

    type: ClassVar[str] = "policy_service.campaign.cancelled.v1"
