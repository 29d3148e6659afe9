"""Events of intake (受理): the application that a bank sells at its counter (银保通投保件)."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import CaseEvent


class BankApplicationEvent(CaseEvent):
    """What every event of a bank's application carries beside the case."""

    bank: str = Field(description="The bank that sells (代理银行)", examples=["psbc"])
    transaction_no: str = Field(
        description="The bank's own number of the sale (银行交易流水号)", examples=["20260302000017"]
    )
    premium_fen: int
    sum_assured_fen: int
    payment_mode: str = Field(description="single 趸交 or annual 年交")
    accepted_at: AwareDatetime
    issued_at: AwareDatetime | None = None
    flags: tuple[str, ...] = Field(
        default=(), max_length=10, description="What the bank's form did wrong, accepted as it is (数据瑕疵)"
    )
    underwriting: Literal["auto", "manual"] | None = None
    underwriting_level: str | None = Field(default=None, description="city, province or head")
    referral_reasons: tuple[str, ...] = Field(default=(), description="Rules that ask for manual underwriting")
    declared_reasons: tuple[str, ...] = Field(default=(), description="Rules that the signed declaration answers")
    decision: str | None = Field(default=None, examples=["standard"])
    premium_due_on: date | None = Field(default=None, description="Unpaid at the end of this day it lapses")
    premium_collected_fen: int = 0
    premium_came_by: Literal["bank"] | None = Field(default=None, description="收费方式")
    refund_due_fen: int = Field(default=0, description="What a void leaves to be paid back (应退保费)")
    withdrawn: str | None = Field(default=None, description="Why it was withdrawn (撤单原因)")
    voided: str | None = Field(default=None, description="Why it was voided after issue (当日撤单原因)")


class BankApplicationAccepted(BankApplicationEvent):
    """受理: the bank's system submitted the application."""

    type: ClassVar[str] = "intake.bank-application.accepted.v1"


class BankApplicationReferred(BankApplicationEvent):
    """转人工核保: a rule of the bank channel asks for a person, or the level above was asked."""

    type: ClassVar[str] = "intake.bank-application.referred.v1"


class BankApplicationDecided(BankApplicationEvent):
    """核保结论: passed at once, approved or declined."""

    type: ClassVar[str] = "intake.bank-application.decided.v1"


class BankApplicationPaid(BankApplicationEvent):
    """收费完成: the bank reported the premium collected, in full."""

    type: ClassVar[str] = "intake.bank-application.paid.v1"


class BankApplicationWithdrawn(BankApplicationEvent):
    """撤单: withdrawn before the premium was in."""

    type: ClassVar[str] = "intake.bank-application.withdrawn.v1"


class BankApplicationLapsed(BankApplicationEvent):
    """逾期作废: nobody paid by the end of the day."""

    type: ClassVar[str] = "intake.bank-application.lapsed.v1"


class BankApplicationIssued(BankApplicationEvent):
    """实时出单: the policy exists; policy_service opens it and fetches the parties from intake."""

    type: ClassVar[str] = "intake.bank-application.issued.v1"

    policy_no: str
    effective_on: date
    term_years: int | None = Field(description="None: whole life")
    pay_years: int
    free_look_days: int
    free_look_starts: Literal["signature", "day_after"] = Field(description="Day 1 of the free-look period (犹豫期)")


class BankApplicationVoided(BankApplicationEvent):
    """当日撤单: voided on the day of issue; policy_service ends the policy, and the premium is to be paid back."""

    type: ClassVar[str] = "intake.bank-application.voided.v1"

    policy_no: str
