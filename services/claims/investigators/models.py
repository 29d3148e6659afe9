"""Table of the investigators' capacities."""

from datetime import date, datetime

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.claims.models import Base
from shared.db import BigId, UtcDateTime


class InvestigatorCapacity(Base):
    """调查能力: how many surveys somebody can do on each day from … to …; of several rows the newest holds.

    None at all (0) is leave (请假).
    """

    __tablename__ = "investigator_capacities"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    org: Mapped[str] = mapped_column(String(20), index=True)
    staff: Mapped[str] = mapped_column(String(80))
    per_day: Mapped[int] = mapped_column(Integer)
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
