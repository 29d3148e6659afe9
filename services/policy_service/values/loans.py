"""What is owed on a policy loan (保单借款) on a day, how it stands, and how it is repaid: interest first."""

from datetime import date
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.interest import Rate, interest_fen
from services.policy_service.clauses.loan_terms import FLAG_DAYS, last_day_of
from services.policy_service.loans.models import LoanRepayment, PolicyLoan
from services.policy_service.values.schemas import LoanState


class Owed(NamedTuple):
    principal_fen: int
    interest_fen: int

    @property
    def total_fen(self) -> int:
        return self.principal_fen + self.interest_fen


def owed_on(loan: PolicyLoan, day: date) -> Owed:
    """Simple interest on what is left of the principal, overdue or not; interest bears none."""
    since = interest_fen(loan.balance_fen, (Rate(date.min, loan.rate_bp),), loan.interest_from, day)
    return Owed(loan.balance_fen, loan.interest_due_fen + since)


def state_on(loan: PolicyLoan, day: date) -> LoanState:
    if loan.closed_on is not None:
        return "closed"
    if day > last_day_of(loan.due_on):
        return "overdue"
    return "due-soon" if (loan.due_on - day).days <= FLAG_DAYS else "current"


def parts_of(loan: PolicyLoan, amount_fen: int | None, day: date) -> Owed:
    """What a repayment pays of each; None pays all, and nothing pays more."""
    owed = owed_on(loan, day)
    amount = owed.total_fen if amount_fen is None else min(amount_fen, owed.total_fen)
    interest = min(amount, owed.interest_fen)
    return Owed(amount - interest, interest)


def book(session: AsyncSession, loan: PolicyLoan, amount_fen: int | None, day: date, request_no: str, by: str) -> None:
    """`by`: what closes the loan if nothing is left of it."""
    owed, paid = owed_on(loan, day), parts_of(loan, amount_fen, day)
    loan.balance_fen, loan.interest_from = owed.principal_fen - paid.principal_fen, day
    loan.interest_due_fen = owed.interest_fen - paid.interest_fen
    if not loan.balance_fen + loan.interest_due_fen:
        loan.closed_on, loan.closed_by = day, by
    session.add(
        LoanRepayment(
            loan_no=loan.loan_no,
            request_no=request_no,
            repaid_on=day,
            interest_fen=paid.interest_fen,
            principal_fen=paid.principal_fen,
        )
    )
