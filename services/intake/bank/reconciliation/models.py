"""Tables of the reconciliation: its runs, of which a day's last counts, and their rows."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models import Base
from shared.db import BigId, UtcDateTime


class BankReconciliation(Base):
    """One run (对账批次): a bank's file of a day against ours; never changed but by the settling of differences."""

    __tablename__ = "bank_reconciliations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    org: Mapped[str] = mapped_column(String(20))
    bank: Mapped[str] = mapped_column(String(20))
    day: Mapped[date] = mapped_column(Date)
    run_no: Mapped[int] = mapped_column(Integer)  # 1, 2, … of the organisation, bank and day
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    matched: Mapped[int] = mapped_column(Integer)
    missing_with_us: Mapped[int] = mapped_column(Integer)
    missing_with_them: Mapped[int] = mapped_column(Integer)
    amount_differs: Mapped[int] = mapped_column(Integer)
    policy_differs: Mapped[int] = mapped_column(Integer)
    unsettled: Mapped[int] = mapped_column(Integer)  # differences that nobody has given a reason for
    bank_premium_fen: Mapped[int] = mapped_column(BigInteger)
    bank_void_fen: Mapped[int] = mapped_column(BigInteger)
    our_premium_fen: Mapped[int] = mapped_column(BigInteger)
    our_void_fen: Mapped[int] = mapped_column(BigInteger)
    reconciled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reconciled_by: Mapped[str] = mapped_column(String(80))

    @property
    def differences(self) -> int:
        return self.missing_with_us + self.missing_with_them + self.amount_differs + self.policy_differs

    @property
    def status(self) -> str:
        return "different" if self.unsettled else "settled" if self.differences else "matched"


Index(
    "uq_bank_reconciliations_run",
    BankReconciliation.org,
    BankReconciliation.bank,
    BankReconciliation.day,
    BankReconciliation.run_no,
    unique=True,
)
Index("ix_bank_reconciliations_day", BankReconciliation.day, BankReconciliation.bank)


class ReconciledRow(Base):
    """A movement of one side or both (对账明细), and why a difference was let stand."""

    __tablename__ = "bank_reconciliation_rows"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("bank_reconciliations.id"))
    outcome: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10))
    transaction_no: Mapped[str] = mapped_column(String(40))
    row: Mapped[int | None] = mapped_column("file_row", Integer)
    bank_policy_no: Mapped[str | None] = mapped_column(String(40))
    bank_fen: Mapped[int | None] = mapped_column(BigInteger)
    bank_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    case_no: Mapped[str | None] = mapped_column(String(40))
    our_policy_no: Mapped[str | None] = mapped_column(String(40))
    our_fen: Mapped[int | None] = mapped_column(BigInteger)
    settled: Mapped[str | None] = mapped_column(String(40))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str | None] = mapped_column(String(80))


Index("ix_bank_reconciliation_rows_run", ReconciledRow.run_id, ReconciledRow.outcome, ReconciledRow.id)
