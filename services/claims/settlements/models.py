"""Table of the settlements."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.claims.models import Base
from shared.db import BigId, Json, UtcDateTime


class ClaimSettlement(Base):
    """给付结算 of one payee; those of a claim with the same `no` were made together.

    `opened_at`: since then its payments are under way, or made; without, nothing of it is.
    """

    __tablename__ = "claim_settlements"
    __table_args__ = (UniqueConstraint("case_no", "no", "payee"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("claims.case_no"))
    no: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))  # payment or advance
    payee: Mapped[str] = mapped_column(String(20))
    pay_fen: Mapped[int] = mapped_column(BigInteger)
    claim_back_fen: Mapped[int] = mapped_column(BigInteger)
    voided_fen: Mapped[int] = mapped_column(BigInteger, default=0)  # of its payments: those were not made
    replaces: Mapped[str | None] = mapped_column(String(40))  # the voided payment that it owes again
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # how it came to it
    settled_by: Mapped[str] = mapped_column(String(80))
    settled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


Index("uq_claim_settlements_replaces", ClaimSettlement.replaces, unique=True)
