"""Events of intake (受理): the individual long-term application (个险长险投保件)."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.contracts.base import CaseEvent


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class DefectFact(_Fact):
    """A form defect (填单差错) found at reception or later."""

    code: str = Field(examples=["account-missing"])
    severity: Literal["fixable", "severe", "key_field"]
    fields: tuple[str, ...] = ()
    by: str | None = Field(default=None, description="Who made it: the salesperson's reference")
    found_in: str = Field(
        description="Where it was found: reception, scan-check, keying, review or underwriting", examples=["reception"]
    )


class NoticeFact(_Fact):
    """A notice (函件) to the customer: medical 体检, survey 契调, documents 补充资料, financial 财务."""

    no: int
    type: Literal["medical", "survey", "documents", "financial"]
    status: Literal["sent", "told", "answered", "expired"]
    sent_at: AwareDatetime
    told_at: AwareDatetime | None = None
    answered_at: AwareDatetime | None = None


class DebitFact(_Fact):
    """One attempt to debit the first premium (首期代扣)."""

    attempt: int
    result: str = Field(description="`success`, or the bank's reason", examples=["insufficient-funds"])
    amount_fen: int
    at: AwareDatetime


class ApplicationEvent(CaseEvent):
    """What every event of an application carries beside the case."""

    premium_fen: int
    sum_assured_fen: int
    payment_method: str = Field(description="transfer 银行转账 or cash 现金")
    accepted_at: AwareDatetime
    issued_at: AwareDatetime | None = None
    defects: tuple[DefectFact, ...] = Field(default=(), max_length=50)
    warnings: tuple[str, ...] = Field(
        default=(), max_length=20, description="What the law gives to think about (合规提示)"
    )
    reminders: tuple[str, ...] = Field(default=(), max_length=20)
    scans: int = Field(default=0, description="Pages scanned")
    keying_error: str | None = Field(default=None, description="Why the review sent the keying back (复核退回原因)")
    rescans: int = Field(default=0, description="Times that the quality check sent the scans back")
    underwriting: Literal["auto", "manual"] | None = None
    underwriting_level: str | None = None
    referral_reasons: tuple[str, ...] = ()
    decision: str | None = Field(default=None, examples=["standard"])
    notices: tuple[NoticeFact, ...] = Field(default=(), max_length=50)
    debits: tuple[DebitFact, ...] = Field(default=(), max_length=50)
    premium_collected_fen: int = 0
    premium_came_by: Literal["debit", "cash", "transfer"] | None = Field(default=None, description="收费方式")
    dun_count: int = 0
    returned: str | None = Field(default=None, description="Why it was returned (退单原因)")
    withdrawn: str | None = Field(default=None, description="Why it was withdrawn (撤单原因)")


class ApplicationAccepted(ApplicationEvent):
    """受理: the counter accepted the form."""

    type: ClassVar[str] = "intake.application.accepted.v1"


class ApplicationSupplementRequested(ApplicationEvent):
    """补正通知: one notice listed everything to correct."""

    type: ClassVar[str] = "intake.application.supplement-requested.v1"


class ApplicationSupplemented(ApplicationEvent):
    """补正完成: the customer corrected the form."""

    type: ClassVar[str] = "intake.application.supplemented.v1"


class ApplicationReplacementRequested(ApplicationEvent):
    """换单通知: a key field was altered, a replacement form is needed."""

    type: ClassVar[str] = "intake.application.replacement-requested.v1"


class ApplicationReplaced(ApplicationEvent):
    """换单完成: the replacement form came in."""

    type: ClassVar[str] = "intake.application.replaced.v1"


class ApplicationReturned(ApplicationEvent):
    """退单: returned to the submitter before underwriting."""

    type: ClassVar[str] = "intake.application.returned.v1"


class ApplicationScanned(ApplicationEvent):
    """扫描完成: all required pages are in the image store."""

    type: ClassVar[str] = "intake.application.scanned.v1"


class ApplicationScansChecked(ApplicationEvent):
    """影像质检: the sampled scans passed the quality check, or went back to be scanned again."""

    type: ClassVar[str] = "intake.application.scans-checked.v1"


class ApplicationKeyed(ApplicationEvent):
    """录入: keyed into the system, or sent back to be keyed again."""

    type: ClassVar[str] = "intake.application.keyed.v1"


class ApplicationReviewed(ApplicationEvent):
    """复核: a second person checked the keying."""

    type: ClassVar[str] = "intake.application.reviewed.v1"


class ApplicationReferred(ApplicationEvent):
    """转人工核保: sent to manual underwriting, or escalated to a higher level."""

    type: ClassVar[str] = "intake.application.referred.v1"


class ApplicationNoticed(ApplicationEvent):
    """函件: a notice was sent, told, answered or expired."""

    type: ClassVar[str] = "intake.application.noticed.v1"


class ApplicationDecided(ApplicationEvent):
    """核保结论: accepted (standard or with conditions), declined or postponed."""

    type: ClassVar[str] = "intake.application.decided.v1"


class ApplicationDebited(ApplicationEvent):
    """首期代扣结果: a debit attempt came back."""

    type: ClassVar[str] = "intake.application.debited.v1"


class ApplicationPaid(ApplicationEvent):
    """收费完成: the first premium is in, in full."""

    type: ClassVar[str] = "intake.application.paid.v1"


class ApplicationDunned(ApplicationEvent):
    """催办: the salesperson was reminded."""

    type: ClassVar[str] = "intake.application.dunned.v1"


class ApplicationWithdrawn(ApplicationEvent):
    """撤单: withdrawn by the customer, or by the deadline."""

    type: ClassVar[str] = "intake.application.withdrawn.v1"


class ApplicationIssued(ApplicationEvent):
    """出单: the policy exists; policy_service opens it and fetches the parties from intake."""

    type: ClassVar[str] = "intake.application.issued.v1"

    policy_no: str
    effective_on: date
    term_years: int | None = Field(description="None: whole life")
    pay_years: int
    payment_mode: str = Field(description="single, annual or monthly")
    free_look_days: int
    free_look_starts: Literal["signature", "day_after"] = Field(description="Day 1 of the free-look period (犹豫期)")
