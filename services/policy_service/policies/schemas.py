"""Bodies and answers of the policy's routes."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shared.cases import CaseOut
from shared.schemas import Body, Day


class DeliveryIn(Body):
    """Handed over (送达)."""

    delivered_on: Day


class ReceiptIn(Body):
    """The signed receipt (回执)."""

    signed_on: Day


class CancellationIn(Body):
    """Given back in the free-look period (犹豫期退保)."""

    # It goes into events: words only, so that no telephone or account number strays there.
    reason: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40, examples=["changed-mind"])]


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
    refund_due_fen: int
