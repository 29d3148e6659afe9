"""Cases: the columns each kind has, and `advance`, the only place where a status ever changes."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import TypeAdapter, model_validator
from sqlalchemy import Dialect, Integer, String, Text, TypeDecorator, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from shared import case_rows, clock, relay, timers
from shared.auth import Actor, check_scope, in_scope, roles_in_words
from shared.calendar_data import calendar_for
from shared.contracts.base import CaseEvent
from shared.contracts.words import in_words
from shared.days import today_at
from shared.db import UtcDateTime
from shared.errors import Conflict, Forbidden, NotFound, StaleVersion
from shared.errors import Text as Words
from shared.lifecycle import Lifecycle, Step
from shared.schemas import Out
from shared.sla import ClockState, Sla, tick

_clocks = TypeAdapter(list[ClockState])


class Clocks(TypeDecorator[list[ClockState]]):
    """The SLA clocks of a case, kept in its row so that a step needs no further statement."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[ClockState] | None, dialect: Dialect) -> str:
        return _clocks.dump_json(value or []).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[ClockState]:
        return _clocks.validate_json(value or "[]")


class CaseMixin:
    """A case's row: where it stands (state) and the last step taken."""

    lifecycle: ClassVar[Lifecycle]
    slas: ClassVar[Sequence[Sla]] = ()
    closes_when_it_happened: ClassVar[bool] = False  # else when it is told
    wait_words: ClassVar[Mapping[str, Words]] = {}  # what a case of this kind waits for, in words

    case_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(40), index=True)
    org: Mapped[str] = mapped_column(String(20), index=True)
    outlet: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str | None] = mapped_column(String(20))
    line: Mapped[str | None] = mapped_column(String(20))
    product: Mapped[str | None] = mapped_column(String(40))
    handler: Mapped[str | None] = mapped_column(String(80))
    salesperson: Mapped[str | None] = mapped_column(String(80))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    outcome: Mapped[str | None] = mapped_column(String(40))
    waiting: Mapped[str | None] = mapped_column(String(40))
    clocks: Mapped[list[ClockState]] = mapped_column(Clocks)
    action: Mapped[str] = mapped_column("last_action", String(40))
    at: Mapped[datetime] = mapped_column("last_at", UtcDateTime)
    by: Mapped[str] = mapped_column("last_by", String(80))

    @property
    def kind(self) -> str:
        return self.lifecycle.kind

    @property
    def rules(self) -> list[Sla]:
        """The clocks' rows, with the limits that are this case's own."""
        return [row.of(self) for row in self.slas]

    @property
    def allowed(self) -> list[str]:
        """By the status alone where nobody said who looks (`shown_to`)."""
        viewer: Actor | None = vars(self).get("viewer")
        return self.lifecycle.allowed_to(viewer, self) if viewer else self.lifecycle.allowed(self.status)


class CaseOut(Out):
    """Where a case stands; `allowed` names the actions that its status allows next.

    Left out is what would be refused whatever is sent: papers are missing, or the maker looks and a checker is needed.
    """

    kind: str
    case_no: str
    version: int
    status: str
    org: str
    outlet: str | None
    channel: str | None
    line: str | None
    product: str | None
    handler: str | None
    salesperson: str | None
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    outcome: str | None
    waiting: str | None
    action: str
    at: datetime
    by: str
    allowed: list[str]

    @model_validator(mode="before")
    @classmethod
    def _of_case(cls, given: Any) -> Any:
        return case_rows.facts_of(given, cls) if isinstance(given, CaseMixin) else given


class OfOrganisation(Protocol):
    @property
    def org(self) -> str: ...


Case = TypeVar("Case", bound=CaseMixin)


class TakenBack(OfOrganisation, Protocol):
    @property
    def removed_at(self) -> datetime | None: ...


Record = TypeVar("Record", bound=OfOrganisation)
Entry = TypeVar("Entry", bound=TakenBack)


async def advance(
    session: AsyncSession, case: Case, action: str, actor: Actor, *, clocks_at: datetime | None = None
) -> Case:
    """Move a case along its lifecycle and record what it announces, in the caller's transaction.

    `clocks_at`: when what moves the clocks happened, if that was before now (a receipt signed yesterday); of a kind
    that `closes_when_it_happened` it closes the case, too.
    Raises IllegalTransition, Forbidden, OutOfScope or the refusal of a guard; StaleDataError when somebody was first.
    """
    left, seen, at = case.status, case.version, clock.now()
    step = take(case, action, actor, at, clocks_at or at)
    if seen is None:
        await case_rows.add(session, case)
    event = announced(case, step, actor)
    await (case_rows.record(session, event) if seen is None else case_rows.write(session, case, seen, event))
    relay.signal(session)
    await timers.restart(session, [(case, left)], at)
    return shown_to(actor, case)


def permit(case: CaseMixin, action: str, actor: Actor) -> Step:
    """The step that the case's status and the actor's roles allow; `advance` asks it, guards apart.

    A command with refusals of its own asks first, so that a wrong status is always told as such.
    """
    step = case.lifecycle.find(action, case.status)
    if step is None:
        raise case.lifecycle.refuse(action, case.status, case.allowed)
    if not actor.is_system:
        if not actor.roles & step.roles:
            raise Forbidden(_whose(step, case.kind), action=step.action, needs=sorted(step.roles))
        check_scope(actor, case.org)
    return step


