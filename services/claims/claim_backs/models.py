"""Tables of the claim-backs and of what came in on them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.claims.claim_backs.lifecycle import LIFECYCLE, ClaimBackStatus
from services.claims.claim_backs.sla import SLAS
from services.claims.models import Base
from shared.cases import CaseMixin
from shared.db import BigId, UtcDateTime


class ClaimBack(CaseMixin, Base):
    """追回款: one person's part of what a settlement claims back; the claim's next decision settles it anew."""

    __tablename__ = "claim_backs"
    __table_args__ = (UniqueConstraint("claim_no", "settlement_no", "payee", "person_hash"),)
    lifecycle = LIFECYCLE
    slas = SLAS

    claim_no: Mapped[str] = mapped_column(ForeignKey("claims.case_no"))
    settlement_no: Mapped[int] = mapped_column(Integer)
    payee: Mapped[str] = mapped_column(String(20))
    person_hash: Mapped[str] = mapped_column(String(64), index=True)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    recovered_fen: Mapped[int] = mapped_column(BigInteger, default=0)

    @property
    def open_fen(self) -> int:
        return self.amount_fen - self.recovered_fen if self.status == ClaimBackStatus.OUTSTANDING else 0


Index("ix_claim_backs_page", ClaimBack.opened_at, ClaimBack.case_no)


class ClaimBackEntry(Base):
    """What came in, by receipt or by set-off; `reversal` takes back a set-off against a payment that was voided."""

    __tablename__ = "claim_back_entries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("claim_backs.case_no"), index=True)
    way: Mapped[str] = mapped_column(String(10))  # cash, transfer, set-off or reversal
    amount_fen: Mapped[int] = mapped_column(BigInteger)  # below 0 of a reversal
    voucher: Mapped[str | None] = mapped_column(String(40))
    payment_no: Mapped[str | None] = mapped_column(String(40), index=True)
    consent: Mapped[str | None] = mapped_column(String(40))  # which paper says that they agree
    consented_on: Mapped[date | None] = mapped_column(Date)
    entered_by: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


_received = text("voucher IS NOT NULL")
Index(
    "uq_claim_back_entries_voucher",
    ClaimBackEntry.voucher,
    unique=True,
    postgresql_where=_received,
    sqlite_where=_received,
)
