"""Bodies and answers of the application's routes."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from services.intake.law.proposals import ProposalIn
from services.intake.law.schemas import Warnings
from services.intake.schemas import FormNo
from shared.cases import CaseOut
from shared.contracts.intake import DebitFact, DefectFact, NoticeFact
from shared.errors import Text
from shared.marks import Mark
from shared.schemas import Body, Code, Day, Fen, Line, OrgCode, Out, Reason, refusal

# It goes into events: words only, so that no telephone or account number strays there.
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}(\.[0-9]{1,2})?(\.[a-z_]{1,30})?$")]
NoticeType = Literal["medical", "survey", "documents", "financial"]


class AlterationIn(Body):
    """A field changed by hand on the form (涂改); countersigned beside the change or not."""

    field: FieldName
    countersigned: bool


class ApplicationIn(ProposalIn):
    """An application form as it lies on the counter (投保单)."""

    form_no: FormNo = Field(examples=["350322-26-000123"])
    form_on: Day = Field(description="Date on the form (填单日)")
    org: OrgCode = Field(examples=["350322"])
    outlet: Code | None = None
    channel: Literal["agent", "bank", "intermediary", "counter"] = "agent"
    salesperson: Code = Field(examples=["A10023"])
    product: Code = Field(examples=["L1001"])
    product_name: Line = Field(description="As written on the form", examples=["福满两全保险(分红型)"])
    sum_assured_fen: Fen = Field(gt=0, examples=[10_000_000])
    premium_fen: Fen = Field(gt=0, examples=[360_000])
    payment_mode: Literal["single", "annual", "monthly"] = "annual"
    payment_method: Literal["transfer", "cash"] = "transfer"
    pay_years: Annotated[int, Field(ge=1, le=60)] = 10
    alterations: tuple[AlterationIn, ...] = Field(default=(), max_length=30)
    policyholder_signed: bool = True
    agent_acts: bool = Field(default=False, description="Somebody else hands the form in for the policyholder (代办)")
    mandate_signed: bool = Field(default=True, description="Debit authorisation signed (代扣授权)")


class CorrectionIn(Body):
    """The corrected form or the replacement form (补正/换单), whole."""

    form: ApplicationIn


class DefectIn(Body):
    code: Reason = Field(description="As in the table of form checks", examples=["disclosure-incomplete"])
    fields: Annotated[tuple[FieldName, ...], Field(min_length=1, max_length=20)] = Field(examples=[["health"]])


class DefectsIn(Body):
    """Everything found wrong with a form after its reception (问题件), told at once."""

    defects: Annotated[tuple[DefectIn, ...], Field(min_length=1, max_length=10)]


class ScanCheckIn(Body):
    """Quality check of the scans (影像质检): no rejected page passes them."""

    rejected: Annotated[dict[int, Reason], Field(max_length=200)] = Field(default={}, description="scan id → reason")


class KeyingIn(Body):
    """What is keyed beside the form's figures (录入): the answers that underwriting needs."""

    premium_fen: Fen = Field(description="Keyed again from the image; must equal the form's")
    sum_assured_fen: Fen
    health_disclosed: bool = Field(description="A question of the health declaration was answered yes (健康告知有异常)")
    occupation_class: Annotated[int, Field(ge=1, le=6)]
    annual_income_fen: Fen


class ReviewIn(Body):
    passed: bool
    reason: Reason | None = Field(default=None, description="Why the keying goes back; with `passed` false only")

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.passed == (self.reason is not None):
            raise refusal(
                "sent-back-with-reason", Text("退回录入须且仅须说明原因", "A reason goes with a refusal, only")
            )
        return self


class NoticeIn(Body):
    type: NoticeType


class NoticeStepIn(Body):
    no: Annotated[int, Field(ge=1, le=50)]


class DecisionIn(Body):
    """The underwriter's conclusion (核保结论)."""

    outcome: Literal["approve", "decline", "postpone"]
    code: Literal["standard", "rated", "excluded", "limited", "declined", "postponed"]
    premium_fen: Fen | None = Field(default=None, description="With `rated` (加费): the new premium")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        fits = {
            "decline": {"declined"},
            "postpone": {"postponed"},
            "approve": {"standard", "rated", "excluded", "limited"},
        }
        if self.code not in fits[self.outcome]:
            raise refusal("code-fits-outcome", Text("结论代码与结论不符", "The code does not fit the outcome"))
        if (self.code == "rated") != (self.premium_fen is not None):
            raise refusal("rated-has-premium", Text("加费须且仅须给出新保费", "A new premium goes with `rated`, only"))
        return self


class DebitResultIn(Body):
    """A debit attempt's result as the bank returned it (代扣结果)."""

    result: Literal[
        "success",
        "insufficient-funds",
        "account-missing",
        "card-invalid",
        "account-dormant",
        "system-error",
        "no-mandate",
        "other",
    ]
    amount_fen: Fen


class ToScan(Out):
    """Pages of one paper that are yet to be scanned, or once more."""

    paper: str
    pages: list[int]


class ApplicationOut(CaseOut):
    """An application as it stands (投保件)."""

    form_no: str
    form_on: date
    premium_fen: int
    sum_assured_fen: int
    currency: Literal["CNY"] = "CNY"
    payment_mode: str
    payment_method: str
    accepted_at: datetime
    issued_at: datetime | None
    relation: str | None
    cover_elsewhere_fen: int | None
    recording_no: str | None
    recording_keep_years: int | None = Field(description="The recording is kept so long after the contract's end")
    defects: list[DefectFact]
    warnings: Warnings
    reminders: list[str]
    scans: int
    rescans: int
    missing_pages: list[str] = Field(description="Papers of which pages are to be scanned, as of the last step")
    to_scan: list[ToScan] = Field(description="The same, page by page; `…/papers` tells it as it is now")
    scan_check: str
    sampling: str | None = Field(description="Why the scans were drawn for the quality check; none: they weren't")
    keying_error: str | None
    underwriting: str | None
    underwriting_level: str | None
    referral_reasons: list[str]
    decision: str | None
    notices: list[NoticeFact]
    debits: list[DebitFact]
    premium_collected_fen: int
    premium_came_by: str | None
    dun_count: int
    returned: str | None
    withdrawn: str | None
    policy_no: str | None


class ScanOut(Out):
    id: int
    type: str
    page: int
    sha256: str
    size: int
    media_type: str
    scanned_at: datetime
    rejected: str | None
    checked_at: datetime | None
    superseded_at: datetime | None
    fault: Literal["altered", "lost"] | None = Field(description="What became of the image in the store")
    fault_found_at: datetime | None


class PageNoteOut(Out):
    page: int
    reason: str


class PaperOut(Out):
    """One paper of a case (影像清单的一项): which pages are there, and which are to be scanned, for whatever reason."""

    paper: str
    text: dict[str, str] = Field(description="zh and en")
    required: bool
    expected: int = Field(description="Pages that there must be; more may follow without a gap")
    there: list[int]
    missing: list[int]
    rejected: list[PageNoteOut]
    faulty: list[PageNoteOut] = Field(description="altered or lost in the store")
    basis: str
    mark: Mark


class ChecklistOut(Out):
    """All papers of a case (影像资料清单)."""

    case_no: str
    complete: bool
    papers: list[PaperOut]