def _whose(step: Step, kind: str) -> Words:
    act, who = in_words(step.action, kind), roles_in_words(step.roles)
    if not step.roles:
        return Words(f"“{act.zh}”由系统自动办理", f"“{act.en}” is a step that only the system takes")
    return Words(f"“{act.zh}”须由{who.zh}办理", f"“{act.en}” is a step for: {who.en}")


def new_case_no(prefix: str, org: str) -> str:
    """Prefix, local date and eight characters without look-alikes: 40 random bits a day, easy to read aloud.

    One that is taken is written by nobody: the database refuses it, and whoever drew it draws again, from the start of
    its transaction: a request at once (`shared.idempotency`), a reaction or a run when it is tried again.
    """
    bits = secrets.randbits(40)
    tail = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits >> shift & 31] for shift in range(0, 40, 5))
    return f"{prefix}{today_at(org):%y%m%d}-{tail}"


async def get_case(
    session: AsyncSession, model: type[Case], case_no: str, actor: Actor, *, expect: int | None = None
) -> Case:
    """The case, if it exists, lies in the actor's organisation and still has the version the caller saw."""
    case = await case_rows.load(session, model, case_no)
    if case is None:
        raise no_case(case_no)
    check_scope(actor, case.org)
    if expect is not None and case.version != expect:
        raise StaleVersion(version=case.version, given=expect)
    return shown_to(actor, case)


async def get_record(session: AsyncSession, model: type[Record], number: str, actor: Actor) -> Record:
    """A numbered row that is no case, but lies in an organisation as one does; raises as `get_case`."""
    record = await session.get(model, number)
    if record is None:
        raise no_case(number)
    check_scope(actor, record.org)
    return record


def entry_of(found: Entry | None, id: int, actor: Actor) -> Entry:
    """A row of a table that people keep; raises NotFound where there is none in the actor's organisation, and Conflict
    for one that was taken back."""
    if found is None or not in_scope(actor, found.org):
        raise NotFound(Words(f"没有记录 {id}", f"There is no entry {id}"), id=id)
    if found.removed_at is not None:
        raise Conflict(Words("该记录已撤销", "The entry was taken back"), id=id, rule="not-taken-back")
    return found


def shown_to(actor: Actor, case: Case) -> Case:
    """Let its `allowed` be what may be foreseen for this actor; the system foresees nothing."""
    vars(case)["viewer"] = None if actor.is_system else actor
    return case


async def find_case(session: AsyncSession, models: Iterable[type[CaseMixin]], case_no: str) -> CaseMixin | None:
    """The case of that number, whichever of these kinds it is; whose it is the caller asks."""
    for model in models:
        if (case := await case_rows.load(session, model, case_no)) is not None:
            return case
    return None


async def check_first(
    session: AsyncSession, model: type[CaseMixin], refusal: Conflict, actor: Actor, *same: Any
) -> None:
    """Raise `refusal` where a case is there already that is the `same`; it names the case to whoever may see it.

    Of two at once neither sees the other: the database's own rule stays behind it, whose refusal names nobody.
    """
    first = (await session.execute(select(model.case_no, model.org).where(*same).limit(1))).first()
    if first is None:
        return
    if not in_scope(actor, first.org):
        raise refusal
    raise naming(refusal, case_no=first.case_no)


def naming(refusal: Conflict, **case: str) -> Conflict:
    """The refusal with the number of the case that is in the way, in its text and as a member: `open_case_no="…"`."""
    (number,), (zh, en) = case.values(), refusal.detail
    return Conflict(Words(f"{zh}:{number}", f"{en}: {number}"), **refusal.extras, **case)


def no_case(case_no: str, **more: Any) -> NotFound:
    return NotFound(Words(f"没有件号 {case_no}", f"There is no case {case_no}"), case_no=case_no, **more)


def take(case: CaseMixin, action: str, actor: Actor, at: datetime, clocks_at: datetime) -> Step:
    """The step, taken: `advance` and `advance_all` write down what it leaves on its case."""
    step, lifecycle = permit(case, action, actor), case.lifecycle
    for guard in step.needs:
        guard.check(case, actor)
    case.version = (case.version or 0) + 1
    case.status = str(step.target or case.status)
    case.action, case.at, case.by = step.action, at, actor.ref
    case.opened_at = case.opened_at or at
    case.waiting = lifecycle.waits.get(case.status)
    ended_at = clocks_at if case.closes_when_it_happened else at
    case.closed_at = (case.closed_at or ended_at) if case.status in lifecycle.closed else None
    case.clocks = tick(case.rules, case.clocks or [], step.action, case.waiting, clocks_at, calendar_for(case.org))
    case.due_at = _earliest(c.due_at for c in case.clocks if c.stopped_at is None) if case.closed_at is None else None
    return step


def announced(case: CaseMixin, step: Step, actor: Actor) -> CaseEvent:
    """Of a case that has its row, and so the defaults of its columns."""
    return step.event.model_validate(case_rows.facts_of(case, step.event) | {"by_machine": actor.is_machine})


def _earliest(times: Iterable[datetime | None]) -> datetime | None:
    return min((time for time in times if time is not None), default=None)
