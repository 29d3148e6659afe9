"""Table of the trainings."""

from datetime import date

from sqlalchemy import Date, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models import Base
from services.intake.trainings.lifecycle import LIFECYCLE
from shared.cases import CaseMixin


class Training(CaseMixin, Base):
    """培训: `outlet` is the place (职场) whose salespeople came, `handler` the trainer."""

    __tablename__ = "trainings"
    lifecycle = LIFECYCLE

    held_on: Mapped[date] = mapped_column(Date)
    topics: Mapped[list[str]] = mapped_column()
    attendees: Mapped[int] = mapped_column(Integer)
    salespeople: Mapped[list[str]] = mapped_column()


Index("ix_trainings_page", Training.opened_at, Training.case_no)
