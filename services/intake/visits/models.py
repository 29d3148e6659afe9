"""Tables of the visit."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models import Base
from services.intake.visits.lifecycle import LIFECYCLE
from services.intake.visits.sla import SLAS
from shared.cases import CaseMixin
from shared.db import UtcDateTime


class Visit(CaseMixin, Base):
    """来访件: a ticket of one outlet and day. It knows nobody's name, and no event tells its `priority_reason`."""

    __tablename__ = "visits"
    lifecycle = LIFECYCLE
    slas = SLAS

    taken_on: Mapped[date] = mapped_column(Date)
    number: Mapped[int] = mapped_column(Integer)
    business: Mapped[str] = mapped_column(String(20))
    priority: Mapped[bool] = mapped_column(Boolean)
    priority_reason: Mapped[str | None] = mapped_column(String(20))
    waiting_limit_minutes: Mapped[int] = mapped_column(Integer)
    handling_limit_minutes: Mapped[int] = mapped_column(Integer)

    window_no: Mapped[str | None] = mapped_column(String(10))
    calls: Mapped[int] = mapped_column(Integer, default=0)
    calls_in_turn: Mapped[int] = mapped_column(Integer, default=0)  # to this window, since it was last passed over
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    served_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    prompted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    score: Mapped[int | None] = mapped_column(Integer)
    satisfaction: Mapped[str | None] = mapped_column(String(20))
    abandoned: Mapped[str | None] = mapped_column(String(20))

    @property
    def ticket_no(self) -> str:
        return f"A{self.number:03d}"


IN_HAND = text("status IN ('called', 'in_service')")
QUEUEING = text("status = 'waiting'")  # written out in queries, too: only so do planners see that the index will do
_of_outlet = (Visit.org, Visit.outlet, Visit.taken_on)
Index("uq_visits_number", *_of_outlet, Visit.number, unique=True)
# One customer at a window at a time, whoever presses what twice.
Index("uq_visits_window_no", *_of_outlet, Visit.window_no, unique=True, postgresql_where=IN_HAND, sqlite_where=IN_HAND)
Index(
    "ix_visits_queue",
    *_of_outlet,
    Visit.priority.desc(),
    Visit.number,
    postgresql_where=QUEUEING,
    sqlite_where=QUEUEING,
)
Index("ix_visits_page", Visit.opened_at, Visit.case_no)


class TicketRoll(Base):
    """取号机: the last number given out at an outlet on a day."""

    __tablename__ = "ticket_rolls"

    org: Mapped[str] = mapped_column(String(20), primary_key=True)
    outlet: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last_number: Mapped[int] = mapped_column(Integer)
