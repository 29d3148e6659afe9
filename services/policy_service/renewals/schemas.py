"""Answers of the renewals' routes."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.cases import CaseOut


class RenewalOut(CaseOut):
    """A renewal as it stands (续期)."""

    policy_no: str
    due_on: date = Field(description="应交日")
    grace_ends_on: date = Field(description="宽限期末")
    premium_fen: int
    currency: Literal["CNY"] = "CNY"
    payment_mode: str
    premium_year: int = Field(description="2: the second year's premium (二次)")
    mandated: bool
    attempt: int = Field(description="Debits that went to the bank (代扣次数)")
    reason: str | None = Field(description="Why the last debit failed; see /debit-reasons")
    reminders: int
    grace_on: date | None
    paid_on: date | None
    paid_by: str | None = Field(description="debit, cash, transfer, loan (自动垫交) or claim (理赔扣减)")
    paid_reference: str | None = Field(description="Of a loan its number; of a claim its number and the due day")
    paid_to_on: date | None
    loan_short_fen: int | None = Field(
        description="By how much an automatic loan (自动垫交) that was chosen fell short"
    )
    notice: str | None = Field(description="How the lapse was told")
