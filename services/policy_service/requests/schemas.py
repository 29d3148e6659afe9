"""Bodies and answers of the service request's routes."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from services.policy_service.items.paper_words import PAPERS
from services.policy_service.items.schemas import Change, PartyRef
from shared.cases import CaseOut
from shared.person_forms import IdNumber, IdType, Phone
from shared.schemas import Body, CaseNo, Code, Fen, Name, Out, Reason

Paper = Annotated[str, Field(pattern=rf"^({'|'.join(PAPERS)})$", description="A paper of the catalogue (资料)")]
Papers = Annotated[list[Paper], Field(max_length=len(PAPERS))]


class AgentIn(Body):
    """Who acts for the applicant (代办人), with a letter of authority."""

    name: Name
    id_type: IdType
    id_number: IdNumber
    phone: Phone


class ServiceRequestIn(Body):
    """As asked for at the counter (保全申请)."""

    policy_no: CaseNo
    applicant_ref: PartyRef = Field(description="Who applies: one of the policy's people")
    agent: AgentIn | None = None
    papers: Papers = Field(description="Handed in, originals seen")
    change: Change


class PapersIn(Body):
    papers: Annotated[list[Paper], Field(min_length=1, max_length=len(PAPERS))]


class DecisionIn(Body):
    """`reason`: with anything but an approval."""

    outcome: Literal["approve", "reject"]
    reason: Reason | None = Field(default=None, examples=["health-declaration"])


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


class MoneyLineOut(Out):
    """One line of the arithmetic: positive fen are due to the customer, negative ones from them."""

    code: str
    zh: str
    en: str
    amount_fen: int
    basis: str


class ServiceRequestOut(CaseOut):
    """A service request (保全申请)."""

    policy_no: str
    item: str
    applicant_ref: str
    agent_acts: bool
    papers: list[str]
    missing_papers: list[str] = Field(description="All that is still missing (待补资料)")
    told_papers: list[str] = Field(description="What the one-time notice (一次性告知) named")
    made_by: str
    money: list[MoneyLineOut]
    money_in_fen: int
    money_out_fen: int
    rejected: str | None
    endorsement_no: str | None = Field(description="批单号")
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
    mark: str


class PaperOut(Out):
    code: str
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
    reviewed: bool
    basis: str
    mark: str
