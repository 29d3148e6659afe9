"""Bodies and answers of the large-cash report's routes."""

from datetime import date, datetime

from pydantic import Field

from shared.cases import CaseOut
from shared.schemas import Out


class LargeCashReportOut(CaseOut):
    """A large-cash report as it stands (大额交易报告件)."""

    cash_on: date
    cash_fen: int
    receipts: int
    doubt: str | None = Field(description="Why it is held to be a mistake (误报原因)")
    doubted_by: str | None
    filed_as: str | None
    keep_until: date | None


class CashReceiptOut(Out):
    """One payment in cash; who paid is read from the people of its case."""

    case_kind: str
    case_no: str
    org: str
    party_ref: str
    amount_fen: int
    taken_at: datetime
    taken_by: str
    keep_until: date
