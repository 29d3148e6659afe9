"""Tables of the debit batches: the batch and its items."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.debits.lifecycle import LIFECYCLE
from services.intake.debits.sla import SLAS
from services.intake.models import Base
from shared.cases import CaseMixin
from shared.db import BigId, UtcDateTime


class DebitBatch(CaseMixin, Base):
    """代扣批次."""

    __tablename__ = "debit_batches"
    lifecycle = LIFECYCLE
    slas = SLAS

    items: Mapped[int] = mapped_column(Integer)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    succeeded: Mapped[int] = mapped_column(Integer, default=0)
    succeeded_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    results_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the file that reconciled it
    cancelled: Mapped[str | None] = mapped_column(String(40))


Index("ix_debit_batches_page", DebitBatch.opened_at, DebitBatch.case_no)


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
    result: Mapped[str | None] = mapped_column(String(20))  # success, or the reason
    receipt_no: Mapped[str | None] = mapped_column(ForeignKey("premium_receipts.receipt_no"))
    suspended_why: Mapped[str | None] = mapped_column(String(20))  # why its money is not its case's premium
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


Index("uq_debit_items_batch_no_item_no", DebitItem.batch_no, DebitItem.item_no, unique=True)
_unsettled = text("settled_at IS NULL")
Index("uq_debit_items_in_flight", DebitItem.case_no, unique=True, postgresql_where=_unsettled, sqlite_where=_unsettled)
