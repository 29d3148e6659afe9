"""Tables of the anti-money-laundering duties. Rows are kept to `keep_until` at least; nothing deletes them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models import Base
from shared.db import BigId, UtcDateTime


class IdentityCheck(Base):
    """One check of one person's or organisation's identity (身份识别): by reference and keyed hash, no number."""

    __tablename__ = "identity_checks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_kind: Mapped[str] = mapped_column(String(40))
    case_no: Mapped[str] = mapped_column(String(40), index=True)
    org: Mapped[str] = mapped_column(String(20))
    party_ref: Mapped[str] = mapped_column(String(40))  # as it was then: a replaced form has others
    role: Mapped[str] = mapped_column(String(20))
    id_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(20))
    result: Mapped[str] = mapped_column(String(10))  # matched, doubtful
    copy_sha256: Mapped[str | None] = mapped_column(String(64))
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_by: Mapped[str] = mapped_column(String(80))
    keep_until: Mapped[date] = mapped_column(Date)


class CashReceipt(Base):
    """Cash taken (现金收费), by customer and day of the organisation; `report_no` names the report it is listed in."""

    __tablename__ = "cash_receipts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_kind: Mapped[str] = mapped_column(String(40))
    case_no: Mapped[str] = mapped_column(String(40), index=True)
    org: Mapped[str] = mapped_column(String(20))
    party_ref: Mapped[str] = mapped_column(String(40))
    customer_hash: Mapped[str] = mapped_column(String(64))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    taken_on: Mapped[date] = mapped_column(Date)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_by: Mapped[str] = mapped_column(String(80))
    report_no: Mapped[str | None] = mapped_column(ForeignKey("large_cash_reports.case_no"), index=True)
    keep_until: Mapped[date] = mapped_column(Date)


Index("ix_cash_receipts_customer_hash_taken_on", CashReceipt.customer_hash, CashReceipt.taken_on)


class PersonSeen(Base):
    """Who stood on a form that was paid for: keyed hashes only, for the rules that raise suspicions to compare.

    `looked_at` is empty until the rules have looked at it.
    """

    __tablename__ = "persons_seen"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(String(40), index=True)
    org: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(20))
    person_hash: Mapped[str] = mapped_column(String(64), index=True)
    mobile_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    account_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    keep_until: Mapped[date] = mapped_column(Date)


_unseen = text("looked_at IS NULL")
Index("ix_persons_seen_unlooked", PersonSeen.id, postgresql_where=_unseen, sqlite_where=_unseen)
