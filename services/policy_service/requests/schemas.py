"""Bodies and answers of the service request's routes."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from services.policy_service.items.paper_words import CAUSES, MEANS, PAPERS
from services.policy_service.items.schemas import Change
from services.policy_service.values.schemas import MoneyLineOut
from shared.cases import CaseOut
from shared.marks import Mark
from shared.person_forms import AgentIn, PartyRef
from shared.schemas import Body, CaseNo, Code, Fen, Out, Reason, among

Paper = Annotated[str, Field(pattern=among(PAPERS), description="A paper of the catalogue (资料)")]
Cause = Annotated[str, Field(pattern=among(CAUSES), description="Why a paper is unfit (不合格原因)")]
Means = Annotated[str, Field(pattern=among(MEANS), description="How somebody was told (通知方式)")]
Papers = Annotated[list[Paper], Field(max_length=len(PAPERS))]


class ServiceRequestIn(Body):
    """As asked for at the counter (保全申请)."""

    policy_no: CaseNo
    applicant_ref: PartyRef = Field(description="Who applies: one of the policy's people")
    agent: AgentIn | None = None
    papers: Papers = Field(description="Handed in, originals seen")
    change: Change


class QuotationIn(Body):
    """What would be asked for; nothing is opened by it (试算)."""

    policy_no: CaseNo
    change: Change


class PapersIn(Body):
    papers: Annotated[list[Paper], Field(min_length=1, max_length=len(PAPERS))]


class PaperRejectionIn(Body):
    cause: Cause = Field(examples=["expired"])


class PrincipalNoticeIn(Body):
    """The principal was told what their agent was paid (通知委托人)."""

    means: Means = Field(examples=["phone"])


class DecisionIn(Body):
    """`reason`: with anything but an approval."""

    outcome: Literal["approve", "reject"]
    reason: Reason | None = Field(default=None, examples=["health-declaration", "postponed"])
    loading_percent: Annotated[int, Field(ge=1, le=500)] | None = Field(
        default=None, description="Of the premium that the item takes, on top of it (加费)", examples=[25]
    )


class ReviewIn(Body):
    """`reason`: with anything but an approval."""

    outcome: Literal["approve", "send-back", "reject"]
    reason: Reason | None = Field(default=None, examples=["signature-differs"])


class MoneyIn(Body):
    """Money that came in or went out; the whole of it, in one piece."""

    amount_fen: Fen = Field(gt=0)
    reference: Code = Field(description="The bank's or the teller's number (流水号)")


class CancelIn(Body):
    reason: Reason = Field(examples=["changed-mind"])


class QuotationOut(Out):
    """What a change would cost or bring on this day (试算)."""

    policy_no: str
    item: str
    as_of: date
    money: list[MoneyLineOut]
    money_in_fen: int
    money_out_fen: int
    papers: list[str] = Field(description="All that would be asked for, if nobody acts for the applicant")


class RejectedPaperOut(Out):
    paper: str
    cause: str


class ServiceRequestOut(CaseOut):
    """A service request (保全申请)."""

    policy_no: str
    item: str
    applicant_ref: str
    agent_acts: bool
    papers: list[str]
    missing_papers: list[str] = Field(description="All that is still missing (待补资料)")
    told_papers: list[str] = Field(description="What the one-time notice (一次性告知) named")
    rejected_papers: list[RejectedPaperOut] = Field(description="Unfit so far, the newest last (不合格资料)")
    first_time_right: bool = Field(description="Complete at once, no paper unfit, never sent back, so far (一次通过)")
    agent_verified_by: str | None = Field(description="Who saw the agent's identity document (核实代办人身份)")
    agent_verified_at: datetime | None
    principal_told_at: datetime | None = Field(description="When the principal was told of the result (通知委托人)")
    notice_means: str | None
    made_by: str
    money: list[MoneyLineOut]
    money_in_fen: int
    money_out_fen: int
    loading_percent: int | None = Field(description="The underwriter's, on the premium that the item takes (加费)")
    rejected: str | None
    endorsement_no: str | None = Field(description="批单号")
    answer_due_on: date | None = Field(description="Last day to refuse; silence is consent (复效答复期)")
    confirmed_at: datetime | None


class ChangeOut(Out):
    """What is asked for; without the right to personal data only which fields it names."""

    masked: bool
    fields: list[str]
    change: dict[str, Any] | None


class ConsentOut(Out):
    of: str
    paper: str
    basis: str
    mark: Mark


class PaperOut(Out):
    code: str
    zh: str
    en: str


class WordsOut(Out):
    zh: str
    en: str


class ItemOut(Out):
    """A row of the catalogue (保全项目)."""

    code: str
    zh: str
    en: str
    exchange: str | None = Field(description="Its two letters in other systems (数据交换代码)")
    applicants: list[str]
    during: list[str] = Field(description="Statuses of the policy that it is for")
    papers: list[PaperOut]
    consent: ConsentOut | None
    underwritten: bool
    underwritten_where: WordsOut | None = Field(description="Only policies of which this is true are underwritten")
    rated: bool = Field(description="The underwriter may ask for a higher premium (加费)")
    reviewed: bool
    alone: bool = Field(description="No other request of the policy may be open beside it")
    frozen_by_claims: WordsOut | None = Field(
        description="Why it isn't done while a claim of the policy is open (理赔期间冻结); null: it goes on"
    )
    basis: str
    mark: Mark
