"""Bodies of the claim's routes."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from services.claims.adjudication.cover_checks import CONDITIONS
from services.claims.adjudication.exclusions import EXCLUSIONS
from services.claims.cases.reasons import REFUSALS
from services.claims.papers.matrix import CAUSES, MORE, PAPERS, TYPES, Care, Cause, Scheme
from shared.errors import Text
from shared.marks import Mark
from shared.people_search import IdNumber
from shared.person_forms import Phone
from shared.schemas import MAX_FEN, Body, CaseNo, Code, Count, Day, Fen, Line, Name, Reason, Remark, refusal

Paper = Annotated[str, Field(pattern=rf"^({'|'.join(PAPERS)})$", description="A paper of the matrix (理赔资料)")]
PaperCause = Annotated[str, Field(pattern=rf"^({'|'.join(CAUSES)})$", description="Why a paper is unfit")]
ClaimTypeCode = Annotated[str, Field(pattern=rf"^({'|'.join(TYPES)})$", description="理赔类型")]
Types = Annotated[list[ClaimTypeCode], Field(min_length=1, max_length=len(TYPES))]
Needs = Annotated[list[Literal["succession", "guardian"]], Field(max_length=len(MORE))]
RefusalReason = Annotated[str, Field(pattern=rf"^({'|'.join(REFUSALS)})$", description="拒赔理由")]
CIRCUMSTANCES = (*EXCLUSIONS, *CONDITIONS)
Circumstance = Annotated[str, Field(pattern=rf"^({'|'.join(CIRCUMSTANCES)})$", description="责任免除或给付条件情形")]
Means = Literal["phone", "counter", "letter", "sms", "app", "visit"]
EARLIEST = date(1970, 1, 1)  # as of a list's days: no policy of ours is older, and figures count from then
MAX_INVOICE_FEN = 10**10  # a hundred million yuan


def _plausible(day: date) -> date:
    if day < EARLIEST:
        raise refusal("day-plausible", Text(f"日期不能早于{EARLIEST}", f"The day can't come before {EARLIEST}"))
    return day


DayGone = Annotated[Day, AfterValidator(_plausible)]
# The same invoice is keyed in small and in capital letters, and is paid once.
InvoiceNumber = Annotated[Code, AfterValidator(str.upper)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


AgeAtDeath = Annotated[
    Annotated[int, Field(ge=0, le=150)] | None,
    Field(
        description="By the ID papers, where who keeps the policy can't say it: the limit of a child's death cover "
        "needs it (未成年人身故限额)"
    ),
]


class ReporterIn(Body):
    """Who reports the event (报案人)."""

    name: Name
    phone: Phone
    relation: Literal["insured", "beneficiary", "kin", "salesperson", "organisation", "other"]


class ReportIn(Body):
    """An event told to the insurer (报案)."""

    policy_no: CaseNo
    id_number: IdNumber | None = Field(default=None, description="Of the insured, where the policy insures several")
    channel: Literal["telephone", "counter", "app", "salesperson"]
    reporter: ReporterIn
    event_on: DayGone = Field(description="出险日")
    cause: Cause
    care: Care = Field(default="both", description="Which care was taken: it says which invoices are asked for")
    types: Types
    scheme: Scheme = Field(default="ordinary", description="rural-relief: any two of three proofs of death")
    needs: Needs = Field(default=[], description="What asks for further papers: 监护, 继承")
    story: Remark | None = Field(default=None, description="What happened, and where; kept encrypted")


class ToldIn(Body):
    told_by: Means


class PapersIn(Body):
    papers: Annotated[list[Paper], Field(min_length=1, max_length=len(PAPERS))]


class PaperRejectionIn(Body):
    cause: PaperCause = Field(examples=["incomplete"])


class AcceptanceIn(Body):
    """The claim is made (理赔申请)."""

    papers: Annotated[list[Paper], Field(max_length=len(PAPERS))] = Field(default=[], description="Handed in with it")
    claimed_fen: Fen | None = Field(default=None, description="What is asked for (申请金额)")
    is_clear: bool = Field(description="The facts are clear and nothing asks for an investigation (事实清楚)")


class TypesIn(Body):
    types: Types


class RegistrationIn(Body):
    """`distinct_from`: claims that look like the same one, and were found to be others."""

    distinct_from: Annotated[list[CaseNo], Field(max_length=100)] = Field(default=[])


class TurnAwayIn(Body):
    reason: RefusalReason
    told_by: Means


WITHIN_TOTAL = (
    ("医保与其他保险已付", ("social_insurance_fen", "other_paid_fen")),
    ("非本次与超标准部分", ("unrelated_fen", "over_standard_fen")),
    ("床位费与检查费", ("bed_fen", "examination_fen")),
)


class InvoiceIn(Body):
    """A hospital's invoice (医疗费用发票). `id_number`: of whom it names, if that isn't the insured."""

    number: InvoiceNumber
    sha256: Sha256 | None = Field(default=None, description="Of its file (电子发票)")
    kind: Literal["outpatient", "inpatient"]
    issued_on: DayGone
    hospital: Code = Field(description="The hospital's code (医疗机构代码), not its name", examples=["H350322001"])
    total_fen: Annotated[int, Field(ge=0, le=MAX_INVOICE_FEN, description="What the invoice comes to (发票金额)")]
    social_insurance_fen: Fen = Field(default=0, description="Paid by social insurance (医保已支付)")
    unrelated_fen: Fen = Field(default=0, description="Not for this event")
    over_standard_fen: Fen = Field(default=0, description="Over the standard of basic medical insurance (自费)")
    other_paid_fen: Fen = Field(default=0, description="Paid by other insurers (分割单)")
    bed_fen: Fen = Field(default=0, description="Beds (床位费), within the total")
    bed_days: Count = Field(default=0, validate_default=True, description="Days that the beds are charged for")
    examination_fen: Fen = Field(default=0, description="Examinations (检查费), within the total")
    id_number: IdNumber | None = None

    @field_validator(*(name for _, names in WITHIN_TOTAL for name in names))
    @classmethod
    def _parts_within(cls, fen: int, info: ValidationInfo) -> int:
        """Refused is the part with which they become more than the whole."""
        words, names = next(each for each in WITHIN_TOTAL if info.field_name in each[1])
        if fen + sum(info.data.get(name, 0) for name in names) > info.data.get("total_fen", MAX_FEN):
            told = Text(f"{words}之和超过发票金额", f"Together {' and '.join(names)} are more than total_fen")
            raise refusal("parts-within-total", told)
        return fen

    @field_validator("bed_days")
    @classmethod
    def _of_the_beds(cls, bed_days: int, info: ValidationInfo) -> int:
        """A limit by the day would take the beds as charged for no day, and cut them whole."""
        if info.data.get("bed_fen") and not bed_days:
            told = Text("有床位费(bed_fen)须填写床位天数(bed_days)", "With bed_fen, bed_days must be 1 or more")
            raise refusal("bed-days-told", told)
        return bed_days


class TextIn(Body):
    zh: Line
    en: Line


class LineIn(Body):
    """A line of the calculation: positive fen are paid, negative ones cut; 0 tells something."""

    code: Code = Field(
        description="`loan` (below 0): kept for the policy's loans, which are repaid of it; `dividends`: of its account"
    )
    rule_id: Code
    liability: Code | None = None
    input: TextIn = Field(description="What was looked at")
    formula: TextIn = Field(description="What was done with it")
    amount_fen: Annotated[int, Field(ge=-MAX_FEN, le=MAX_FEN)]
    basis: Line
    mark: Mark


class RefusedPartIn(Body):
    """What pays nothing, and why: an invoice, a stay, a liability."""

    code: Code
    subject: Line
    text: TextIn
    basis: Line
    mark: Mark


class StayIn(Body):
    """住院: from admission to discharge."""

    admitted_on: DayGone
    discharged_on: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.discharged_on < self.admitted_on:
            raise refusal("days-in-order", Text("出院日早于入院日", "The discharge is before the admission"))
        return self


class PolicyFiguresIn(Body):
    """What was paid for the policy as issued (已交保险费), if a benefit depends on it; its keepers tell its worth."""

    premiums_paid_fen: Fen = 0
    premium_years_paid: Annotated[int, Field(ge=0, le=100)] = 0
    next_due_on: Day | None = None
    premiums_left: Annotated[int, Field(ge=0, le=1200)] = 0
    is_renewal: bool = False


class FindingsIn(Body):
    """The facts that were found (核定事实), of each type that is claimed; the invoices are those on record."""

    stays: Annotated[list[StayIn], Field(max_length=100)] = Field(
        default=[], description="住院: of a hospital day benefit that is claimed, and of nothing else"
    )
    grades: Annotated[list[Annotated[int, Field(ge=1, le=10)]], Field(max_length=100, description="伤残等级")] = Field(
        default=[]
    )
    combines_earlier: bool = Field(default=False, description="The grades contain those paid for before")
    died_on: Day | None = None
    age_at_death: AgeAtDeath = None
    id_number: IdNumber | None = Field(
        default=None,
        description="Of the insured, of a group's claim of before its list was asked; not kept",
    )
    known_on: Day | None = Field(
        default=None, description="When who claims knew of the event (知悉日), by which LAW26 counts; none: on its day"
    )
    is_critical_illness: bool = False
    holder_died: bool = Field(
        default=False, description="Of a waiver: what its type names (身故、重疾、伤残) did befall the policyholder"
    )
    is_suicide: bool = False
    was_without_capacity: bool = Field(default=False, description="无民事行为能力人")
    circumstances: Annotated[list[Circumstance], Field(max_length=len(CIRCUMSTANCES))] = Field(default=[])
    policy: PolicyFiguresIn = PolicyFiguresIn()


class CalculationIn(Body):
    """理算 by hand, of a product without benefit rules."""

    lines: Annotated[list[LineIn], Field(max_length=500)]
    refusals: Annotated[list[RefusedPartIn], Field(max_length=500)] = Field(default=[])
    total_fen: Fen
    ends_contract: bool = Field(default=False, description="Paid, it ends the policy (合同终止)")
    died_on: Day | None = Field(default=None, description="Of a death (身故日); left out: the day of the event")
    age_at_death: AgeAtDeath = None


class ReasonIn(Body):
    reason: Reason


class ReviewIn(Body):
    outcome: Literal["pass", "send-back"]
    reason: Reason | None = Field(default=None, examples=["calculation-wrong"])

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.outcome == "send-back" and self.reason is None:
            raise refusal("reason-given", Text("退回须说明理由", "A reason must be given"))
        return self


class DecisionIn(Body):
    """核定. `reasons`: of a refusal. `agreed_fen` and `agreement` (协议编号): of a negotiated amount."""

    outcome: Literal["approve", "negotiate", "refuse"]
    reasons: Annotated[list[RefusalReason], Field(max_length=len(REFUSALS))] = Field(default=[])
    agreed_fen: Annotated[int, Field(gt=0, le=MAX_FEN)] | None = Field(
        default=None, description="What is paid instead (协议金额), with `negotiate` alone"
    )
    agreement: Line | None = Field(default=None, description="The agreement's number, kept as the line's basis")

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if (self.outcome == "refuse") != bool(self.reasons):
            raise refusal("reason-given", Text("拒赔须且仅须说明理由", "Reasons go with a refusal, and only with one"))
        agrees = self.agreed_fen is not None and self.agreement is not None
        if (self.outcome == "negotiate") != agrees:
            raise refusal(
                "agreement-given", Text("协议给付须有金额与协议编号", "An agreement has an amount and a number")
            )
        return self


class AdvanceIn(Body):
    amount_fen: Fen = Field(gt=0)


class ReReviewIn(Body):
    outcome: Literal["uphold", "reopen"]
    reason: Reason | None = None
