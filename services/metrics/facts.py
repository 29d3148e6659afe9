"""What metrics knows of a case: the join of its events, whatever their order, delay or repetition."""

from datetime import UTC, datetime
from itertools import chain

import msgspec
from msgspec import Struct

from services.metrics.periods import day_code
from services.metrics.state import State, UnfitEvent, check, check_characters


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
    paid_to: int | None = None  # a day's code: premiums are paid up to the day before it
    failed: str | None = None


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
        check_characters(msgspec.to_builtins(state))
    check(state)
    return state


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
        None if state.paid_to_on is None else day_code(state.paid_to_on),
        state.failed if isinstance(state.failed, str) else None,
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
