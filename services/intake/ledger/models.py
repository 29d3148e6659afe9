"""Tables of the money book: what came in, and each movement of it since."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models import Base
from shared.db import BigId, UtcDateTime


class CameBy(StrEnum):
    DEBIT = "debit"  # 银行代扣
    CASH = "cash"  # 现金
    TRANSFER = "transfer"  # 转账
    PREPAID = "prepaid"  # 预收, of a card handed out paid for
    BANK = "bank"  # 银保通, taken by the bank over its counter


class Place(StrEnum):
    APPLIED = "applied"  # 已核销, to a case's premium
    SUSPENDED = "suspended"  # 挂账
    REFUNDED = "refunded"  # 已退费


class Why(StrEnum):
    """Why money lies suspended."""

    PART_PAYMENT = "part-payment"  # 未足额
    NOT_DUE = "not-due"  # 件未到收费环节
    OVERPAID = "overpaid"  # 溢缴
    CASE_UNKNOWN = "case-unknown"  # 无法对应件号
    CASE_ENDED = "case-ended"  # 到账时件已终结
    PAID_OTHERWISE = "paid-otherwise"  # 到账时已由其他方式缴清
    REFUND_DUE = "refund-due"  # 未承保,应退费


class PremiumReceipt(Base):
    """A receipt of money (收款). What came in is at each moment applied, suspended or refunded, to the fen."""

    __tablename__ = "premium_receipts"

    receipt_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    org: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str | None] = mapped_column(String(40))  # None: no case has the number that was given, or none was
    case_no: Mapped[str | None] = mapped_column(String(40), index=True)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    came_by: Mapped[str] = mapped_column(String(10))
    reference: Mapped[str | None] = mapped_column(String(80))  # the bank's or the teller's
    reference_key: Mapped[str | None] = mapped_column(String(120))  # by which it counts once; see book
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_on: Mapped[date] = mapped_column(Date)  # the day at the counter
    received_by: Mapped[str] = mapped_column(String(80))
    applied_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    suspended_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    refunded_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    held_fen: Mapped[int] = mapped_column(BigInteger, default=0)  # of what is suspended: a refund was asked for
    suspended_why: Mapped[str | None] = mapped_column(String(20))

    __table_args__ = (
        CheckConstraint("amount_fen = applied_fen + suspended_fen + refunded_fen", name="ck_premium_receipts_whole"),
        CheckConstraint(
            "applied_fen >= 0 AND suspended_fen >= held_fen AND refunded_fen >= 0", name="ck_premium_receipts_no_debts"
        ),
        CheckConstraint("held_fen >= 0", name="ck_premium_receipts_held"),
    )

    @property
    def free_fen(self) -> int:
        """Suspended, and nobody has asked for its refund."""
        return self.suspended_fen - self.held_fen


Index("uq_premium_receipts_reference_key", PremiumReceipt.reference_key, unique=True)
Index("ix_premium_receipts_org_received_on", PremiumReceipt.org, PremiumReceipt.received_on)
_lying = text("suspended_fen > 0")
Index("ix_premium_receipts_suspended", PremiumReceipt.org, postgresql_where=_lying, sqlite_where=_lying)


class PremiumMovement(Base):
    """One line of the money book: never changed, never deleted."""

    __tablename__ = "premium_movements"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    receipt_no: Mapped[str] = mapped_column(ForeignKey("premium_receipts.receipt_no"), index=True)
    action: Mapped[str] = mapped_column(String(10))  # collect, apply, release, refund
    source: Mapped[str | None] = mapped_column(String(10))  # the place it leaves; None: it comes in
    target: Mapped[str] = mapped_column(String(10))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str | None] = mapped_column(String(40))  # of the case it is applied to, or released from
    case_no: Mapped[str | None] = mapped_column(String(40), index=True)
    reason: Mapped[str | None] = mapped_column(String(40))
    org: Mapped[str] = mapped_column(String(20))  # the receipt's
    on: Mapped[date] = mapped_column("booked_on", Date)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(80))


Index("ix_premium_movements_org_booked_on", PremiumMovement.org, PremiumMovement.on)


class PremiumRefund(Base):
    """A refund (退费), asked for by one and paid out by another."""

    __tablename__ = "premium_refunds"

    refund_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    receipt_no: Mapped[str] = mapped_column(ForeignKey("premium_receipts.receipt_no"), index=True)
    org: Mapped[str] = mapped_column(String(20), index=True)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(10))  # asked, paid, dropped
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(String(80))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str | None] = mapped_column(String(80))


class PremiumClosing(Base):
    """A day closed by the cashier (日结): what was counted beside what the book says."""

    __tablename__ = "premium_closings"

    closing_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    org: Mapped[str] = mapped_column(String(20))
    day: Mapped[date] = mapped_column(Date)
    counted_cash_fen: Mapped[int] = mapped_column(BigInteger)
    booked_cash_fen: Mapped[int] = mapped_column(BigInteger)
    statement_fen: Mapped[int] = mapped_column(BigInteger)  # the bank's, of transfers
    booked_transfers_fen: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String(40))
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(80))

    @property
    def cash_difference_fen(self) -> int:
        return self.counted_cash_fen - self.booked_cash_fen

    @property
    def transfer_difference_fen(self) -> int:
        return self.statement_fen - self.booked_transfers_fen


Index("uq_premium_closings_org_day", PremiumClosing.org, PremiumClosing.day, unique=True)
