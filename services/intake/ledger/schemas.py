"""Bodies and answers of the money book's routes."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from services.intake.ledger.models import CameBy, Place, Why
from services.intake.schemas import Reference
from shared.schemas import MAX_FEN, Body, CaseNo, Day, Fen, OrgCode, Out, Reason

ReceiptNo = CaseNo


class MoneyIn(Body):
    """Money that came in (收款), for a case or for one that nobody knows yet."""

    org: OrgCode = Field(description="Where it came in", examples=["350322"])
    case_no: CaseNo | None = Field(default=None, description="The case it is for, as far as known")
    amount_fen: Fen = Field(gt=0)
    method: Literal["cash", "transfer"]
    reference: Reference | None = Field(default=None, examples=["ICBC20261012000123"])


class AssignmentIn(Body):
    """Which case suspended money is for (挂账核销)."""

    case_no: CaseNo


class RefundIn(Body):
    """Suspended money to pay back (退费申请)."""

    amount_fen: Fen = Field(gt=0)
    reason: Reason = Field(examples=["case-withdrawn"])


class ReceiptOut(Out):
    """A receipt (收款): amount = applied + suspended + refunded."""

    receipt_no: str
    org: str
    kind: str | None = Field(description="Of the case; null while nobody knows a case of that number")
    case_no: str | None
    amount_fen: int
    currency: Literal["CNY"] = "CNY"
    came_by: CameBy
    reference: str | None
    received_at: datetime
    received_on: date
    received_by: str
    applied_fen: int
    suspended_fen: int
    refunded_fen: int
    held_fen: int = Field(description="Of what is suspended: a refund was asked for (退费待付)")
    suspended_why: Why | None


class MovementOut(Out):
    """One line of the money book (台账流水)."""

    action: str
    source: Place | None
    target: Place
    amount_fen: int
    kind: str | None
    case_no: str | None
    reason: str | None
    at: datetime
    by: str


class RefundOut(Out):
    refund_no: str
    receipt_no: str
    org: str
    amount_fen: int
    reason: str
    status: Literal["asked", "paid", "dropped"]
    asked_at: datetime
    asked_by: str
    done_at: datetime | None
    done_by: str | None


class ReceiptWithBookOut(ReceiptOut):
    movements: list[MovementOut]
    refunds: list[RefundOut]


class BalanceOut(Out):
    """The money book at the end of a day (台账余额): collected = applied + suspended + refunded."""

    org: str
    day: date
    collected_fen: int
    applied_fen: int
    suspended_fen: int
    refunded_fen: int


class ClosingIn(Body):
    """What the cashier counted, and the total of the bank's statement (日结), both since the closing before."""

    org: OrgCode
    day: Day
    counted_cash_fen: int = Field(
        ge=-MAX_FEN, le=MAX_FEN, description="现金盘点, less the float: below 0 where more was paid back than came in"
    )
    statement_fen: Fen = Field(description="Transfers by the bank's statement (银行对账单转账合计)")
    reason: Reason | None = Field(default=None, description="Of a difference (差异原因)", examples=["cash-short"])


class ClosingOut(Out):
    """A closed day (日结): what was counted, what was booked, and the difference."""

    closing_no: str
    org: str
    day: date
    counted_cash_fen: int
    booked_cash_fen: int
    cash_difference_fen: int
    statement_fen: int
    booked_transfers_fen: int
    transfer_difference_fen: int
    reason: str | None
    closed_at: datetime
    closed_by: str
