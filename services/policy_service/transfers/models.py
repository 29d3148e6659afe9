"""Tables of the transfer batches and what is in them."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base
from services.policy_service.transfers.lifecycle import LIFECYCLE
from services.policy_service.transfers.sla import SLAS
from shared.cases import CaseMixin
from shared.db import BigId, UtcDateTime


class TransferBatch(CaseMixin, Base):
    """给付转账批次."""

    __tablename__ = "transfer_batches"
    lifecycle = LIFECYCLE
    slas = SLAS

    items: Mapped[int] = mapped_column(Integer)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    succeeded: Mapped[int] = mapped_column(Integer, default=0)
    succeeded_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    results_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)  # of the file that reconciled it
    cancelled: Mapped[str | None] = mapped_column(String(40))


Index("ix_transfer_batches_page", TransferBatch.opened_at, TransferBatch.case_no)


class Transfer(Base):
    """转账明细: one attempt to pay one case, to the account that was good then."""

    __tablename__ = "transfers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_no: Mapped[str] = mapped_column(ForeignKey("transfer_batches.case_no"))
    item_no: Mapped[int] = mapped_column(Integer)  # 1, 2, … of the batch
    kind: Mapped[str] = mapped_column(String(40))
    case_no: Mapped[str] = mapped_column(String(40), index=True)
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("payee_accounts.id"))
    attempt: Mapped[int] = mapped_column(Integer)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    result: Mapped[str | None] = mapped_column(String(20))  # success, the reason, or cancelled
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


# What money may do at most once, whatever a command overlooks.
_unsettled, _paid = text("settled_at IS NULL"), text("result = 'success'")
_sent = text("result IS NULL OR result <> 'cancelled'")
Index("uq_transfers_batch_no_item_no", Transfer.batch_no, Transfer.item_no, unique=True)
Index("uq_transfers_in_flight", Transfer.case_no, unique=True, postgresql_where=_unsettled, sqlite_where=_unsettled)
Index("uq_transfers_paid", Transfer.case_no, unique=True, postgresql_where=_paid, sqlite_where=_paid)
Index(
    "uq_transfers_attempt", Transfer.case_no, Transfer.attempt, unique=True, postgresql_where=_sent, sqlite_where=_sent
)
