"""What metrics knows of a case: the join of its events, whatever their order, delay or repetition."""

from datetime import UTC, date, datetime
from itertools import chain
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

Instant = Annotated[datetime, Meta(tz=True)]
Code = Annotated[str, Meta(min_length=1, max_length=80)]
Amount = Annotated[int, Meta(ge=-(10**15), le=10**15)]  # fen, or seconds: sums of many must fit into 64 bits
Count = Annotated[int, Meta(ge=0, le=999_999_999)]
FIRST_YEAR, LAST_YEAR = 1970, 2199  # what a day cell can hold
# A label counts as the dimension value `name=text`, which a series holds in 80 characters.
LabelName = Annotated[str, Meta(min_length=1, max_length=20)]
LabelText = Annotated[str, Meta(min_length=1, max_length=59)]


class UnfitEvent(ValueError):
    """An event that can't become part of a fact; the message says which field and rule."""


class Clock(Struct, omit_defaults=True, frozen=True, gc=False):
    """One SLA clock (时效时钟) as it read after the newest step."""

    id: Code
    started_at: Instant
    due_at: Instant | None = None
    stopped_at: Instant | None = None
    net_working_seconds: Amount | None = None


class Defect(Struct, omit_defaults=True, frozen=True, gc=False):
    code: Code
    severity: Code = "fixable"
    by: Code | None = None


class Notice(Struct, omit_defaults=True, frozen=True, gc=False):
    type: Code
    status: Code


class Debit(Struct, omit_defaults=True, frozen=True, gc=False):
    attempt: Count
    result: Code
    amount_fen: Amount = 0


class Share(Struct, omit_defaults=True, frozen=True, gc=False):
    """Who was on the front desk, and on which half of the day."""

    staff: Code
    morning: bool
    afternoon: bool


class State(Struct, omit_defaults=True, kw_only=True, frozen=True, gc=False):
    """A case event's data: the state after the step and the step. Fields of other services' own are ignored."""

    kind: Annotated[str, Meta(min_length=1, max_length=40)]
    case_no: Annotated[str, Meta(min_length=1, max_length=40)]
    version: Annotated[int, Meta(ge=1, le=999_999_999)]
    status: Code
    org: Annotated[str, Meta(min_length=1, max_length=20)]
    opened_at: Instant
    action: Code
    at: Instant
    by: Annotated[str, Meta(max_length=80)]
    by_machine: bool = False
    outlet: Code | None = None
    channel: Code | None = None
    line: Code | None = None
    product: Code | None = None
    handler: Code | None = None
    salesperson: Code | None = None
    closed_at: Instant | None = None
    due_at: Instant | None = None
    outcome: Code | None = None
    waiting: Code | None = None
    clocks: tuple[Clock, ...] = ()
    labels: Annotated[dict[LabelName, LabelText], Meta(max_length=8)] = {}  # what else a foreign system says of it
    zone: str | None = None  # IANA name; the days of this case are counted there. None: the deployment's zone
    defects: tuple[Defect, ...] = ()
    notices: tuple[Notice, ...] = ()
    debits: tuple[Debit, ...] = ()
    premium_fen: Amount = 0
    premium_collected_fen: Amount = 0
    sum_assured_fen: Amount = 0
    underwriting: Code | None = None
    decision: Code | None = None
    dun_count: Count = 0
    issued_at: Instant | None = None
    returned: Code | None = None
    withdrawn: Code | None = None
    voided: Code | None = None
    flags: tuple[Code, ...] = ()
    business: Code | None = None
    priority: bool = False
    called_at: Instant | None = None
    served_at: Instant | None = None
    prompted_at: Instant | None = None
    satisfaction: Code | None = None
    abandoned: Code | None = None
    signed_on: date | None = None
    posted: Count = 0
    desk: tuple[Share, ...] = ()
    tool: Code | None = None
    item: Code | None = None
    severity: Code | None = None
    topics: tuple[Code, ...] = ()
    attendees: Count = 0


class Step(Struct, array_like=True, frozen=True, order=True, gc=False):
    """One step of the trail. Times are milliseconds since 1970, so that folding is integer arithmetic."""

    version: int
    at: int
    action: str
    by: str
    status: str
    handler: str | None = None
    due: int | None = None
    closed: int | None = None
    waiting: str | None = None
    notices: tuple[str, ...] = ()  # types of the notices outstanding after this step
    decision: str | None = None
    debits: int = 0
    by_machine: bool = False


class Fact(Struct, array_like=True, frozen=True, gc=False):
    """The newest state of a case, and its trail in order of version."""

    state: State
    trail: tuple[Step, ...]


