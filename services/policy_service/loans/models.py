"""Tables of the policy loans and of what came in on them."""

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.clauses.loan_terms import last_day_of
from services.policy_service.loans.lifecycle import LIFECYCLE
from services.policy_service.models import Base
from shared.cases import CaseMixin
from shared.db import BigId


class PolicyLoan(CaseMixin, Base):
    """保单借款: one loan; `balance_fen` and `interest_due_fen` are as they stood on `interest_from`."""

    __tablename__ = "policy_loans"
    lifecycle = LIFECYCLE

    policy_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), index=True)
    # Of an automatic one the renewal's number, of one taken over the look-up's.
    request_no: Mapped[str] = mapped_column(String(40), unique=True)
    automatic: Mapped[bool] = mapped_column(Boolean, default=False)  # 自动垫交
    principal_fen: Mapped[int] = mapped_column(BigInteger)
    rate_bp: Mapped[int] = mapped_column(Integer)  # a year's, in basis points: that of the day of the loan
    lent_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    balance_fen: Mapped[int] = mapped_column(BigInteger)  # of the principal
    interest_from: Mapped[date] = mapped_column(Date)
    interest_due_fen: Mapped[int] = mapped_column(BigInteger)  # accrued by then and not paid; it bears none itself
    closed_on: Mapped[date | None] = mapped_column(Date)
    closed_by: Mapped[str | None] = mapped_column(String(20))  # what paid the last of it

    @property
    def loan_no(self) -> str:
        return self.case_no

    @property
    def last_day_on(self) -> date:
        return last_day_of(self.due_on)


Index("ix_policy_loans_page", PolicyLoan.opened_at, PolicyLoan.case_no)


class LoanRepayment(Base):
    """还款: what came in on a loan, or was kept back from a surrender."""

    __tablename__ = "loan_repayments"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    loan_no: Mapped[str] = mapped_column(ForeignKey("policy_loans.case_no"), index=True)
    request_no: Mapped[str] = mapped_column(String(40))
    repaid_on: Mapped[date] = mapped_column(Date)
    interest_fen: Mapped[int] = mapped_column(BigInteger)
    principal_fen: Mapped[int] = mapped_column(BigInteger)
