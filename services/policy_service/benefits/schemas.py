"""Bodies and answers of the benefits' routes."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from services.policy_service.benefits.paper_words import PAPERS
from services.policy_service.values.schemas import MoneyLineOut
from shared.cases import CaseOut
from shared.marks import Mark
from shared.person_forms import AgentIn, IdNumber, IdType, PartyRef
from shared.schemas import Body, Code, Day, Fen, OrgCode, Out, Reason, among

Paper = Annotated[str, Field(pattern=among(PAPERS), description="A paper of the claim (资料)")]
Relation = Literal["self", "spouse", "parent", "child", "other"]


class IdentityIn(Body):
    """The beneficiary's identity as checked on the original (身份识别)."""

    id_type: IdType
    id_number: IdNumber
    relation: Relation = Field(description="To the policyholder (与投保人关系)")


class IdentificationIn(Body):
    """Who is to be paid, checked before it is transferred (给付身份识别)."""

    papers: Annotated[list[Paper], Field(max_length=len(PAPERS))] = Field(
        description="Handed in, originals seen: `id_card`, and `id_copy` that is kept"
    )
    identity: IdentityIn


class CashClaimIn(Body):
    """Claimed in cash at the counter (现金领取)."""

    applicant_ref: PartyRef = Field(description="The survival beneficiary (生存受益人): one of the policy's people")
    papers: Annotated[list[Paper], Field(max_length=len(PAPERS))] = Field(description="Handed in, originals seen")
    identity: IdentityIn | None = Field(default=None, description="Demanded from 10,000 yuan on (AML-07-PAY)")
    agent: AgentIn | None = None


class CashPaymentIn(Body):
    """Paid in cash, the whole of it."""

    amount_fen: Fen = Field(gt=0)
    reference: Code = Field(description="The cashier's number (流水号)")


class TurnBackIn(Body):
    reason: Reason = Field(examples=["customer-request"])


class EndIn(Body):
    """It never fell due: the policy ended, or the insured died, on a day before."""

    reason: Literal["insured-died", "policy-ended"]
    ended_on: Day


class RunIn(Body):
    """Which day's benefits are looked for, with all that were due before."""

    day: Day
    org: OrgCode | None = Field(default=None, description="Only of this organisation and those below it")


class RunOut(Out):
    """How far it went (应领件生成)."""

    day: date
    opened: int = Field(description="Benefits that became cases")
    failed: int = Field(description="Policies that another was at work on, or that are at fault: they are tried again")
    is_finished: bool = Field(description="False: ask again, it goes on")


class BenefitOut(CaseOut):
    """A benefit as it stands (生存给付)."""

    policy_no: str
    benefit: str
    due_on: date
    amount_fen: int = Field(description="To be paid out: the sum of `money`, if there are lines")
    money: list[MoneyLineOut] = Field(description="Of a maturity benefit: with the dividends, less loans and interest")
    currency: Literal["CNY"] = "CNY"
    drawing_mode: str | None = Field(description="How the annuity is drawn in this year of it (领取方式)")
    payee_ref: str
    notified_on: date | None
    batch_no: str | None = Field(description="The last transfer batch it was in")
    attempts: int
    failed: str | None = Field(description="Why the last transfer failed; see /transfer-reasons")
    not_before: date | None = Field(description="It is transferred again from this day on")
    papers: list[str]
    claimed_by: str | None
    agent_acts: bool
    relation: str | None
    identified_at: datetime | None
    needs_identity: bool = Field(description="From 10,000 yuan on, by transfer or in cash (AML-07-PAY); not yet done")
    turned_back: str | None
    paid_by: str | None
    paid_on: date | None
    ended_on: date | None


class BenefitPlanOut(Out):
    """A row of the plans (给付计划)."""

    product: str
    benefit: str
    zh: str
    en: str
    per_mille: int = Field(description="Of the sum assured, each time; of an annuity, each year")
    every_years: int
    from_age: int
    to_age: int
    basis: str
    mark: Mark