class _Envelope(Struct, gc=False):
    data: State


_decode_envelope = msgspec.json.Decoder(_Envelope).decode
_encode = msgspec.msgpack.Encoder().encode
pack = _encode
unpack = msgspec.msgpack.Decoder(Fact).decode


def millis(instant: datetime) -> int:
    return int(instant.timestamp() * 1000 + 0.5)


def instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def key(state: State) -> str:
    return f"{state.kind}/{state.case_no}"


def decode(value: bytes) -> State:
    """Read a case event out of its envelope; raises UnfitEvent."""
    try:
        state = _decode_envelope(value).data
    except msgspec.DecodeError as error:
        raise UnfitEvent(str(error)) from None
    except UnicodeDecodeError:  # its own words would quote the event
        raise UnfitEvent("the event is not UTF-8") from None
    except RecursionError:
        raise UnfitEvent("the event is nested too deep") from None
    if b"\\" in value and b"\\u0000" in value:  # one byte is found ten times faster, and hardly ever there
        _check_characters(msgspec.to_builtins(state))
    check(state)
    return state


def _check_characters(part: Any) -> None:
    """PostgreSQL has no text with a NUL."""
    if isinstance(part, dict):
        part = [*part, *part.values()]
    if isinstance(part, str) and "\0" in part:
        raise UnfitEvent("a NUL character stands in a text - at `$.data`")
    for each in part if isinstance(part, list | tuple) else ():
        _check_characters(each)


def check(state: State) -> None:
    """What the types can't say: a kind that ends where the number begins, times a day cell holds, a zone there is."""
    if "/" in state.kind:
        raise UnfitEvent("kind: no `/` - at `$.data.kind`")
    told = (state.at, state.opened_at, state.closed_at, state.due_at, state.issued_at)
    for at in (*told, state.called_at, state.served_at, state.prompted_at):
        if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise _unfit_year(state, "$.data")
    for clock in state.clocks:
        _check_clock(clock)
    if state.signed_on is not None and not FIRST_YEAR <= state.signed_on.year <= LAST_YEAR:
        raise UnfitEvent(f"signed_on: the year is not between {FIRST_YEAR} and {LAST_YEAR} - at `$.data.signed_on`")
    if state.zone is not None:
        _check_zone(state.zone)


def _check_clock(clock: Clock) -> None:
    for at in (clock.started_at, clock.due_at, clock.stopped_at):
        if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise _unfit_year(clock, "$.data.clocks[...]")


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnfitEvent(f"zone: no time zone is named {name!r} - at `$.data.zone`") from None


def _unfit_year(part: Struct, place: str) -> UnfitEvent:
    times = ((name, getattr(part, name)) for name in part.__struct_fields__ if name == "at" or name.endswith("_at"))
    name = next(name for name, at in times if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR)
    return UnfitEvent(f"{name}: the year is not between {FIRST_YEAR} and {LAST_YEAR} - at `{place}.{name}`")


def step(state: State) -> Step:
    return Step(
        state.version,
        millis(state.at),
        state.action,
        state.by,
        state.status,
        state.handler,
        None if state.due_at is None else millis(state.due_at),
        None if state.closed_at is None else millis(state.closed_at),
        state.waiting,
        tuple(sorted(n.type for n in state.notices if n.status in ("sent", "told"))) if state.notices else (),
        state.decision,
        len(state.debits),
        state.by_machine,
    )


def join(fact: Fact | None, state: State) -> Fact:
    """The fact with one more event. Commutes, and an event joined twice changes nothing."""
    new = step(state)
    if fact is None:
        return Fact(state, (new,))
    if new.version > fact.trail[-1].version:
        return Fact(state, (*fact.trail, new))
    return merge(fact, Fact(state, (new,)))


def merge(one: Fact, other: Fact) -> Fact:
    """The fact of the events of both, of whatever order; quickest where all of the other's come later."""
    if other.trail[0].version > one.trail[-1].version:
        return Fact(other.state, one.trail + other.trail)
    return Fact(max(one.state, other.state, key=_rank), _merged(one.trail, other.trail))


def _rank(state: State) -> tuple[int, bytes]:
    # Two different events of one version are a fault upstream; any order of arrival must still give one answer.
    return state.version, _encode(state)


def _merged(*trails: tuple[Step, ...]) -> tuple[Step, ...]:
    steps: dict[int, Step] = {}
    for new in chain(*trails):
        known = steps.get(new.version)
        steps[new.version] = new if known is None or _encode(new) > _encode(known) else known
    return tuple(steps[version] for version in sorted(steps))
