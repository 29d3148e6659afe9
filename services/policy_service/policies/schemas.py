"""Bodies and answers of the policy's routes."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.cases import CaseOut
from shared.people import PeopleOut
from shared.schemas import Body, Day, Out

PartyRole = Literal["policyholder", "insured", "beneficiary"]


class DeliveryIn(Body):
    """Handed over (送达)."""

    delivered_on: Day


class ReceiptIn(Body):
    """The signed receipt (回执)."""

    signed_on: Day


class AdditionOut(Out):
    """A rider (附加险) or an increase of the sum assured (加保)."""

    kind: Literal["rider", "increase"]
    product: str
    request_no: str
    sum_assured_fen: int
    premium_fen: int = Field(description="Its part of one instalment")
    first_premium_fen: int = Field(description="Paid as it was added, up to `first_paid_to_on`")
    first_paid_to_on: date
    begins_on: date
    ends_on: date | None = Field(description="First day without it; null: it ends with the policy")


class PolicyOut(CaseOut):
    """A policy as it stands (保单)."""

    application_no: str
    effective_on: date
    term_years: int | None
    pay_years: int
    payment_mode: str
    premium_fen: int = Field(description="Of one instalment, riders and increases included (期交保费)")
    paid_to_on: date | None = Field(description="Premiums are paid up to the day before it (交至日)")
    next_due_on: date | None = Field(description="When the next premium is due, or was (应交日)")
    sum_assured_fen: int = Field(description="Of the main cover, increases included (保额)")
    additions: list[AdditionOut] = Field(description="Added since its issue, in that order (附加险、加保)")
    currency: Literal["CNY"] = "CNY"
    policyholder_ref: str
    free_look_days: int
    free_look_starts: str
    delivered_on: date | None
    signed_on: date | None
    free_look_ends_on: date | None
    cancelled: str | None = Field(description="Why it was given back")
    suspended_on: date | None = Field(description="First day without cover (中止日)")
    occupation_class: int | None = Field(description="Of the insured (职业类别); null: as on the form")
    dividend_option: str | None = Field(description="红利领取方式; null: as on the form")
    premium_loan: bool | None = Field(description="Unpaid premiums are lent (自动垫交); null: as on the form")
    waived_from_on: date | None = Field(description="Premiums due from then on are waived (豁免保费)")
    paid_up_on: date | None = Field(description="Since when no premium is due, for a smaller sum (减额交清)")
    document_status: Literal["lost", "reissued"] | None = Field(description="The policy document (保单正本)")
    rescindable_on: date | None = Field(description="First day on which it may be rescinded (可解除日)")
    rescission_by: str | None = Field(description="Who proposed its rescission")
    item: str | None = Field(description="What the last endorsement changed (最近一次批改)")
    request_no: str | None = Field(description="The service request it came from")
    reinstated_on: date | None = Field(description="复效日")
    surrender_value_fen: int | None = Field(description="What its surrender or rescission left (退保金)")
    claim_no: str | None = Field(description="The claim that ended it, or was settled with it since (理赔件)")
    drawing_mode: str | None = Field(description="How often an annuity is paid (领取方式)")
    legacy: bool = Field(description="Registered from a voucher (历史保单); `application_no` is that of its look-up")
    refund_due_fen: int
    paid_by: str | None = Field(description="The service request that pays it out; none: it is paid elsewhere")


class EndReasonOut(Out):
    """A reason for which policies end (退保、失效原因)."""

    code: str
    zh: str
    en: str
    endings: list[str] = Field(description="With which endings it is given")
    basis: str
    mark: str


class PolicyAsOfOut(Out):
    """The policy and its people at the end of a day (历史时点)."""

    day: date
    policy: PolicyOut
    people: PeopleOut
