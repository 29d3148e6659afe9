"""Table of the problem cases."""

from datetime import date
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.models import Base
from services.callback.problems.lifecycle import LIFECYCLE
from services.callback.problems.sla import SLAS
from shared.cases import CaseMixin


class ProblemCase(CaseMixin, Base):
    """问题件: `handler` is who settles it, `salesperson` whose the policy was when it was found, wherever it goes."""

    __tablename__ = "problem_cases"
    lifecycle = LIFECYCLE
    slas = SLAS

    callback_no: Mapped[str] = mapped_column(ForeignKey("callbacks.case_no"))
    policy_no: Mapped[str] = mapped_column(String(40), index=True)
    policyholder_ref: Mapped[str] = mapped_column(String(36))
    project: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(40))
    points: Mapped[list[dict[str, Any]]] = mapped_column()
    found_by: Mapped[str] = mapped_column(String(80))
    policy_ended_on: Mapped[date | None] = mapped_column(Date)
    because: Mapped[str | None] = mapped_column(String(40))  # of the last step that had to say why
    remind_on: Mapped[date] = mapped_column(Date)  # over, it is reminded of
    reopenings: Mapped[int] = mapped_column(Integer, default=0)
    reminders: Mapped[int] = mapped_column(Integer, default=0)


OPEN = ProblemCase.closed_at.is_(None)
Index("uq_problem_cases_callback", ProblemCase.callback_no, unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_problem_cases_handler", ProblemCase.handler)
Index("ix_problem_cases_page", ProblemCase.opened_at, ProblemCase.case_no)
