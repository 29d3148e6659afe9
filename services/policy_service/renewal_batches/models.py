"""Table of the debit batches of renewals."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base
from services.policy_service.renewal_batches.lifecycle import LIFECYCLE
from services.policy_service.renewal_batches.sla import SLAS
from shared.cases import CaseMixin
from shared.db import UtcDateTime


class RenewalBatch(CaseMixin, Base):
    """续期代扣批次."""

    __tablename__ = "renewal_batches"
    lifecycle = LIFECYCLE
    slas = SLAS

    debit_on: Mapped[date] = mapped_column(Date)
    items: Mapped[int] = mapped_column(Integer)  # drawn up; once it is exported: that went to the bank
    amount_fen: Mapped[int] = mapped_column(BigInteger)  # theirs
    succeeded: Mapped[int] = mapped_column(Integer, default=0)
    succeeded_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    unapplied: Mapped[int] = mapped_column(Integer, default=0)
    unapplied_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    results_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the file that reconciled it
    cancelled: Mapped[str | None] = mapped_column(String(40))


Index("ix_renewal_batches_page", RenewalBatch.opened_at, RenewalBatch.case_no)
