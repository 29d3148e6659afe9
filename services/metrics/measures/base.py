"""What a measure is: what counts a case, on which day, by which dimensions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, log

from services.metrics import spans
from services.metrics.facts import Step
from services.metrics.spans import Case, Span
from services.metrics.state import Clock

Values = str | Sequence[str] | None

_GAMMA = 1.01 / 0.99  # a bucket's middle is at most 1 % off any value in it
_LOG_GAMMA = log(_GAMMA)
BELOW_ONE = -1  # the bucket of durations under a second


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something a measure is broken down by; a case without a value counts in the total only."""

    name: str
    of: Callable[[Case], Values] | None = None
    attribute: str = ""  # of the state, where the value is just that


# Values of these belong to one branch: they are kept for it alone, since above it there would be as many again.
LOCAL = frozenset({"outlet", "salesperson", "teller", "teller_month", "handler", "scanner", "investigator"})


@dataclass(frozen=True, slots=True)
class Parts:
    """What a measure's amount is made of: a case counts under each value with that value's part of it."""

    name: str
    of: Callable[[Case], Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Flow:
    """Counts a case once, on the day of `at`; `amount` adds up beside it (seconds, or fen)."""

    id: str
    at: Callable[[Case], int | None]
    dimensions: tuple[Dimension, ...] = ()
    amount: Callable[[Case], int] | None = None
    histogram: bool = False
    parts: Parts | None = None
    kinds: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """Counts a case while it is in a span: +1 on the day it starts, -1 on the day it ends.

    The sum up to a day is how many are in it at that day's end; of spans without an end (`each`) the sum over some days
    is how many began on them. `own`: the dimension that the spans' values are of.
    `exact`: spans may start in the future, so the seconds of each day are kept, to be right at this moment.
    `nested`: the values in order, where a case counts under each value up to its own (ages).
    """

    id: str
    spans: Callable[[Case], list[Span]]
    dimensions: tuple[Dimension, ...] = ()
    own: str | None = None
    exact: bool = False
    nested: tuple[str, ...] = ()
    kinds: frozenset[str] | None = None


Measure = Flow | Level


def bucket(seconds: int) -> int:
    return ceil(log(seconds) / _LOG_GAMMA) if seconds >= 1 else BELOW_ONE


def middle(number: int) -> float:
    """The value that stands for a bucket: within 1 % of every value in it."""
    return 0.0 if number == BELOW_ONE else 2 * _GAMMA**number / (_GAMMA + 1)


def at_opening(case: Case) -> int:
    return case.opened


def at_closing(case: Case) -> int | None:
    return case.closed


def when(at: Callable[[Case], int | None], holds: Callable[[Case], object]) -> Callable[[Case], int | None]:
    """At that time, of the cases for which it holds."""
    return lambda case: at(case) if holds(case) else None


def seconds_to(end: Callable[[Case], int | None]) -> Callable[[Case], int]:
    return lambda case: max(0, ((end(case) or case.opened) - case.opened) // 1000)


def days_taken(end: Callable[[Case], int | None]) -> Callable[[Case], str]:
    """How soon: `0` the same calendar day, else the fewest of 1, 5, 15, 30 times 24 h that suffice, else `over`."""

    def of(case: Case) -> str:
        took = (end(case) or case.opened) - case.opened
        if case.local(case.opened)[0] == case.local(case.opened + took)[0]:
            return "0"
        return next((str(days) for days in (1, 5, 15, 30) if took <= days * spans.DAY_MS), "over")

    return of


def first(*actions: str) -> Callable[[Case], int | None]:
    """When one of these steps was taken for the first time."""
    wanted = frozenset(actions)
    return lambda case: next((step.at for step in case.trail if step.action in wanted), None)


def each(*actions: str, value: Callable[[Step], str] = lambda _: "") -> Callable[[Case], list[Span]]:
    """Each time one of these steps was taken, for a Level that is read as a flow."""
    wanted = frozenset(actions)
    return lambda case: [(step.at, None, value(step)) for step in case.trail if step.action in wanted]


def last(*actions: str) -> Callable[[Case], int | None]:
    wanted = frozenset(actions)
    return lambda case: next((step.at for step in reversed(case.trail) if step.action in wanted), None)


def entered(status: str) -> Callable[[Case], int | None]:
    """When it first stood so."""
    return lambda case: next((step.at for step in case.trail if step.status == status), None)


def teller(case: Case) -> str | None:
    """Who opened the case, unless a machine did."""
    opening = case.trail[0]
    return opening.by if opening.version == 1 and not opening.by_machine else None


def clock_of(case: Case, ids: frozenset[str]) -> Clock | None:
    """The case's stopped clock of one of these rules."""
    return next((clock for clock in case.state.clocks if clock.id in ids and clock.stopped_at is not None), None)


def is_late(clock: Clock | None) -> bool:
    """Whether it stopped after its due time."""
    return bool(clock and clock.due_at and clock.stopped_at and clock.stopped_at > clock.due_at)


def was_in_time(*ids: str) -> Callable[[Case], bool]:
    """Whether the clock of these rules stopped by its due time, if it has any."""
    wanted = frozenset(ids)
    return lambda case: not is_late(clock_of(case, wanted))


def in_time(clock: Clock | None) -> str:
    return "no" if is_late(clock) else "yes"


def working_seconds(clock: Clock | None) -> int:
    return (clock.net_working_seconds or 0) if clock else 0


CHANNEL = Dimension("channel", attribute="channel")
OUTLET = Dimension("outlet", attribute="outlet")
PRODUCT = Dimension("product", attribute="product")
SALESPERSON = Dimension("salesperson", attribute="salesperson")
HANDLER = Dimension("handler", attribute="handler")
DESK = (CHANNEL, OUTLET, SALESPERSON)
SALE = (CHANNEL, OUTLET, PRODUCT, SALESPERSON)
