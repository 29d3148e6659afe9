"""SLA clocks (时效时钟): rows of rules, and pure functions that start, pause, stop and read the clocks of a case."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.calendar import WorkCalendar, whole_second
from shared.dated_rows import DatedRow, check_one_a_day
from shared.limits import Limit as Limit
from shared.limits import calendar_days as calendar_days
from shared.limits import limit_due as limit_due
from shared.limits import minutes as minutes
from shared.limits import same_day as same_day
from shared.limits import working_days as working_days
from shared.limits import working_hours as working_hours
from shared.marks import Mark

WARNINGS = {"used_50_at": 0.5, "used_80_at": 0.8}


class UnknownRule(LookupError):
    """A clock whose rule has no row on the day it started: close rows with `effective_to`, never delete them."""


@dataclass(frozen=True, slots=True)
class Sla(DatedRow):
    """One row of a table of limits. Several rows may share an id; the day a clock starts selects among them.

    `own_limit`: where each case has a limit of its own (a clause's days); `limit` is then the usual one.
    `since`: the id of the clock from whose start this one counts, though it exists only from one of `starts` on.
    """

    id: str
    name_zh: str
    name_en: str
    starts: AbstractSet[str]  # actions
    stops: AbstractSet[str]  # actions
    pauses: AbstractSet[str]  # what the case waits for after a step
    limit: Limit
    basis: str
    mark: Mark
    effective_from: date = date.min
    effective_to: date | None = None  # the last day in force
    own_limit: Callable[[Any], Limit] | None = None
    since: str | None = None

    def __post_init__(self) -> None:
        for name in ("starts", "stops", "pauses"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        if self.since and self.pauses:
            raise ValueError(f"{self.id} can't pause: what stood still before it existed is not on record")

    def of(self, case: Any) -> "Sla":
        """The row as it holds for one case."""
        return replace(self, limit=self.own_limit(case)) if self.own_limit else self


def sla_table(*rows: Sla) -> tuple[Sla, ...]:
    """The rows of a service; ValueError when two of one id are in force on the same day, or `since` names none."""
    check_one_a_day(rows, lambda row: row.id)
    for row in rows:
        if row.since and row.since not in {other.id for other in rows if other is not row}:
            raise ValueError(f"{row.id} counts from {row.since}, which is no clock of this table")
    return rows


class Pause(BaseModel):
    """The clock stood still from … to …, or still does."""

    model_config = ConfigDict(frozen=True)

    from_at: AwareDatetime
    to_at: AwareDatetime | None = None
    reason: str


class ClockState(BaseModel):
    """One clock of a case. Started again after its stop it is a further clock of its id: laps keep their readings."""

    model_config = ConfigDict(frozen=True)

    id: str
    started_at: AwareDatetime
    asked_at: AwareDatetime | None = Field(default=None, description="Since when it exists, if it counts from earlier")
    due_at: AwareDatetime | None = Field(default=None, description="None while a pause holds it short of its due time")
    stopped_at: AwareDatetime | None = None
    pauses: tuple[Pause, ...] = ()
    net_working_seconds: int | None = None
    used_50_at: AwareDatetime | None = Field(default=None, description="When half of the limit is used up, or was")
    used_80_at: AwareDatetime | None = None

    @property
    def open_pause(self) -> Pause | None:
        return self.pauses[-1] if self.pauses and self.pauses[-1].to_at is None else None

    def breached(self, at: datetime) -> bool:
        """Whether the due time passed before the clock stopped, or before `at` if it hasn't."""
        return self.due_at is not None and min(at, self.stopped_at or at) > self.due_at


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Whole seconds of one clock read three ways, and a fourth for completeness."""

    calendar_seconds: int  # 自然时间
    working_seconds: int  # 工作时间
    net_working_seconds: int  # 净时效: working time less waiting for the customer
    net_calendar_seconds: int


def rule_of(rules: Iterable[Sla], clock: ClockState, calendar: WorkCalendar) -> Sla:
    """The row in force on the day the clock started."""
    on = calendar.date_of(clock.started_at)
    for rule in rules:
        if rule.id == clock.id and rule.in_force(on):
            return rule
    raise UnknownRule(f"no row of {clock.id} is in force on {on}")


def disjoint(pauses: Iterable[Pause], start: datetime) -> list[Pause]:
    """Pauses since `start` in order, each moment counted once: what began first holds until it ends."""
    kept: list[Pause] = []
    free_from: datetime | None = start
    for pause in sorted(pauses, key=lambda pause: pause.from_at):
        if free_from is None:
            break
        from_at = max(pause.from_at, free_from)
        if pause.to_at is None or pause.to_at > from_at:
            kept.append(Pause(from_at=from_at, to_at=pause.to_at, reason=pause.reason))
            free_from = pause.to_at
    return kept


def due(rule: Sla, started_at: datetime, pauses: Iterable[Pause], calendar: WorkCalendar) -> datetime | None:
    """None while an open pause holds the clock short of its due time. A pause after the due time changes nothing."""
    projection = rule.limit.project(started_at, disjoint(pauses, started_at), calendar)
    return None if projection.held else projection.due_at


def warnings(
    rule: Sla, started_at: datetime, pauses: Iterable[Pause], due_at: datetime | None, calendar: WorkCalendar
) -> dict[str, datetime | None]:
    """When 50 % and 80 % of the limit are used up, or were; None where a pause holds the clock short of that."""
    held, told = disjoint(pauses, started_at), dict[str, datetime | None]()
    for name, share in WARNINGS.items():
        at = rule.limit.used_up(share, started_at, held, calendar)
        told[name] = min(at, due_at) if at and due_at else at  # a pause may have used up days off that were given
    return told


def reading_ends(clock: ClockState, at: datetime) -> datetime:
    """Where a reading taken at `at` ends: at the stop if that came first, never before the start."""
    return max(clock.started_at, min(at, clock.stopped_at or at))


def pauses_until(clock: ClockState, end: datetime) -> list[tuple[datetime, datetime, str]]:
    """The disjoint pauses up to `end`; an open one is cut there."""
    held = disjoint(clock.pauses, clock.started_at)
    return [(pause.from_at, min(pause.to_at or end, end), pause.reason) for pause in held if pause.from_at < end]


def elapsed(clock: ClockState, at: datetime, calendar: WorkCalendar) -> Elapsed:
    start, end = clock.started_at, reading_ends(clock, at)
    waits = pauses_until(clock, end)
    calendar_seconds = whole_second(end) - whole_second(start)
    working_seconds = calendar.working_seconds(start, end)
    return Elapsed(
        calendar_seconds=calendar_seconds,
        working_seconds=working_seconds,
        net_working_seconds=working_seconds - sum(calendar.working_seconds(since, to) for since, to, _ in waits),
        net_calendar_seconds=calendar_seconds - sum(whole_second(to) - whole_second(since) for since, to, _ in waits),
    )


def tick(
    rules: Sequence[Sla],
    clocks: Sequence[ClockState],
    action: str,
    waiting: str | None,
    at: datetime,
    calendar: WorkCalendar,
) -> list[ClockState]:
    """The clocks of a case after a step: `waiting` is what the case waits for now.

    Running clocks stop, pause or resume; then clocks start that the action starts and that don't run: now, or counted
    from the start of another that runs (`since`).
    """
    moved = [clock if clock.stopped_at else _moved(rules, clock, action, waiting, at, calendar) for clock in clocks]
    running = {clock.id: clock.started_at for clock in moved if not clock.stopped_at}
    to_start = ((rule, running.get(rule.since or "", at)) for rule in rules if action in rule.starts)
    return moved + [
        _started(rule, waiting, since, at, calendar)
        for rule, since in to_start
        if rule.id not in running and rule.in_force(calendar.date_of(since))
    ]


def _started(rule: Sla, waiting: str | None, since: datetime, at: datetime, calendar: WorkCalendar) -> ClockState:
    pauses = (Pause(from_at=at, reason=waiting),) if waiting in rule.pauses and waiting else ()
    asked_at, due_at = at if since < at else None, due(rule, since, pauses, calendar)
    warned = warnings(rule, since, pauses, due_at, calendar)
    return ClockState(id=rule.id, started_at=since, asked_at=asked_at, pauses=pauses, due_at=due_at, **warned)


def _moved(
    rules: Sequence[Sla],
    clock: ClockState,
    action: str,
    waiting: str | None,
    at: datetime,
    calendar: WorkCalendar,
) -> ClockState:
    rule = rule_of(rules, clock, calendar)
    at = max(at, _last_instant(clock))  # another machine's clock may be ahead of ours
    stops = action in rule.stops
    pauses = _paused(clock.pauses, waiting if waiting in rule.pauses and not stops else None, at)
    due_at = due(rule, clock.started_at, pauses, calendar)
    net = elapsed(clock, at, calendar).net_working_seconds if stops else None
    moved = {"pauses": pauses, "due_at": due_at, "stopped_at": at if stops else None, "net_working_seconds": net}
    if due_at != clock.due_at or pauses != clock.pauses or clock.used_50_at is None:
        moved |= warnings(rule, clock.started_at, pauses, due_at, calendar)
    return clock.model_copy(update=moved)


def _last_instant(clock: ClockState) -> datetime:
    edges = (edge for pause in clock.pauses for edge in (pause.from_at, pause.to_at) if edge)
    return max((clock.asked_at or clock.started_at, *edges))


def _paused(pauses: tuple[Pause, ...], reason: str | None, at: datetime) -> tuple[Pause, ...]:
    """`reason`: why the clock stands still from `at` on, or None if it runs. A pause without length leaves no trace."""
    if any(pause.to_at is None and pause.reason == reason for pause in pauses):
        return pauses
    closed = [pause if pause.to_at else pause.model_copy(update={"to_at": at}) for pause in pauses]
    kept = [pause for pause in closed if pause.to_at != pause.from_at]
    return (*kept, Pause(from_at=at, reason=reason)) if reason else tuple(kept)
