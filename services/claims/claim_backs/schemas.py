"""Bodies and answers of the claim-backs' routes."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.cases import CaseOut
from shared.schemas import Body, Code, Fen, Out


class ReceiptIn(Body):
    """What came in of a claim-back (追回到账)."""

    amount_fen: Fen = Field(gt=0, description="At most what is open of it")
    way: Literal["cash", "transfer"]
    voucher: Code = Field(description="凭证号: each counts once")


class ClaimBackOut(CaseOut):
    """A claim-back as it stands (追回款)."""

    claim_no: str
    settlement_no: int
    payee: str
    amount_fen: int
    recovered_fen: int
    open_fen: int = Field(description="Still owed; 0 once a later decision settled it anew")


class ClaimBackEntryOut(Out):
    """What came in of it, and what was taken back."""

    way: str
    amount_fen: int
    voucher: str | None
    payment_no: str | None
    consent: str | None
    consented_on: date | None
    entered_by: str
    entered_at: datetime
