"""The table of the debit batches; their items stand beside the mandates."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.debits.lifecycle import LIFECYCLE
from services.intake.debits.sla import SLAS
from services.intake.mandates.models import DebitItem as DebitItem
from services.intake.models import Base
from shared.cases import CaseMixin
from shared.db import UtcDateTime


class DebitBatch(CaseMixin, Base):
    """代扣批次."""

    __tablename__ = "debit_batches"
    lifecycle = LIFECYCLE
    slas = SLAS

    items: Mapped[int] = mapped_column(Integer)  # drawn up; once it is exported: that went to the bank
    amount_fen: Mapped[int] = mapped_column(BigInteger)  # theirs
    succeeded: Mapped[int] = mapped_column(Integer, default=0)
    succeeded_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    results_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the file that reconciled it
    cancelled: Mapped[str | None] = mapped_column(String(40))


Index("ix_debit_batches_page", DebitBatch.opened_at, DebitBatch.case_no)
