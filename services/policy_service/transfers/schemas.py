"""Bodies and answers of the transfer batches' routes."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from shared.cases import CaseOut
from shared.marks import Mark
from shared.schemas import Body, OrgCode, Out, Reason


class TransferBatchIn(Body):
    org: OrgCode = Field(description="Whose transfers, with those of the organisations below it", examples=["350322"])


class CancelIn(Body):
    reason: Reason = Field(examples=["bank-holiday"])


class TransferBatchOut(CaseOut):
    """A transfer batch as it stands (给付转账批次)."""

    items: int
    amount_fen: int = Field(description="Their sum")
    succeeded: int
    succeeded_fen: int
    currency: Literal["CNY"] = "CNY"
    exported_at: datetime | None
    results_sha256: str | None
    cancelled: str | None


class TransferOut(Out):
    """A transfer (转账明细). Its account is in the bank's file only."""

    item_no: int
    kind: str
    case_no: str
    attempt: int
    amount_fen: int
    result: str | None = Field(
        description="`success`, a reason of /transfer-reasons, or `cancelled`: not sent; null: no answer yet"
    )
    settled_at: datetime | None


class TransferReasonOut(Out):
    """Why transfers fail, and what helps (转账失败原因)."""

    code: str
    zh: str
    en: str
    helps: Literal["refresh-account", "try-again"]
    retry_after_working_days: int | None = Field(description="null: once the account is told anew (更新账户)")
    most_tries: int = Field(description="With one account; then it must be told anew")
    basis: str
    mark: Mark
