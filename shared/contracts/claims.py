"""Events of claims (理赔): the claim, from its report to payment, refusal or withdrawal."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.contracts.base import CaseEvent


class UnfitPaper(BaseModel):
    """A paper that was handed in and is unfit (不合格资料)."""

    model_config = ConfigDict(frozen=True)

    paper: str = Field(examples=["medical_record"])
    cause: str = Field(examples=["incomplete"])


class LiabilityAmount(BaseModel):
    """What the calculation comes to for one liability (保险责任)."""

    model_config = ConfigDict(frozen=True)

    liability: str = Field(examples=["illness_medical"])
    amount_fen: int = Field(examples=[128_000])


class ClaimEvent(CaseEvent):
    """What every event of a claim carries beside the case; who is insured is a reference, what happened isn't told."""

    policy_no: str
    insured_ref: str | None = Field(default=None, description="Opaque reference of the insured (被保险人)")
    cover_status: str = Field(description="How the policy stood on that day", examples=["in-force"])
    cause: Literal["accident", "illness"] = Field(description="出险原因")
    types: tuple[str, ...] = Field(description="What is claimed (理赔类型)", examples=[["illness-medical"]])
    event_on: date = Field(description="Day of the event (出险日)", examples=["2026-02-27"])
    reported_on: date = Field(description="Day of the report (报案日)", examples=["2026-03-02"])
    days_to_report: int = Field(description="Days from the event to the report", examples=[3])
    possible_duplicates: tuple[str, ...] = Field(
        default=(), description="Other claims of the same insured and event, when it was reported"
    )
    missing_papers: tuple[str, ...] = Field(default=(), examples=[["medical_record"]])
    missed_papers: tuple[str, ...] = Field(default=(), description="Missing when it was accepted")
    unfit_papers: tuple[UnfitPaper, ...] = Field(default=(), description="Unfit so far, the newest last")
    was_told: bool = Field(default=False, description="The one-time notice (一次性告知) was given")
    completed_at: AwareDatetime | None = Field(default=None, description="When its papers were complete (资料齐全)")
    track: Literal["small", "ordinary"] | None = Field(default=None, description="small: to be closed the same day")
    surveyed: bool = Field(default=False, description="It was, or is, investigated (调查)")
    risk_flags: tuple[str, ...] = Field(
        default=(), description="Risk rules that fired (风险提示): they refuse nothing", examples=[["near-limit"]]
    )
    claimed_fen: int | None = Field(default=None, description="What the claimant asks for (申请金额)")
    invoices: int = Field(default=0, description="Invoices on record")
    total_fen: int | None = Field(default=None, description="Sum of the calculation's lines (理算金额)")
    kept_fen: int = Field(default=0, description="Of it, paid more because social insurance's share isn't deducted")
    liabilities: tuple[LiabilityAmount, ...] = Field(
        default=(), description="`total_fen` by liability; `unnamed` where the lines name none"
    )
    level: str | None = Field(default=None, description="Who may decide: branch, city, province or head")
    decision: str | None = Field(default=None, description="approve, negotiate or refuse")
    refusal_reasons: tuple[str, ...] = Field(default=(), description="Why it is refused", examples=[["waiting-period"]])
    payable_fen: int = Field(default=0, description="Agreed to, less what was paid before (核定应付)")
    paid_fen: int = Field(default=0, description="Paid so far, advances with it")
    ends_contract: bool = Field(default=False, description="Paid as calculated, it ends the policy (合同终止)")
    waives_from_on: date | None = Field(default=None, description="Granted, it waives premiums due from then on (豁免)")
    loan_kept_fen: int = Field(default=0, description="Kept of it for the policy's loans (扣还借款本息)")
    loan_kept_on: date | None = Field(default=None, description="Up to which day it paid their interest")
    arrears_kept_fen: int = Field(
        default=0, description="Kept of it for premiums that were due by the day of the event (扣减欠交保险费)"
    )
    dividends_fen: int = Field(default=0, description="Of it, the policy's dividend account (红利)")
    reopened: int = Field(default=0, description="How often it was reopened")
    appeals: int = Field(default=0, description="How often it was appealed against")


class ClaimReported(ClaimEvent):
    """报案: the event was told to the insurer."""

    type: ClassVar[str] = "claims.claim.reported.v1"


class ClaimPapersTold(ClaimEvent):
    """告知所需资料: the claimant knows what to bring."""

    type: ClassVar[str] = "claims.claim.papers-told.v1"

    told_by: str = Field(description="How", examples=["phone"])


class ClaimPapersBrought(ClaimEvent):
    """交资料: papers were handed in."""

    type: ClassVar[str] = "claims.claim.papers-brought.v1"


