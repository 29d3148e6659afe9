"""Events of policy_service: the policy loan (保单借款), from the day it is lent until nothing is owed on it."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.contracts.base import CaseEvent


class PolicyLoanEvent(CaseEvent):
    """What every event of a loan carries beside the case."""

    policy_no: str
    request_no: str = Field(
        description="The service request that it was lent by; of an automatic one the renewal that it paid, of one "
        "taken over the look-up that found it",
        examples=["BQ260302-5TY8N2JD"],
    )
    automatic: bool = Field(default=False, description="It paid a premium that was left unpaid (自动垫交)")
    principal_fen: int = Field(description="Lent (借款本金)", examples=[2_000_000])
    rate_bp: int = Field(description="A year's interest, in basis points (年利率,万分之)", examples=[500])
    lent_on: date
    due_on: date = Field(description="应还日", examples=["2026-08-29"])
    balance_fen: int = Field(description="Of the principal, still owed (未还本金)", examples=[2_000_000])
    closed_on: date | None = Field(default=None, description="结清日")
    closed_by: str | None = Field(
        default=None, description="What paid the last of it: repayment, surrender, maturity, rescission or claim"
    )


class PolicyLoanLent(PolicyLoanEvent):
    """借款确认: agreed to; its money is yet to be paid out."""

    type: ClassVar[str] = "policy_service.policy-loan.lent.v1"


class PolicyLoanPremiumLent(PolicyLoanEvent):
    """自动垫交: it paid a premium at the end of its grace; its days count from now on."""

    type: ClassVar[str] = "policy_service.policy-loan.premium-lent.v1"


class PolicyLoanTakenOver(PolicyLoanEvent):
    """借款补录: of before the system, and owed still; its days count from when it was lent."""

    type: ClassVar[str] = "policy_service.policy-loan.taken-over.v1"


class PolicyLoanHandedOver(PolicyLoanEvent):
    """借款付款: paid out; its days count from now on."""

    type: ClassVar[str] = "policy_service.policy-loan.handed-over.v1"


class PolicyLoanFallenOverdue(PolicyLoanEvent):
    """借款逾期: not repaid by the day after it was due."""

    type: ClassVar[str] = "policy_service.policy-loan.fallen-overdue.v1"


class PolicyLoanRepaid(PolicyLoanEvent):
    """部分还款: some of it came in, interest first."""

    type: ClassVar[str] = "policy_service.policy-loan.repaid.v1"


class PolicyLoanSettled(PolicyLoanEvent):
    """借款结清: nothing is owed on it any more."""

    type: ClassVar[str] = "policy_service.policy-loan.settled.v1"


class PolicyLoanReopened(PolicyLoanEvent):
    """恢复借款: the maturity benefit that had paid of it never fell due, so that is owed again."""

    type: ClassVar[str] = "policy_service.policy-loan.reopened.v1"


class PolicyLoanMoved(PolicyLoanEvent):
    """随保单迁移: another branch has its policy, and the loan with it."""

    type: ClassVar[str] = "policy_service.policy-loan.moved.v1"
