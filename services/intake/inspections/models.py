"""Table of the inspections."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.inspections.lifecycle import LIFECYCLE
from services.intake.models import Base
from shared.cases import CaseMixin


class Inspection(CaseMixin, Base):
    """巡检: one tool, outlet and day; `handler` is the inspector, `items` what was looked at and whether it passed."""

    __tablename__ = "inspections"
    lifecycle = LIFECYCLE

    tool: Mapped[str] = mapped_column(String(20))
    inspected_on: Mapped[date] = mapped_column(Date)
    items: Mapped[list[dict[str, Any]]] = mapped_column()
    checked: Mapped[int] = mapped_column(Integer)
    failed: Mapped[int] = mapped_column(Integer)


_counts = text("status = 'recorded'")
_of_day = (Inspection.org, Inspection.outlet, Inspection.inspected_on, Inspection.tool)
Index("uq_inspections_tool", *_of_day, unique=True, sqlite_where=_counts, postgresql_where=_counts)
Index("ix_inspections_page", Inspection.opened_at, Inspection.case_no)
