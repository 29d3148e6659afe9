"""Bodies and answers about what a policy is worth."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.schemas import Body, Fen, Out

LoanState = Literal["current", "due-soon", "overdue", "closed"]


class DividendIn(Body):
    """Declared for a policy year that has ended (红利)."""

    policy_year: int = Field(ge=1, le=150)
    amount_fen: Fen = Field(gt=0)


class DividendOut(Out):
    policy_year: int | None = Field(description="None: paid out")
    amount_fen: int
    booked_on: date
    request_no: str | None


class DividendsOut(Out):
    """The dividend account (红利账户), the oldest entry first."""

    balance_fen: int
    entries: list[DividendOut]


class LoanOut(Out):
    """A policy loan as it stands today (保单借款)."""

    loan_no: str
    request_no: str = Field(
        description="The service request that it was lent by; the renewal that an automatic one paid"
    )
    automatic: bool = Field(description="It paid a premium that was left unpaid (自动垫交)")
    principal_fen: int
    rate_bp: int = Field(description="A year's, in basis points (年利率,万分之)")
    lent_on: date
    due_on: date
    state: LoanState = Field(description="due-soon from 30 days before it is due, overdue from the second day after")
    balance_fen: int = Field(description="Of the principal (未还本金)")
    interest_fen: int = Field(description="Accrued and not paid (应还利息)")
    owed_fen: int
    closed_on: date | None
    closed_by: str | None


class LoansOut(Out):
    as_of: date
    owed_fen: int
    loans: list[LoanOut]


class MoneyLineOut(Out):
    """One line of the arithmetic: positive fen are due to the customer, negative ones from them."""

    code: str
    zh: str
    en: str
    amount_fen: int
    basis: str


class IncreaseValueOut(Out):
    request_no: str = Field(description="The service request that raised the sum assured")
    cash_value_fen: int


class SettledOut(Out):
    case_no: str = Field(description="The service request, the benefit or the claim")
    loans_fen: int = Field(description="What it repaid of loans (还款)")
    dividends_fen: int = Field(description="What it paid of dividends (红利)")


class TakenOutOut(Out):
    """Paid out of the policy (已领款项), loans that it repaid included and dividends not."""

    case_no: str = Field(description="The service request, or the benefit")
    what: str = Field(description="Its item, or which benefit", examples=["partial-surrender"])
    taken_on: date = Field(description="When it was confirmed; of a benefit: when it fell due")
    amount_fen: int


class ValuesOut(Out):
    """What a policy is worth today, by the arithmetic of its surrender; all 0 once it has ended."""

    as_of: date
    cash_value_fen: int = Field(description="现金价值, that of increases included")
    increases: list[IncreaseValueOut] = Field(description="What of it is each increase's (加保部分)")
    dividends_fen: int = Field(description="红利账户")
    owed_fen: int = Field(description="Loans and their interest (借款本息)")
    lendable_fen: int = Field(description="What may still be lent (可借金额)")
    surrender_value_fen: int = Field(description="退保金")
    settled: list[SettledOut] = Field(description="What each case has repaid of its loans, and paid out of dividends")
    taken_out: list[TakenOutOut] = Field(description="What surrenders, whole or in part, and benefits have paid")
    lines: list[MoneyLineOut]
