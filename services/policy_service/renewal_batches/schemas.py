"""Bodies and answers of the renewal batches' routes."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.cases import CaseOut
from shared.schemas import Body, Day, OrgCode


class RenewalBatchIn(Body):
    org: OrgCode = Field(description="Whose debits, with those of the organisations below it", examples=["350322"])
    day: Day | None = Field(default=None, description="Premiums due up to this day; left out: today")


class RenewalBatchOut(CaseOut):
    """A debit batch of renewals as it stands (续期代扣批次)."""

    debit_on: date
    items: int = Field(description="Debits drawn up; once it is exported: sent to the bank")
    amount_fen: int = Field(description="Their sum")
    succeeded: int
    succeeded_fen: int
    unapplied: int = Field(description="Of those, debits of no premium that is due any more (未入账)")
    unapplied_fen: int = Field(description="Their sum, to be paid back")
    currency: Literal["CNY"] = "CNY"
    exported_at: datetime | None
    results_sha256: str | None
    cancelled: str | None
