"""Table of the hospitals."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.claims.models import Base
from shared.db import BigId, UtcDateTime


class Hospital(Base):
    """医疗机构: what a hospital is from … to …, once a day. One taken back stays to be seen, and holds no more."""

    __tablename__ = "hospitals"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    org: Mapped[str] = mapped_column(String(20))  # the province that keeps it
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(10))
    designated: Mapped[bool] = mapped_column(Boolean)
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_by: Mapped[str | None] = mapped_column(String(80))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


Index("ix_hospitals_code", Hospital.org, Hospital.code)
