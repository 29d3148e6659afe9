"""Bodies and answers of the policy's routes."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.cases import CaseOut
from shared.schemas import Body, Day, Reason


class DeliveryIn(Body):
    """Handed over (送达)."""

    delivered_on: Day


class ReceiptIn(Body):
    """The signed receipt (回执)."""

    signed_on: Day


class CancellationIn(Body):
    """Given back in the free-look period (犹豫期退保)."""

    reason: Reason = Field(examples=["changed-mind"])


class PolicyOut(CaseOut):
    """A policy as it stands (保单)."""

    application_no: str
    effective_on: date
    term_years: int | None
    pay_years: int
    payment_mode: str
    premium_fen: int
    sum_assured_fen: int
    currency: Literal["CNY"] = "CNY"
    policyholder_ref: str
    free_look_days: int
    free_look_starts: str
    delivered_on: date | None
    signed_on: date | None
    free_look_ends_on: date | None
    cancelled: str | None = Field(description="Why it was given back")
    suspended_on: date | None = Field(description="First day without cover (中止日)")
    item: str | None = Field(description="What the last endorsement changed (最近一次批改)")
    request_no: str | None = Field(description="The service request it came from")
    refund_due_fen: int
