"""Table of the patterns."""

from datetime import date

from sqlalchemy import Date, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base
from services.policy_service.patterns.lifecycle import LIFECYCLE
from services.policy_service.patterns.sla import SLAS
from shared.cases import CaseMixin
from shared.db import Json


class SalesPattern(CaseMixin, Base):
    """退保失效异常: of one salesperson, with the numbers as they were when it was flagged."""

    __tablename__ = "sales_patterns"
    lifecycle = LIFECYCLE
    slas = SLAS

    period_from: Mapped[date] = mapped_column(Date)
    period_to: Mapped[date] = mapped_column(Date)
    exposed: Mapped[int] = mapped_column(Integer)
    ended: Mapped[int] = mapped_column(Integer)
    branch_exposed: Mapped[int] = mapped_column(Integer)
    branch_ended: Mapped[int] = mapped_column(Integer)
    p_value: Mapped[float] = mapped_column(Float)
    policies: Mapped[list[str]] = mapped_column(Json)  # those that ended
    reasons: Mapped[list[str]] = mapped_column(Json)
    examined_by: Mapped[str | None] = mapped_column(String(80))

    @property
    def branch_rate(self) -> float:
        return round(self.branch_ended / self.branch_exposed, 6)


OPEN = SalesPattern.closed_at.is_(None)
Index(
    "uq_sales_patterns_salesperson",
    SalesPattern.org,
    SalesPattern.salesperson,
    unique=True,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
Index("ix_sales_patterns_page", SalesPattern.opened_at, SalesPattern.case_no)
