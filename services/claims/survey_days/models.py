"""Table of the days on which surveys were allocated."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from services.claims.models import Base
from services.claims.survey_days.lifecycle import LIFECYCLE
from shared.cases import CaseMixin
from shared.db import Json


class SurveyDay(CaseMixin, Base):
    """调查分派日: a branch on a working day. `seats`: its investigators, what they can do and what they hold."""

    __tablename__ = "survey_days"
    lifecycle = LIFECYCLE

    held_on: Mapped[date] = mapped_column(Date)
    seats: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    allocated: Mapped[int] = mapped_column(Integer)
    left_open: Mapped[int] = mapped_column(Integer)
    late: Mapped[int] = mapped_column(Integer)
    handed_over: Mapped[int] = mapped_column(Integer)


Index("uq_survey_days_held_on", SurveyDay.org, SurveyDay.held_on, unique=True)
Index("ix_survey_days_page", SurveyDay.opened_at, SurveyDay.case_no)
