"""Tables of the call-back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, Integer, String, func, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.callbacks.call_results import RESULTS, CallResult, Follows
from services.callback.callbacks.lifecycle import LIFECYCLE
from services.callback.callbacks.sla import SLAS, STAGES
from services.callback.languages import MANDARIN
from services.callback.models import Base
from services.callback.projects.projects import PROJECTS
from services.callback.projects.questions import QUESTIONS
from shared.calendar import SECOND
from shared.calendar_data import calendar_for
from shared.cases import CaseMixin
from shared.days import today_at
from shared.db import Json, UtcDateTime
from shared.sla import Sla


class Callback(CaseMixin, Base):
    """回访件. It holds nobody's name or number: who calls fetches them for the call.

    Its cause is one happening of one case: `cause_seq` is the version of its event, or the day on which somebody left.
    """

    __tablename__ = "callbacks"
    closes_when_it_happened = True  # a dialler's results may come days later
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
    tries: Mapped[int] = mapped_column(Integer, default=0)
    language: Mapped[str] = mapped_column(String(20), default=MANDARIN)
    provinces_until: Mapped[date | None] = mapped_column(Date)
    calls_until: Mapped[date | None] = mapped_column(Date)
    wish_no: Mapped[str | None] = mapped_column(String(40))  # who is called doesn't want to be rung
    no_calls_until: Mapped[date | None] = mapped_column(Date)  # none beside a wish: for ever
    listed_on: Mapped[date | None] = mapped_column(Date)  # on the province's official list
    letter_sent_on: Mapped[date | None] = mapped_column(Date)
    desk_no: Mapped[str | None] = mapped_column(String(40))  # where a slot is booked
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resting: Mapped[bool] = mapped_column(default=False)
    held_by: Mapped[str | None] = mapped_column(String(80), index=True)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def rules(self) -> list[Sla]:
        """The project's own first, then those of what follows where nobody is reached."""
        clock = PROJECTS[self.project].clock
        return [row.of(self) for row in self.slas if row.id == clock] + list(STAGES)

    @property
    def waits_until(self) -> date | None:
        """The last day of the project's own limit, where nobody is visited when it is over."""
        due_at = self.clocks[0].due_at if self.clocks and not PROJECTS[self.project].pursued else None
        return due_at and calendar_for(self.org).date_of(due_at - SECOND)

    @property
    def is_spared(self) -> bool:
        """Whether who is called doesn't want to be rung today; a wish may be over."""
        return self.wish_no is not None and (self.no_calls_until is None or today_at(self.org) <= self.no_calls_until)

    @property
    def call_round(self) -> str | None:
        """In which round the last attempt was."""
        return self.attempts[-1].get("round") if self.attempts else None

    @property
    def reached_by(self) -> str | None:
        """Whose attempt reached the customer, if one did: the province's or the branch's."""
        last = self.attempts[-1] if self.attempts else {}
        return last.get("owner") if last.get("result") == CallResult.COMPLETED else None

    @property
    def problems(self) -> list[str]:
        """Questions of a completed call that were not answered in the affirmative, or what else the call came to."""
        last: dict[str, Any] = self.attempts[-1] if self.attempts else {"result": ""}
        row = RESULTS.get(last["result"])
        if row is None or row.follows not in (Follows.PROBLEM, Follows.END):
            return []
        if row.follows is Follows.PROBLEM:
            return [last["result"]]
        answers = last.get("answers", ())
        return [each["question"] for each in answers if each["choice"] not in QUESTIONS[each["question"]].affirmative]


Index("uq_callbacks_cause", Callback.policy_no, Callback.project, Callback.cause_no, Callback.cause_seq, unique=True)
Index("ix_callbacks_policyholder", Callback.policyholder_ref)
Index("ix_callbacks_page", Callback.opened_at, Callback.case_no)
# What a caller asks for: of one owner, in their province, city or county, the least time left first. What rests or is
# held isn't in these, for the most urgent are those that were called last; it comes back by an index of its own.
HELD = Callback.held_until.is_not(None)
RESTING = Callback.resting & ~HELD
IN_QUEUE = Callback.ready_at.is_not(None) & ~Callback.resting & ~HELD
LEVELS = {digits: func.substr(Callback.org, literal_column("1"), literal_column(str(digits))) for digits in (2, 4, 6)}
for digits, place in LEVELS.items():
    Index(
        f"ix_callbacks_queue_of_{digits}",
        *(Callback.owner, place, Callback.due_at, Callback.case_no, Callback.language),
        postgresql_where=IN_QUEUE,
        sqlite_where=IN_QUEUE,
    )
Index("ix_callbacks_resting", Callback.ready_at, postgresql_where=RESTING, sqlite_where=RESTING)
Index("ix_callbacks_held", Callback.held_until, postgresql_where=HELD, sqlite_where=HELD)
