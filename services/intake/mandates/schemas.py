"""Bodies and answers of the mandates' routes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from shared.person_forms import AccountNo
from shared.schemas import Body, Name, Out


class MandateIn(Body):
    """A signed debit mandate (代扣授权书)."""

    account_no: AccountNo
    holder: Name = Field(description="As the bank has it (户名)")


class MandateOut(Out):
    """A mandate; account and holder are masked unless the token may read personal data."""

    mandate_no: str
    case_no: str
    status: Literal["signed", "refused", "revoked", "replaced"]
    account_no: str | None
    holder: str | None
    suspect: bool = Field(description="As long as a bank card, but its check digit is off (疑似录错): a warning only")
    at: datetime
    by: str
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None


class MandatesOut(Out):
    masked: bool
    items: Sequence[MandateOut]