class ClaimAccepted(ClaimEvent):
    """受理: the claim was made; papers may still be missing."""

    type: ClassVar[str] = "claims.claim.accepted.v1"


class ClaimPapersAsked(ClaimEvent):
    """一次性告知: all that is missing was told, at once."""

    type: ClassVar[str] = "claims.claim.papers-asked.v1"


class ClaimPaperRejected(ClaimEvent):
    """资料不合格: a paper is unfit and missing again; `unfit_papers` ends with it."""

    type: ClassVar[str] = "claims.claim.paper-rejected.v1"


class ClaimTypesAdded(ClaimEvent):
    """增加理赔类型: more is claimed of the same event, and more papers are asked for."""

    type: ClassVar[str] = "claims.claim.types-added.v1"


class ClaimRegistered(ClaimEvent):
    """立案: its papers are complete, and it is no other claim's duplicate."""

    type: ClassVar[str] = "claims.claim.registered.v1"


class ClaimTurnedAway(ClaimEvent):
    """不予立案: nothing to adjudicate; the claimant was told why."""

    type: ClassVar[str] = "claims.claim.turned-away.v1"

    reason: str = Field(description="Why", examples=["not-covered"])


class ClaimInvoiceRecorded(ClaimEvent):
    """发票登记: an invoice was put on record, or struck off it."""

    type: ClassVar[str] = "claims.claim.invoice-recorded.v1"


class ClaimSurveyStarted(ClaimEvent):
    """发起调查: the facts are to be investigated; it is a complex claim from now on."""

    type: ClassVar[str] = "claims.claim.survey-started.v1"


class ClaimSurveyEnded(ClaimEvent):
    """调查回销: the investigation has reported."""

    type: ClassVar[str] = "claims.claim.survey-ended.v1"


class ClaimCalculated(ClaimEvent):
    """理算: the amount is worked out, line by line."""

    type: ClassVar[str] = "claims.claim.calculated.v1"

    total_fen: int | None = Field(description="Sum of the calculation's lines (理算金额)", examples=[128_000])


class ClaimReviewed(ClaimEvent):
    """审核: another person checked the calculation."""

    type: ClassVar[str] = "claims.claim.reviewed.v1"


class ClaimSentBack(ClaimEvent):
    """退回: to be calculated anew."""

    type: ClassVar[str] = "claims.claim.sent-back.v1"

    reason: str = Field(description="Why", examples=["calculation-wrong"])


class ClaimApproved(ClaimEvent):
    """核定给付: agreed to, as calculated or as negotiated; where something is due, it is to be paid."""

    type: ClassVar[str] = "claims.claim.approved.v1"


class ClaimRefused(ClaimEvent):
    """核定拒赔: for these reasons, of which the claimant is to be told."""

    type: ClassVar[str] = "claims.claim.refused.v1"

    refusal_reasons: tuple[str, ...] = Field(description="Why", examples=[["waiting-period"]])


class ClaimRefusalTold(ClaimEvent):
    """拒赔通知: the refusal notice with its reasons was sent."""

    type: ClassVar[str] = "claims.claim.refusal-told.v1"

    told_by: str = Field(description="How", examples=["letter"])


class ClaimAdvanceApproved(ClaimEvent):
    """先予支付核准: the part that can be determined is to be paid now."""

    type: ClassVar[str] = "claims.claim.advance-approved.v1"

    advance_fen: int = Field(description="Approved and not yet paid", examples=[50_000])


class ClaimAdvancePaid(ClaimEvent):
    """先予支付: a part was paid; the claim goes on."""

    type: ClassVar[str] = "claims.claim.advance-paid.v1"


class ClaimPaid(ClaimEvent):
    """给付: what was agreed to is paid."""

    type: ClassVar[str] = "claims.claim.paid.v1"


class ClaimWithdrawn(ClaimEvent):
    """撤案: the claimant doesn't claim any more."""

    type: ClassVar[str] = "claims.claim.withdrawn.v1"

    reason: str = Field(description="Why", examples=["claimed-elsewhere"])


class ClaimAppealed(ClaimEvent):
    """复议申请: the claimant disagrees with the decision."""

    type: ClassVar[str] = "claims.claim.appealed.v1"


class ClaimUpheld(ClaimEvent):
    """复议维持: the re-review leaves the decision as it is."""

    type: ClassVar[str] = "claims.claim.upheld.v1"


class ClaimReopened(ClaimEvent):
    """重开: it is adjudicated anew; what was paid stays paid."""

    type: ClassVar[str] = "claims.claim.reopened.v1"

    reason: str = Field(description="Why", examples=["new-evidence"])
