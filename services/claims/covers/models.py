"""Tables of the covers."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.claims.models import Base
from shared.db import BigId, Json


class Cover(Base):
    """保单: as it stands by the newest event."""

    __tablename__ = "covers"

    policy_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    org: Mapped[str] = mapped_column(String(20), index=True)
    outlet: Mapped[str | None] = mapped_column(String(40))
    line: Mapped[str | None] = mapped_column(String(20))
    product: Mapped[str | None] = mapped_column(String(40))
    salesperson: Mapped[str | None] = mapped_column(String(80))
    is_group: Mapped[bool] = mapped_column(Boolean)  # its people stand on intake's list, not here
    effective_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)  # first day without cover; None: whole life
    payment_mode: Mapped[str | None] = mapped_column(String(10))
    reinstated_on: Mapped[date | None] = mapped_column(Date)


class CoverStep(Base):
    """One step of a policy's life: `status` holds from `from_on` on, and was told on `told_on`."""

    __tablename__ = "cover_steps"

    policy_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    action: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(12))
    from_on: Mapped[date] = mapped_column(Date)
    told_on: Mapped[date] = mapped_column(Date)
    paid_to_on: Mapped[date | None] = mapped_column(Date)
    premium_fen: Mapped[int] = mapped_column(BigInteger)
    sum_assured_fen: Mapped[int] = mapped_column(BigInteger)  # a head's, of a group
    reinstated_on: Mapped[date | None] = mapped_column(Date)
    claim_no: Mapped[str | None] = mapped_column(String(40))  # the claim that paid this premium, or ended the policy
    additions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # riders and increases, as announced


class CoveredPerson(Base):
    """Who is on a policy: by reference, and by the keyed hash of the identity number."""

    __tablename__ = "covered_people"
    __table_args__ = (UniqueConstraint("policy_no", "party_ref"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    policy_no: Mapped[str] = mapped_column(String(40))
    party_ref: Mapped[str] = mapped_column(String(36))
    role: Mapped[str] = mapped_column(String(20))
    id_hash: Mapped[str] = mapped_column(String(64))
    share_percent: Mapped[int | None] = mapped_column(Integer)  # of a beneficiary


Index("ix_covered_people_id_hash", CoveredPerson.id_hash)
