"""Tables of the campaign, its targets and the contacts with them."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.campaigns.lifecycle import LIFECYCLE
from services.policy_service.models import Base
from shared.cases import CaseMixin
from shared.db import BigId, UtcDateTime


class Campaign(CaseMixin, Base):
    """专项活动: something to be signed for many policies within a period; the counts are those of the last tally."""

    __tablename__ = "campaigns"
    lifecycle = LIFECYCLE

    campaign_type: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    goal_percent: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tally_on: Mapped[date | None] = mapped_column(Date)  # as this day ends it is tallied
    targets: Mapped[int] = mapped_column(Integer, default=0)
    contacted: Mapped[int] = mapped_column(Integer, default=0)
    signed: Mapped[int] = mapped_column(Integer, default=0)
    refused: Mapped[int] = mapped_column(Integer, default=0)


Index("ix_campaigns_page", Campaign.opened_at, Campaign.case_no)


class CampaignTarget(Base):
    """目标保单. No case of its own: 50,000 of them are written at once; `outcome` is that of the last contact."""

    __tablename__ = "campaign_targets"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_no: Mapped[str] = mapped_column(ForeignKey("campaigns.case_no"))
    policy_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), index=True)
    outlet: Mapped[str | None] = mapped_column(String(40))
    salesperson: Mapped[str | None] = mapped_column(String(80))
    outcome: Mapped[str] = mapped_column(String(20), default="open")
    contacts: Mapped[int] = mapped_column(Integer, default=0)
    contacted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by: Mapped[str | None] = mapped_column(String(40))  # the service request that did it, or the paper signed


Index("uq_campaign_targets_policy", CampaignTarget.campaign_no, CampaignTarget.policy_no, unique=True)


class CampaignContact(Base):
    """联系记录: somebody spoke of it with the policyholder, or tried to."""

    __tablename__ = "campaign_contacts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("campaign_targets.id"), index=True)
    contacted_by: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(80))
