"""What the worklist tells of one case: how long is left, what it waits for, who must act, and where."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.metrics.facts import Fact
from services.metrics.owners import FOREIGN, OWNERS, clock_name, roles_of
from services.metrics.schemas import Bilingual, bilingual
from services.metrics.state import Clock, State
from shared.calendar_data import calendar_for
from shared.contracts.words import in_words
from shared.errors import CalendarUnavailable
from shared.schemas import Out

FORMS = frozenset({"supplement", "replacement"})
OUTSTANDING = frozenset({"sent", "told"})


class CodeOut(Out):
    """A code and what people call it."""

    code: str
    name: Bilingual


class UrgentClockOut(Out):
    """The running clock that ends first (最紧时钟)."""

    id: str = Field(description="Rule of the clock; see docs/clocks.md", examples=["bsr-nb3"])
    name: Bilingual
    due_at: datetime
    working_seconds_left: int | None = Field(
        description="Working time of the case's organisation until then, below zero once it is overdue; "
        "null: the calendar has no data so far away"
    )
    used_50_at: datetime | None
    used_80_at: datetime | None


class WaitsForOut(Out):
    """Why the clocks stand still (等待原因), and what the customer must bring."""

    reason: CodeOut
    missing: list[CodeOut] = Field(
        description="Papers that are missing or unfit, faults of the form to correct, notices that aren't answered"
    )


class ActOut(Out):
    """Who must act (应办人): the handler, if the case is in somebody's hands, else whoever has one of these roles."""

    handler: str | None
    roles: list[str] = Field(description="Roles that may take the next step; none: the system does, or another system")
    service: str = Field(examples=["intake"])
    path: str | None = Field(
        description="Of the case in its service; its actions lie below. null: another system keeps it",
        examples=["/v1/applications/TB260302-7QK3M9XA"],
    )


class WorkOut(Out):
    """An open case of the worklist (待办件)."""

    kind: CodeOut
    case_no: str
    org: str
    status: CodeOut
    opened_at: datetime
    urgency: Literal["overdue", "running", "waiting", "none"] = Field(
        description="waiting: every clock stands still until the customer has acted; none: no clock runs"
    )
    clock: UrgentClockOut | None = Field(description="null: none runs")
    waits_for: WaitsForOut | None
    act: ActOut


def work_out(fact: Fact, now: datetime) -> WorkOut:
    state = fact.state
    urgent = _urgent(state)
    return WorkOut(
        kind=_code(state.kind, None),
        case_no=state.case_no,
        org=state.org,
        status=_code(state.status, state.kind),
        opened_at=state.opened_at,
        urgency=_urgency(state, urgent, now),
        clock=None if urgent is None else _clock(state, urgent, now),
        waits_for=_waits_for(state),
        act=_act(state),
    )


def _urgent(state: State) -> Clock | None:
    """A system that tells no clocks may still tell by when its case must be done."""
    running = [clock for clock in state.clocks if clock.stopped_at is None and clock.due_at is not None]
    if not running and state.due_at is not None:
        return Clock("due", state.opened_at, state.due_at)
    return min(running, key=lambda clock: clock.due_at or state.at, default=None)


def _urgency(state: State, urgent: Clock | None, now: datetime) -> Literal["overdue", "running", "waiting", "none"]:
    if urgent is not None and urgent.due_at is not None:
        return "overdue" if urgent.due_at < now else "running"
    return "waiting" if state.waiting is not None else "none"


def _clock(state: State, clock: Clock, now: datetime) -> UrgentClockOut | None:
    if clock.due_at is None:
        return None
    return UrgentClockOut(
        id=clock.id,
        name=bilingual(clock_name(state.kind, clock.id)),
        due_at=clock.due_at,
        working_seconds_left=_left(state.org, now, clock.due_at),
        used_50_at=clock.used_50_at,
        used_80_at=clock.used_80_at,
    )


def _left(org: str, now: datetime, due_at: datetime) -> int | None:
    try:
        return calendar_for(org).working_seconds(now, due_at)
    except CalendarUnavailable:
        return None


def _waits_for(state: State) -> WaitsForOut | None:
    if state.waiting is None:
        return None
    papers = [*state.missing_papers, *(each.paper for each in (*state.rejected_papers, *state.unfit_papers))]
    notices = [notice.type for notice in state.notices if notice.status in OUTSTANDING]
    if state.waiting in FORMS:
        papers += [defect.code for defect in state.defects]
    missing = [_code(code, state.kind) for code in dict.fromkeys([*papers, *notices])]
    return WaitsForOut(reason=_code(state.waiting, state.kind), missing=missing)


def _act(state: State) -> ActOut:
    service, path = OWNERS.get(state.kind, (FOREIGN, None))
    return ActOut(
        handler=state.handler,
        roles=roles_of(state.kind, state.status),
        service=service,
        path=None if path is None else f"{path}/{state.case_no}",
    )


def _code(code: str, kind: str | None) -> CodeOut:
    return CodeOut(code=code, name=bilingual(in_words(code, kind)))
