"""Bodies and answers of the debit batches' routes."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.intake.ledger.models import Why
from shared.cases import CaseOut
from shared.marks import Mark
from shared.schemas import Body, OrgCode, Out


class DebitBatchIn(Body):
    org: OrgCode = Field(description="Whose debits, with those of the organisations below it", examples=["350322"])


class DebitBatchOut(CaseOut):
    """A debit batch as it stands (代扣批次)."""

    items: int = Field(description="Debits drawn up; once it is exported: sent to the bank")
    amount_fen: int = Field(description="Their sum")
    succeeded: int
    succeeded_fen: int
    currency: Literal["CNY"] = "CNY"
    exported_at: datetime | None
    results_sha256: str | None
    cancelled: str | None


class DebitItemOut(Out):
    """A debit (代扣明细). Its account is in the bank's file only."""

    item_no: int
    case_no: str
    mandate_no: str
    amount_fen: int
    result: str | None = Field(
        description="`success`, the bank's reason (see /debit-reasons), or `cancelled`: not sent; null: no answer yet"
    )
    receipt_no: str | None
    suspended_why: Why | None = Field(description="Why the money that came isn't the case's premium (挂账原因)")
    settled_at: datetime | None


class DebitReasonOut(Out):
    """Why debits fail, and when they may be tried again (重试规则)."""

    code: str
    zh: str
    en: str
    retry_after_working_days: int | None = Field(description="null: only with another account (须换账号)")
    most_tries: int
    basis: str
    mark: Mark
