"""Bodies and answers of the archive look-up's routes."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from services.policy_service.archives.tables import PLACES, VOUCHERS
from services.policy_service.clauses.premium_plan import SINGLE, last_paid_to
from shared.anniversaries import MODE_MONTHS, months_after, whole_months
from shared.cases import CaseOut
from shared.errors import Text
from shared.person_forms import IdNumber, IdType, PartyIn, Phone, check_shares
from shared.schemas import (
    Body,
    CaseNo,
    Code,
    CodedRowOut,
    Day,
    Fen,
    Line,
    Name,
    OrgCode,
    Out,
    Reason,
    Remark,
    among,
    refusal,
)

FIRST_YEAR = 1949
EARLIEST = date(FIRST_YEAR, 1, 1)
PaymentMode = Literal["monthly", "quarterly", "semiannual", "annual", "single"]


class IdentityIn(Body):
    """A person as a voucher or a document names them."""

    name: Name
    id_type: IdType
    id_number: IdNumber


class BringerIn(IdentityIn):
    phone: Phone


class VoucherIn(Body):
    """What the customer holds (凭证), as it is printed."""

    kind: Annotated[str, Field(pattern=among(VOUCHERS), examples=["receipt"])]
    number: Annotated[str, Field(pattern=r"^[A-Za-z0-9()/.-]{1,40}$", examples=["96-0013527"])]
    year: Annotated[int, Field(ge=FIRST_YEAR, le=2199, examples=[1996])]
    product: Line = Field(description="As printed (险种名称)", examples=["简易人身保险"])


class ArchiveLookupIn(Body):
    """A voucher that the system lacks (档案查询申请). `bringer`: unless the holder comes in person."""

    org: OrgCode = Field(examples=["350322"])
    outlet: Code | None = None
    voucher: VoucherIn
    holder: IdentityIn
    brought_by: Literal["holder", "kin", "heir", "agent", "salesperson"]
    bringer: BringerIn | None = None

    @model_validator(mode="after")
    def _names_the_bringer(self) -> Self:
        if (self.bringer is None) != (self.brought_by == "holder"):
            told = Text(
                "非持有人本人时须登记来人, 本人则不须", "Name who brings it exactly where that isn't the holder"
            )
            raise refusal("bringer-named", told)
        return self


class SearchIn(Body):
    """One place looked into (查找记录)."""

    place: Annotated[str, Field(pattern=among(PLACES), examples=["register"])]
    found: bool
    finding: Remark | None = Field(default=None, description="What was found; kept encrypted")
    minutes: Annotated[int, Field(ge=1, le=1440, description="Spent searching (分钟)")]
    searched_on: Day | None = Field(default=None, description="Left out: today")

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.found and not self.finding:
            raise refusal("finding-told", Text("查到的须写明内容", "What was found must be told"))
        return self


class HandOverIn(Body):
    searcher: Code = Field(description="Who searches from now on (转交给)", examples=["T0002"])


class LegacyLoanIn(Body):
    """A policy loan that isn't repaid (未还保单借款). Interest is owed from the day it was lent."""

    balance_fen: Annotated[Fen, Field(gt=0)]
    rate_bp: Annotated[int, Field(ge=0, le=3_600, description="A year's, in basis points, as agreed (年利率,万分之)")]
    lent_on: Day


class LegacyPolicyIn(Body):
    """The policy as the archive has it (历史保单). Nothing is due any more unless `paid_to_on` is given."""

    policy_no: CaseNo | None = Field(default=None, description="Its old number; left out: it gets a new one")
    line: Code = "individual_long_term"
    channel: Code | None = None
    product: Code
    salesperson: Code | None = None
    effective_on: Day
    term_years: Annotated[int, Field(ge=1, le=100)] | None = None
    pay_years: Annotated[int, Field(ge=1, le=100)] = 1
    payment_mode: PaymentMode = "single"
    premium_fen: Fen = 0
    paid_to_on: Day | None = None
    sum_assured_fen: Fen
    loan: LegacyLoanIn | None = Field(default=None, description="What the archive says is still owed on it")
    policyholder: PartyIn
    insured: Annotated[list[PartyIn], Field(max_length=10)] = Field(default=[], description="None: the policyholder")
    beneficiaries: Annotated[list[PartyIn], Field(max_length=10)] = Field(default=[])

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        check_shares(self.beneficiaries)
        if self.paid_to_on is not None and not self._is_a_due_day(self.paid_to_on):
            raise refusal(
                "paid-to-a-due-day", Text("交至日不是应交日", "Premiums are paid up to a day on which one is due")
            )
        return self

    def _is_a_due_day(self, day: date) -> bool:
        """Such days lie whole instalments after the first one, and none after the last."""
        if self.payment_mode == SINGLE or not self.premium_fen or not EARLIEST <= self.effective_on < day:
            return False
        months = whole_months(self.effective_on, day)
        is_whole = months % MODE_MONTHS[self.payment_mode] == 0 and months_after(self.effective_on, months) == day
        return is_whole and day <= last_paid_to(self.effective_on, self.pay_years)


class ReviewIn(Body):
    """`reason`: where it is sent back."""

    outcome: Literal["approve", "send-back"]
    reason: Reason | None = Field(default=None, examples=["voucher-differs"])

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.outcome == "send-back" and self.reason is None:
            raise refusal("reason-given", Text("退回须说明原因", "A reason must be given"))
        return self


class ReasonIn(Body):
    reason: Reason


class ToldIn(Body):
    channel: Literal["counter", "phone", "letter", "visit"]


class ArchiveLookupOut(CaseOut):
    """An archive look-up as it stands (档案查询件)."""

    voucher_kind: str
    voucher_year: int
    printed_product: str
    brought_by: str
    searches: int
    finds: int
    minutes_searched: int = Field(description="Time spent searching (查找用时), apart from handling at the window")
    made_by: str | None
    registered_no: str | None = Field(description="The legacy policy registered (历史保单号)")
    negative: str | None
    told_by_channel: str | None
    reason: str | None


class ArchiveSearchOut(Out):
    id: int
    place: str
    found: bool
    finding: str | None = Field(description="Shown only to a token that may read personal data; the read is recorded")
    minutes: int
    searched_on: date
    searcher: str
    recorded_at: datetime


class SearchesOut(Out):
    masked: bool
    items: list[ArchiveSearchOut]


class DetailsOut(Out):
    """Voucher, people and the policy drawn up; without the right to personal data only a masked number."""

    masked: bool
    voucher_no: str
    holder: dict[str, Any] | None
    bringer: dict[str, Any] | None
    draft: dict[str, Any] | None


class ArchiveTablesOut(Out):
    """Kinds of voucher, places to search and reasons of a negative."""

    vouchers: list[CodedRowOut]
    places: list[CodedRowOut]
    negatives: list[CodedRowOut]
