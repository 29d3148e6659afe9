"""Tables of the bank's application: the case and its people."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.bank.lifecycle import LIFECYCLE
from services.intake.bank.sla import SLAS, WAITS
from services.intake.models import Base
from shared.cases import CaseMixin
from shared.db import UtcDateTime
from shared.people import PersonMixin
from shared.pii import EncryptedText


class BankApplication(CaseMixin, Base):
    """银保通投保件. A bank's transaction number names one for ever, whatever became of it."""

    __tablename__ = "bank_applications"
    lifecycle = LIFECYCLE
    slas = SLAS
    wait_words = WAITS

    bank: Mapped[str] = mapped_column(String(20))
    transaction_no: Mapped[str] = mapped_column(String(40))
    content_hash: Mapped[str] = mapped_column(String(64))  # of what the bank sent: tells a repeat from another sale
    payment_mode: Mapped[str] = mapped_column(String(10))
    premium_fen: Mapped[int] = mapped_column(BigInteger)
    sum_assured_fen: Mapped[int] = mapped_column(BigInteger)
    term_years: Mapped[int | None] = mapped_column(Integer)
    pay_years: Mapped[int] = mapped_column(Integer)
    free_look_days: Mapped[int] = mapped_column(Integer)
    free_look_starts: Mapped[str] = mapped_column(String(12))
    finances: Mapped[str] = mapped_column(EncryptedText("bank_applications.finances"))  # JSON: incomes and budget
    flags: Mapped[list[str]] = mapped_column(default=list)
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    underwriting: Mapped[str | None] = mapped_column(String(10))
    underwriting_level: Mapped[str | None] = mapped_column(String(20))
    referral_reasons: Mapped[list[str]] = mapped_column(default=list)
    declared_reasons: Mapped[list[str]] = mapped_column(default=list)
    decision: Mapped[str | None] = mapped_column(String(20))
    premium_due_on: Mapped[date | None] = mapped_column(Date)
    premium_collected_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    premium_came_by: Mapped[str | None] = mapped_column(String(10))
    paid_on: Mapped[date | None] = mapped_column(Date)  # by the organisation's calendar, as the bank's file has it
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    policy_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    effective_on: Mapped[date | None] = mapped_column(Date)
    withdrawn: Mapped[str | None] = mapped_column(String(40))
    voided: Mapped[str | None] = mapped_column(String(40))
    voided_on: Mapped[date | None] = mapped_column(Date)
    refund_due_fen: Mapped[int] = mapped_column(BigInteger, default=0)


Index("uq_bank_applications_bank_transaction_no", BankApplication.bank, BankApplication.transaction_no, unique=True)
Index("ix_bank_applications_page", BankApplication.opened_at, BankApplication.case_no)
Index("ix_bank_applications_paid_on", BankApplication.paid_on, BankApplication.bank)
Index("ix_bank_applications_voided_on", BankApplication.voided_on, BankApplication.bank)


class BankParty(PersonMixin, Base):
    """A person of a bank's application (投保人, 被保险人, 受益人); the phones stand as the bank's form has them."""

    __tablename__ = "bank_parties"

    case_no: Mapped[str] = mapped_column(ForeignKey("bank_applications.case_no"), index=True)
