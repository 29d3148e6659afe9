"""Tables of the claim payments and of the attempts to transfer them; person, guardian and account are encrypted."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.claims.models import Base
from services.claims.payments.lifecycle import LIFECYCLE
from services.claims.payments.sla import SLAS
from shared.cases import CaseMixin
from shared.db import BigId, Json, UtcDateTime
from shared.errors import Text
from shared.pii import EncryptedText


class ClaimPayment(CaseMixin, Base):
    """理赔付款件: what one settlement of a claim owes one person."""

    __tablename__ = "claim_payments"
    __table_args__ = (UniqueConstraint("claim_no", "settlement_no", "payee", "person_hash"),)
    lifecycle = LIFECYCLE
    slas = SLAS
    wait_words: ClassVar = {"account": Text("领款人更新账户", "the payee's account")}

    claim_no: Mapped[str] = mapped_column(ForeignKey("claims.case_no"))
    policy_no: Mapped[str] = mapped_column(String(40))
    settlement_no: Mapped[int] = mapped_column(Integer)
    settlement_kind: Mapped[str] = mapped_column(String(10))
    payee: Mapped[str] = mapped_column(String(20))
    capacity: Mapped[str] = mapped_column(String(10))  # self, named or heir
    share: Mapped[str] = mapped_column(String(24))  # of what the payee is owed: 1/3
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    person_hash: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(EncryptedText("claim_payments.person"))  # JSON
    guardian: Mapped[str | None] = mapped_column(EncryptedText("claim_payments.guardian"))  # JSON
    has_guardian: Mapped[bool] = mapped_column(Boolean)
    relation: Mapped[str] = mapped_column(String(20))
    papers: Mapped[list[str]] = mapped_column(Json)
    departed: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # those named whose shares fell to the others
    account_no: Mapped[str] = mapped_column(EncryptedText("claim_payments.account_no"))
    account_hash: Mapped[str] = mapped_column(String(64), index=True)
    holder: Mapped[str] = mapped_column(EncryptedText("claim_payments.holder"))
    suspect: Mapped[bool] = mapped_column(Boolean)  # as long as a bank card, but its check digit is off
    prepared_by: Mapped[str] = mapped_column(String(80))
    decided_by: Mapped[str] = mapped_column(String(80))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    tries: Mapped[int] = mapped_column(Integer, default=0)  # that failed, with that account
    failed: Mapped[str | None] = mapped_column(String(20))
    not_before: Mapped[date | None] = mapped_column(Date)  # the next transfer
    set_off_fen: Mapped[int] = mapped_column(BigInteger, default=0)  # kept for what they owe back elsewhere
    voided: Mapped[str | None] = mapped_column(String(40))  # why it is not made
    paid_by: Mapped[str | None] = mapped_column(String(10))
    paid_on: Mapped[date | None] = mapped_column(Date)
    voucher: Mapped[str | None] = mapped_column(String(40))

    @property
    def to_pay_fen(self) -> int:
        """In money."""
        return self.amount_fen - self.set_off_fen


Index("ix_claim_payments_page", ClaimPayment.opened_at, ClaimPayment.case_no)
Index("ix_claim_payments_voucher", ClaimPayment.voucher)


class PaymentAttempt(Base):
    """付款尝试: a transfer to the account that was good then, or the cash at the counter."""

    __tablename__ = "claim_payment_attempts"
    __table_args__ = (UniqueConstraint("case_no", "attempt"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("claim_payments.case_no"))
    attempt: Mapped[int] = mapped_column(Integer)
    by_way_of: Mapped[str] = mapped_column(String(10))  # transfer or cash
    account_hash: Mapped[str | None] = mapped_column(String(64))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    sent_by: Mapped[str] = mapped_column(String(80))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    result: Mapped[str | None] = mapped_column(String(20))  # success, or the reason
    voucher: Mapped[str | None] = mapped_column(String(40))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


# What money may do at most once, whatever a command overlooks.
_unsettled, _paid = text("settled_at IS NULL"), text("result = 'success'")
Index(
    "uq_claim_payment_attempts_in_flight",
    PaymentAttempt.case_no,
    unique=True,
    postgresql_where=_unsettled,
    sqlite_where=_unsettled,
)
Index("uq_claim_payment_attempts_paid", PaymentAttempt.case_no, unique=True, postgresql_where=_paid, sqlite_where=_paid)
