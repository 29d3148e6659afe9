"""Tables of the dialect desks."""

from datetime import datetime, time

from sqlalchemy import Index, Integer, String, Time
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.models import Base
from shared.db import Json, UtcDateTime


class DialectDesk(Base):
    """方言坐席. It serves its organisation and those below it, on working days; `capacity`: calls in each slot."""

    __tablename__ = "dialect_desks"

    desk_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    org: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(20), index=True)
    callers: Mapped[list[str]] = mapped_column(Json)  # references of staff
    opens: Mapped[time] = mapped_column(Time)
    closes: Mapped[time] = mapped_column(Time)
    slot_minutes: Mapped[int] = mapped_column(Integer)
    capacity: Mapped[int] = mapped_column(Integer)


class DeskBooking(Base):
    """预约: a case has one at most."""

    __tablename__ = "desk_bookings"

    case_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    desk_no: Mapped[str] = mapped_column(String(40))
    slot_at: Mapped[datetime] = mapped_column(UtcDateTime)


Index("ix_desk_bookings_slot", DeskBooking.desk_no, DeskBooking.slot_at)
