"""Table of what was credited to policies."""

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base
from shared.db import BigId


class DividendEntry(Base):
    """红利账户: positive fen were credited for a policy year, negative ones paid out by a request."""

    __tablename__ = "dividend_entries"
    __table_args__ = (UniqueConstraint("policy_no", "policy_year"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    policy_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"))
    policy_year: Mapped[int | None] = mapped_column(Integer)  # None: paid out
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    booked_on: Mapped[date] = mapped_column(Date)
    booked_by: Mapped[str] = mapped_column(String(80))
    request_no: Mapped[str | None] = mapped_column(String(40))
