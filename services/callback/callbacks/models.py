"""Tables of the call-back."""

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.callbacks.lifecycle import LIFECYCLE
from services.callback.callbacks.sla import SLAS
from services.callback.models import Base
from services.callback.projects.projects import PROJECTS
from services.callback.projects.questions import QUESTIONS
from shared.cases import CaseMixin
from shared.db import Json
from shared.sla import Sla


class Callback(CaseMixin, Base):
    """回访件. It holds nobody's name or number: who calls fetches them for the call.

    Its cause is one happening of one case: `cause_seq` is the version of its event, or the day on which somebody left.
    """

    __tablename__ = "callbacks"
    lifecycle = LIFECYCLE
    slas = SLAS

    project: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str] = mapped_column(String(10))
    policy_no: Mapped[str] = mapped_column(String(40))
    policyholder_ref: Mapped[str] = mapped_column(String(36))
    called: Mapped[str] = mapped_column(String(20))  # in which role on the policy
    cause_no: Mapped[str] = mapped_column(String(80), index=True)
    cause_seq: Mapped[int] = mapped_column(Integer)
    cause_on: Mapped[date | None] = mapped_column(Date)
    questions: Mapped[list[str]] = mapped_column(Json)
    free_look_days: Mapped[int | None] = mapped_column(Integer)
    free_look_starts: Mapped[str | None] = mapped_column(String(12))
    call_by: Mapped[date | None] = mapped_column(Date)
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    @property
    def rules(self) -> list[Sla]:
        clock = PROJECTS[self.project].clock
        return [row.of(self) for row in self.slas if row.id == clock]

    @property
    def problems(self) -> list[str]:
        """Questions of a completed call that were not answered in the affirmative."""
        completed = [each for each in self.attempts[-1:] if each["result"] == "completed"]
        answers = [answer for each in completed for answer in each.get("answers", ())]
        return [each["question"] for each in answers if each["choice"] not in QUESTIONS[each["question"]].affirmative]


Index("uq_callbacks_cause", Callback.policy_no, Callback.project, Callback.cause_no, Callback.cause_seq, unique=True)
Index("ix_callbacks_page", Callback.opened_at, Callback.case_no)
