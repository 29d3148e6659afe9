"""What is counted of small claims (小额快赔) by the day they belong to: closed on it, left open at its end, open since."""

from typing import NamedTuple

from services.metrics import spans
from services.metrics.facts import millis
from services.metrics.measures.base import HANDLER, OUTLET, PRODUCT, Dimension, Flow, Level, Measure, Values, when
from services.metrics.measures.claims import CLAIM, WHERE, first_ended
from services.metrics.spans import Case, Span

CLOCK = "claim-small"


class Day(NamedTuple):
    """On which a small claim is to be closed: when its papers were complete, and when the day is over."""

    complete: int
    over: int


def _day(case: Case) -> Day | None:
    """None where a survey made a complex one of it before its end."""
    ended = first_ended(case)
    if any(step.action == "start_survey" and (ended is None or step.at < ended) for step in case.trail):
        return None
    for clock in case.state.clocks:
        if clock.id == CLOCK and clock.due_at is not None:
            return Day(millis(clock.started_at), millis(clock.due_at))
    return None


def _judged(case: Case) -> int | None:
    """When it is closed, or at the end of its day if it isn't by then."""
    day, ended = _day(case), first_ended(case)
    return None if day is None else min(day.over, ended or day.over)


def _is_cleared(case: Case) -> bool:
    judged, ended = _judged(case), first_ended(case)
    return judged is not None and ended is not None and case.local(ended)[0] <= case.local(judged)[0]


def _is_left(case: Case) -> bool:
    return not _is_cleared(case)


def _stood_at(case: Case) -> Values:
    """How it stood when its day was over: why it stayed open."""
    judged = _judged(case) or 0
    return next((step.status for step in reversed(case.trail) if step.at <= judged), None)


def _open(case: Case) -> list[Span]:
    """By where they stand, which is why they are open: from the beginning of their day, or the complete papers on it."""
    day = _day(case)
    if day is None:
        return []
    midnight = day.over - day.over % 1000 - case.local(day.over)[1] * 1000
    return spans.within(case, max(midnight, day.complete), first_ended(case), lambda step: step.status)


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("small_claims_due", _judged, (*WHERE, HANDLER), kinds=CLAIM),
    Flow("small_claims_cleared", when(_judged, _is_cleared), (*WHERE, HANDLER), kinds=CLAIM),
    Flow("small_claims_left", when(_judged, _is_left), (*WHERE, HANDLER, Dimension("stage", _stood_at)), kinds=CLAIM),
    Level("small_claims_open", _open, (OUTLET, PRODUCT, HANDLER), own="stage", exact=True, kinds=CLAIM),
)
# fmt: on
