"""Tables of the debit mandates, account and holder encrypted, and of the debits drawn under them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models import Base
from shared.db import BigId, UtcDateTime
from shared.pii import EncryptedText


class MandateStatus(StrEnum):
    SIGNED = "signed"  # 已签署
    REFUSED = "refused"  # 拒签
    REVOKED = "revoked"  # 已撤销
    REPLACED = "replaced"  # 已换账号


class Mandate(Base):
    """代扣授权: of one account, for one case. A case has one signed mandate at most."""

    __tablename__ = "debit_mandates"

    mandate_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    case_no: Mapped[str] = mapped_column(String(40), index=True)
    org: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(10))
    account_no: Mapped[str | None] = mapped_column(EncryptedText("debit_mandates.account_no"))
    account_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    holder: Mapped[str | None] = mapped_column(EncryptedText("debit_mandates.holder"))
    suspect: Mapped[bool] = mapped_column(Boolean)  # as long as a bank card, but its check digit is off
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(String(40))


_signed = text("status = 'signed'")
Index("uq_debit_mandates_signed", Mandate.case_no, unique=True, postgresql_where=_signed, sqlite_where=_signed)


class DebitItem(Base):
    """A debit of a batch (代扣明细). A case is in one batch at most that the bank has yet to answer."""

    __tablename__ = "debit_items"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_no: Mapped[str] = mapped_column(ForeignKey("debit_batches.case_no"))
    item_no: Mapped[int] = mapped_column(Integer)  # 1, 2, … of the batch
    kind: Mapped[str] = mapped_column(String(40))
    case_no: Mapped[str] = mapped_column(String(40), index=True)
    mandate_no: Mapped[str] = mapped_column(ForeignKey("debit_mandates.mandate_no"))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    result: Mapped[str | None] = mapped_column(String(20))  # success, the reason, or cancelled
    receipt_no: Mapped[str | None] = mapped_column(ForeignKey("premium_receipts.receipt_no"))
    suspended_why: Mapped[str | None] = mapped_column(String(20))  # why its money is not its case's premium
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


Index("uq_debit_items_batch_no_item_no", DebitItem.batch_no, DebitItem.item_no, unique=True)
_unsettled = text("settled_at IS NULL")
Index("uq_debit_items_in_flight", DebitItem.case_no, unique=True, postgresql_where=_unsettled, sqlite_where=_unsettled)
