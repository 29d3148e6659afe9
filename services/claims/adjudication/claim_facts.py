"""What a claim is adjudicated on: the event, its papers, the cover on that day, and what earlier claims took. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from services.claims.adjudication.benefit_rule import InvoiceKind
from services.claims.adjudication.liabilities import Cause, HolderEvent

CoverStatus = Literal["in_force", "grace", "suspended", "ended"]
Unit = Literal["fen", "days", "cost"]
HospitalStanding = Literal["designated", "undesignated", "unlisted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """发票. `hash` is that of its image. The other amounts are parts of `total_fen`.

    `unrelated_fen`: not for this event. `over_standard_fen`: proven to be over the standard of basic medical insurance.
    `other_paid_fen`: other insurers paid, by their statement of shares (分割单).
    `hospital_standing`: by the province's table on the invoice's day; None: it says nothing of that day.
    """

    number: str
    hash: str
    kind: InvoiceKind
    day: date
    person: str
    total_fen: int
    social_insurance_fen: int = 0
    unrelated_fen: int = 0
    over_standard_fen: int = 0
    other_paid_fen: int = 0
    bed_fen: int = 0
    bed_days: int = 0
    examination_fen: int = 0
    hospital: str = ""
    hospital_standing: HospitalStanding | None = None

    @property
    def parts(self) -> tuple[int, ...]:
        return (
            self.social_insurance_fen,
            self.unrelated_fen,
            self.over_standard_fen,
            self.other_paid_fen,
            self.bed_fen,
            self.examination_fen,
        )


class Stay(NamedTuple):
    """住院: the day of discharge isn't counted, but a stay within one day counts as one."""

    admitted_on: date
    discharged_on: date

    @property
    def days(self) -> int:
        return max(1, (self.discharged_on - self.admitted_on).days)

    def meets(self, other: "Stay") -> bool:
        """Whether they have a counted day in common."""
        if self.admitted_on == other.admitted_on:
            return True
        return self.admitted_on < other.discharged_on and other.admitted_on < self.discharged_on


class Premium(NamedTuple):
    """A premium that has been paid, on whichever day, and when it was due (应交日)."""

    due_on: date
    fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The policy as of the event's day. `ends_on` is its last day, or the last of who left a group; None: for life.
    `joined_on`: the first of one of a group's, who may have come later.

    `status`: on that day (宽限期 is `grace`). `is_renewal`: without a break, so that nothing waits again.
    `collectable`: the premiums of `arrears_fen` that are paid of a benefit where the contract goes on.
    `taken_out_fen`: surrendered, or paid as a benefit, since the event, when nobody knew of it.
    `premiums_after`: paid, and due after the day of the event.
    `premium_years_paid`: full years, for LAW43 and LAW45. `next_due_on` and what follows tell what a waiver is worth.
    `addition`: by which request a rider or an increase came (附加险、加保); none: the policy as it was issued.
    """

    policy_no: str
    product: str
    concluded_on: date
    begins_on: date
    ends_on: date | None
    sum_assured_fen: int
    joined_on: date | None = None
    status: CoverStatus = "in_force"
    reinstated_on: date | None = None
    is_renewal: bool = False
    arrears_fen: int = 0
    collectable: tuple[int, ...] = ()
    loan_fen: int = 0
    dividends_fen: int = 0
    taken_out_fen: int = 0
    cash_value_fen: int = 0
    premiums_paid_fen: int = 0
    premium_years_paid: int = 0
    next_due_on: date | None = None
    premium_fen: int = 0
    premiums_left: int = 0
    premiums_after: tuple[Premium, ...] = ()
    addition: str = ""

    @property
    def insures_from(self) -> date:
        return max(self.begins_on, self.joined_on or self.begins_on)

    def __post_init__(self) -> None:
        money = (self.sum_assured_fen, self.arrears_fen, self.loan_fen, self.cash_value_fen, self.premiums_paid_fen)
        if min(*money, self.dividends_fen, self.taken_out_fen, self.premium_fen, self.premiums_left) < 0:
            raise ValueError("a cover has no negative amounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`event_no`: tells two events of one day apart. `circumstances`: found ones, of `exclusions` or required by rules.

    `known_on`: when who claims knew of it; None: on its day. `death_paid_fen`: on this death by other claims.
    `added`: covers of the same policy that came later, each with its own waiting period, limits and value.
    `grades`: of each disability by this event; `combines_earlier`: they contain those that were paid for before.
    """

    case_no: str
    person: str
    cause: Cause
    event_on: date
    cover: Cover
    event_no: str = ""
    added: tuple[Cover, ...] = ()
    circumstances: frozenset[str] = frozenset()
    was_without_capacity: bool = False
    invoices: tuple[Invoice, ...] = ()
    stays: tuple[Stay, ...] = ()
    grades: tuple[int, ...] = ()
    combines_earlier: bool = False
    died_on: date | None = None
    is_critical_illness: bool = False
    holder_event: HolderEvent | None = None
    known_on: date | None = None
    reported_on: date | None = None
    age_at_death: int | None = None
    death_paid_fen: int = 0

    @property
    def event(self) -> str:
        return self.event_no or self.event_on.isoformat()


class Taking(NamedTuple):
    """What a claim took of a limit in its period: the policy year's number, the event, or "" for the whole term."""

    case_no: str
    name: str
    unit: Unit
    period: str
    amount: int


class InvoiceUse(NamedTuple):
    case_no: str
    number: str
    hash: str


class StayUse(NamedTuple):
    case_no: str
    stay: Stay


@dataclass(frozen=True, slots=True)
class Used:
    """What claims took: takings and stays of this insured under this policy, invoices of whatever claim."""

    takings: tuple[Taking, ...] = ()
    invoices: tuple[InvoiceUse, ...] = ()
    stays: tuple[StayUse, ...] = ()

    def apart_from(self, case_no: str) -> "Used":
        return Used(
            tuple(row for row in self.takings if row.case_no != case_no),
            tuple(row for row in self.invoices if row.case_no != case_no),
            tuple(row for row in self.stays if row.case_no != case_no),
        )

    def plus(self, other: "Used") -> "Used":
        return Used(self.takings + other.takings, self.invoices + other.invoices, self.stays + other.stays)


NOTHING_USED = Used()
