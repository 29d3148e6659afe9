"""Table of the findings."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.findings.lifecycle import LIFECYCLE
from services.intake.findings.sla import SLAS
from services.intake.models import Base
from shared.cases import CaseMixin


class Finding(CaseMixin, Base):
    """整改项: an item of an inspection that failed; `handler` is who must put it right (责任人)."""

    __tablename__ = "findings"
    lifecycle = LIFECYCLE
    slas = SLAS

    inspection_no: Mapped[str] = mapped_column(ForeignKey("inspections.case_no"), index=True)
    tool: Mapped[str] = mapped_column(String(20))
    item: Mapped[str] = mapped_column(String(40))
    severity: Mapped[str] = mapped_column(String(10))
    limit_days: Mapped[int] = mapped_column(Integer)
    remind_on: Mapped[date] = mapped_column(Date)  # over, it is dunned: first its last day, then each working day
    fixed_by: Mapped[str | None] = mapped_column(String(80))
    reopenings: Mapped[int] = mapped_column(Integer, default=0)
    reminders: Mapped[int] = mapped_column(Integer, default=0)


Index("ix_findings_handler", Finding.handler)
Index("ix_findings_page", Finding.opened_at, Finding.case_no)
