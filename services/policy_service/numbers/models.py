"""Whose numbers are whose, by keyed hashes alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base
from shared.db import UtcDateTime


class HolderNumber(Base):
    """A number that can be dialled of a policy's policyholder, as they are now."""

    __tablename__ = "holder_numbers"

    policy_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), primary_key=True)
    number_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id_hash: Mapped[str] = mapped_column(String(64))  # of the policyholder, as in `parties`


Index("ix_holder_numbers_number_hash_id_hash", HolderNumber.number_hash, HolderNumber.id_hash)


class SalespersonsNumber(Base):
    """销售人员号码: as the sales company listed it last. Two organisations may each have somebody of one code."""

    __tablename__ = "salespersons_numbers"

    org: Mapped[str] = mapped_column(String(20), primary_key=True)  # whose list it was
    salesperson: Mapped[str] = mapped_column(String(80), primary_key=True)
    number_hash: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    listed_at: Mapped[datetime] = mapped_column(UtcDateTime)
