"""What is counted of the limits (时限) of claims, their payments and claim-backs: each clock, whichever it is, in time or past it."""

from collections.abc import Callable, Iterator

from services.metrics.facts import millis
from services.metrics.measures.base import OUTLET, PRODUCT, Level, Measure, is_late
from services.metrics.measures.claim_backs import CLAIM_BACK
from services.metrics.measures.claim_payments import PAYMENT
from services.metrics.measures.claims import CLAIM
from services.metrics.spans import Case, Span
from services.metrics.state import Clock

# They end a clock without doing what it asks for: in time, that tells nothing of who works on the claim.
UNTESTED = frozenset({"withdraw", "start_survey", "settle_anew"})


def _stopped(holds: Callable[[Clock], bool]) -> Callable[[Case], list[Span]]:
    return lambda case: [(at, None, clock.id) for clock, at in _tested(case) if holds(clock)]


def _tested(case: Case) -> Iterator[tuple[Clock, int]]:
    left = {step.at for step in case.trail if step.action in UNTESTED}
    for clock in case.state.clocks:
        if clock.stopped_at is not None and (is_late(clock) or millis(clock.stopped_at) not in left):
            yield clock, millis(clock.stopped_at)


def _overdue(case: Case) -> list[Span]:
    """Past its due time, until it stopped; of a clock that still runs that may lie ahead."""
    return [
        (millis(clock.due_at), None if clock.stopped_at is None else millis(clock.stopped_at), clock.id)
        for clock in case.state.clocks
        if clock.due_at is not None and (clock.stopped_at is None or is_late(clock))
    ]


def _near(case: Case) -> list[Span]:
    """From four fifths of its time on, until it stops or is over; of a clock that still runs that may lie ahead."""
    found: list[Span] = []
    for clock in case.state.clocks:
        if clock.due_at is None:
            continue
        started, due = millis(clock.started_at), millis(clock.due_at)
        near = started + (due - started) * 4 // 5
        end = due if clock.stopped_at is None else min(due, millis(clock.stopped_at))
        if near < end:
            found.append((near, end, clock.id))
    return found


LIMITED = CLAIM | PAYMENT | CLAIM_BACK
WHERE = (OUTLET, PRODUCT)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Level("claim_limits_stopped", _stopped(lambda _: True), WHERE, own="limit", kinds=LIMITED),
    Level("claim_limits_met", _stopped(lambda clock: not is_late(clock)), WHERE, own="limit", kinds=LIMITED),
    Level("claim_limits_missed", _stopped(is_late), WHERE, own="limit", kinds=LIMITED),
    Level("claim_limits_overdue", _overdue, WHERE, own="limit", exact=True, kinds=LIMITED),
    Level("claim_limits_near", _near, WHERE, own="limit", exact=True, kinds=LIMITED),
)
# fmt: on
