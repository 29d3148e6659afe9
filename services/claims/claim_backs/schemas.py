"""Bodies and answers of the claim-backs' routes."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.schemas import Body, Code, Day, Fen, Out


class ReceiptIn(Body):
    """What came in of a claim-back (追回到账)."""

    amount_fen: Fen = Field(gt=0, description="At most what is open of it")
    way: Literal["cash", "transfer"]
    voucher: Code = Field(description="凭证号: each counts once")


class SetOffIn(Body):
    """What somebody owes back is kept from what they are to be paid, as they agreed in writing (同意抵扣)."""

    claim_back_id: int = Field(ge=1, lt=2**63)
    amount_fen: Fen = Field(gt=0)
    consent: Code = Field(description="Number of the paper that says so (抵扣同意书编号)")
    consented_on: Day


class ClaimBackEntryOut(Out):
    way: str
    amount_fen: int
    voucher: str | None
    payment_no: str | None
    consent: str | None
    consented_on: date | None
    entered_by: str
    entered_at: datetime


class ClaimBackOut(Out):
    """追回款."""

    id: int
    claim_no: str
    settlement_no: int
    payee: str
    amount_fen: int
    open_fen: int = Field(description="Still owed; 0 once a later decision settled it anew")
    is_superseded: bool
    entries: list[ClaimBackEntryOut]
    made_at: datetime
