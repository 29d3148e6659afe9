"""Answers of the policy loan's routes."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.cases import CaseOut


class PolicyLoanOut(CaseOut):
    """A policy loan as it stands (保单借款); what is owed on it today is told by its policy's `loans`."""

    policy_no: str
    request_no: str = Field(
        description="The service request that it was lent by; the renewal that an automatic one paid"
    )
    automatic: bool = Field(description="It paid a premium that was left unpaid (自动垫交)")
    principal_fen: int
    currency: Literal["CNY"] = "CNY"
    rate_bp: int = Field(description="A year's, in basis points (年利率,万分之)")
    lent_on: date
    due_on: date = Field(description="180 days after it was paid out (应还日); overdue from the second day after")
    balance_fen: int = Field(description="Of the principal (未还本金)")
    closed_on: date | None
    closed_by: str | None = Field(description="By what: repayment, surrender, maturity, rescission, claim")
