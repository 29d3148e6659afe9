"""Tables of the call-back."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.callbacks.lifecycle import LIFECYCLE
from services.callback.callbacks.sla import SLAS
from services.callback.models import Base
from shared.cases import CaseMixin


class Callback(CaseMixin, Base):
    """回访件. It holds nobody's name or number: who calls fetches them for the call."""

    __tablename__ = "callbacks"
    lifecycle = LIFECYCLE
    slas = SLAS

    project: Mapped[str] = mapped_column(String(20))
    policy_no: Mapped[str] = mapped_column(String(40))
    policyholder_ref: Mapped[str] = mapped_column(String(36))
    free_look_days: Mapped[int] = mapped_column(Integer)
    free_look_starts: Mapped[str] = mapped_column(String(12))
    call_by: Mapped[date | None] = mapped_column(Date)
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)


Index("uq_callbacks_policy_no_project", Callback.policy_no, Callback.project, unique=True)
Index("ix_callbacks_page", Callback.opened_at, Callback.case_no)
