"""Bodies and answers of the campaign's routes."""

from datetime import date, datetime
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from shared.cases import CaseOut
from shared.errors import Text
from shared.schemas import Body, CaseNo, Code, Day, OrgCode, Out, Reason, refusal

By = Literal["salesperson", "outlet"]
Outcome = Literal["signed", "refused", "unreachable", "later"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


class CampaignIn(Body):
    """A campaign over the policies of an organisation and those below it (专项活动)."""

    org: OrgCode = Field(examples=["350322"])
    campaign_type: Reason = Field(examples=["payment-mode-change"])
    starts_on: Day
    ends_on: Day
    goal_percent: Annotated[int, Field(ge=1, le=100, description="Share of the targets to be signed (目标签订率)")]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.starts_on <= self.ends_on or (self.ends_on - self.starts_on).days > 366:
            raise refusal(
                "period-in-order", Text("起止日应先后有序,至多一年", "From a day to a later one, a year at most")
            )
        return self


class ContactIn(Body):
    """A contact with the policyholder (联系记录); the campaign's type says what `signed` needs: request or paper."""

    contacted_by: Code | None = Field(default=None, description="A staff reference; left out: you", examples=["A1024"])
    channel: Literal["phone", "visit", "counter", "message", "letter"]
    outcome: Outcome
    request_no: CaseNo | None = Field(default=None, description="The service request that did it (保全申请)")
    reference: Code | None = Field(default=None, description="The paper signed, where no service request does it")

    @model_validator(mode="after")
    def _signed_by_something(self) -> Self:
        named = (self.request_no is not None) + (self.reference is not None)
        if named != (self.outcome == "signed"):
            told = Text(
                "已签订的须注明保全件或签署文件,其他不须", "Name the request or the paper exactly where it is signed"
            )
            raise refusal("signed-by", told)
        return self


class CampaignOut(CaseOut):
    """A campaign as it stands (专项活动); the counts are those of the last tally, `…/progress` has those of now."""

    campaign_type: str
    starts_on: date
    ends_on: date
    goal_percent: int
    started_at: datetime | None
    targets: int
    contacted: int
    signed: int
    refused: int


class TargetOut(Out):
    """A policy on the list (目标保单)."""

    policy_no: str
    outlet: str | None
    salesperson: str | None
    outcome: str
    contacts: int
    contacted_at: datetime | None
    signed_at: datetime | None
    signed_by: str | None


class ContactOut(Out):
    contacted_by: str
    channel: str
    outcome: str
    at: datetime
    recorded_by: str


class ProgressOut(Out):
    """`targets` is the denominator of both rates; a rate of nothing is null."""

    by: str | None
    key: str | None = Field(description="Salesperson or outlet; null: the policies without one, or the whole")
    targets: int
    contacted: int
    signed: int
    refused: int
    unreachable: int
    later: int
    signed_rate: float | None
    contacted_rate: float | None


class CampaignProgressOut(Out):
    """How far a campaign is now (活动进度)."""

    case_no: str
    goal_percent: int
    as_of: datetime
    whole: ProgressOut
    items: list[ProgressOut]


class CampaignTypeOut(Out):
    code: str
    zh: str
    en: str
    item: str | None = Field(description="The service item that signs a target by itself")
    listed: bool = Field(description="A file names the targets")
    basis: str
    mark: str
