"""Bodies and answers of the reconciliation's routes."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from shared.schemas import Body, Out, Reason


class SettlementIn(Body):
    """Why these differences may stand (差异处理)."""

    rows: Annotated[list[Annotated[int, Field(ge=1, lt=2**63)]], Field(min_length=1, max_length=500)]
    reason: Reason = Field(examples=["entered-next-day"])


class ReconciliationOut(Out):
    """One run (对账批次); a day's last run counts."""

    id: int
    org: str
    bank: str
    day: date
    run_no: int
    status: str = Field(description="matched 一致, different 有差异, settled 差异已处理")
    matched: int
    missing_with_us: int = Field(description="The bank has it, we don't (银行有我方无)")
    missing_with_them: int = Field(description="We have it, the bank doesn't (我方有银行无)")
    amount_differs: int
    policy_differs: int
    unsettled: int = Field(description="Differences without a reason as yet")
    bank_premium_fen: int
    bank_void_fen: int
    our_premium_fen: int
    our_void_fen: int
    sha256: str = Field(description="Of the bank's file, which is kept")
    size: int
    reconciled_at: datetime
    reconciled_by: str


class DayOut(Out):
    """A bank's day and how its reconciliation stands (对账日)."""

    org: str
    bank: str
    day: date
    status: str = Field(
        description="unreconciled 未对账, outdated 对账后又有变动, different 有差异, settled 差异已处理, matched 一致"
    )
    our_premium_fen: int = Field(description="As of now")
    our_void_fen: int
    run: ReconciliationOut | None = Field(description="The last run; null: none yet")


class ReconciledRowOut(Out):
    """A movement of one side or both (对账明细)."""

    id: int
    outcome: str
    kind: str
    transaction_no: str
    row: int | None = Field(description="In the bank's file; the heading is row 1")
    bank_policy_no: str | None
    bank_fen: int | None
    bank_at: datetime | None
    case_no: str | None
    our_policy_no: str | None
    our_fen: int | None
    settled: str | None
    settled_at: datetime | None
    settled_by: str | None
