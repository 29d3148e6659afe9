"""Tables of the roster. People appear by their staff reference alone."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models import Base
from services.intake.roster.lifecycle import LIFECYCLE
from shared.cases import CaseMixin
from shared.db import BigId, UtcDateTime


class StaffPosition(Base):
    """岗位: what somebody is at an outlet, from a day to a day. One taken back stays in the book."""

    __tablename__ = "staff_positions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff: Mapped[str] = mapped_column(String(80), index=True)
    org: Mapped[str] = mapped_column(String(20))
    outlet: Mapped[str] = mapped_column(String(40))
    position: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(80))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[str | None] = mapped_column(String(80))


Index("ix_staff_positions_outlet", StaffPosition.org, StaffPosition.outlet)


class Leave(Base):
    """请假: away from a day to a day, whole days or one half of each. One taken back stays in the book."""

    __tablename__ = "staff_leaves"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff: Mapped[str] = mapped_column(String(80), index=True)
    org: Mapped[str] = mapped_column(String(20), index=True)
    type: Mapped[str] = mapped_column(String(20))
    part: Mapped[str] = mapped_column(String(10))
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(80))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by: Mapped[str | None] = mapped_column(String(80))


class CounterDay(CaseMixin, Base):
    """柜面营业日: an outlet on a working day. `desk`: who was on the windows, as the event tells it."""

    __tablename__ = "counter_days"
    lifecycle = LIFECYCLE

    held_on: Mapped[date] = mapped_column(Date)
    posted: Mapped[int] = mapped_column(Integer)
    desk: Mapped[list[dict[str, Any]]] = mapped_column()


Index("uq_counter_days_held_on", CounterDay.org, CounterDay.outlet, CounterDay.held_on, unique=True)
Index("ix_counter_days_page", CounterDay.opened_at, CounterDay.case_no)
