"""What is counted of visits (来访件).

A ticket given up counts on its own day, though what nobody served lapses at midnight.
"""

from collections.abc import Callable

from services.metrics.facts import millis
from services.metrics.measures.base import (
    HANDLER,
    OUTLET,
    Dimension,
    Flow,
    Measure,
    at_opening,
    clock_of,
    is_late,
    seconds_to,
    when,
)
from services.metrics.spans import Case

VISIT = frozenset({"visit"})


def _called(case: Case) -> int | None:
    return None if case.state.called_at is None else millis(case.state.called_at)


def _handled(case: Case) -> int | None:
    return case.closed if case.state.outcome == "finished" else None


def _left_open(case: Case) -> int | None:
    """On its own day, though only the midnight after tells."""
    return case.opened if case.state.outcome == "left-open" else None


def _handling_seconds(case: Case) -> int:
    """From the beginning at the window to the end there: an evaluation may come later."""
    begun, done = case.state.served_at, _handled(case)
    return max(0, (done - millis(begun)) // 1000) if begun is not None and done is not None else 0


def _late(clock_id: str) -> Callable[[Case], bool]:
    return lambda case: is_late(clock_of(case, frozenset({clock_id})))


def _hour(case: Case) -> str:
    return f"{case.local(case.opened)[1] // 3600:02d}"


def _weekday_hour(case: Case) -> str:
    """Monday is 1; the first day of all, in 1970, was a Thursday."""
    return f"{(case.local(case.opened)[0] + 3) % 7 + 1}-{_hour(case)}"


BUSINESS = Dimension("business", attribute="business")
PRIORITY = Dimension("priority", lambda case: "yes" if case.state.priority else "no")
ABANDONED = Dimension("reason", attribute="abandoned")
SATISFACTION = Dimension("satisfaction", attribute="satisfaction")
HOUR = Dimension("hour", _hour)
WEEKDAY_HOUR = Dimension("weekday_hour", _weekday_hour)
TICKET = (OUTLET, BUSINESS, PRIORITY, HOUR, WEEKDAY_HOUR)
HERE = (OUTLET, BUSINESS, HANDLER)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("ticket_taken", at_opening, TICKET, kinds=VISIT),
    Flow("ticket_called", _called, TICKET,
         amount=seconds_to(_called), histogram=True, kinds=VISIT),
    Flow("ticket_called_late", when(_called, _late("hall-waiting")), TICKET, kinds=VISIT),
    Flow("visit_handled", _handled, HERE, amount=_handling_seconds, histogram=True, kinds=VISIT),
    Flow("visit_handled_late", when(_handled, _late("hall-handling")), HERE, kinds=VISIT),
    Flow("ticket_abandoned", when(at_opening, lambda case: case.state.abandoned), (OUTLET, BUSINESS, ABANDONED), kinds=VISIT),
    Flow("visit_left_open", _left_open, HERE, kinds=VISIT),
    Flow("visit_prompted", when(_handled, lambda case: case.state.prompted_at), HERE, kinds=VISIT),
    Flow("visit_unprompted", when(_handled, lambda case: case.state.prompted_at is None), HERE, kinds=VISIT),
    Flow("visit_rated", when(_handled, lambda case: case.state.satisfaction), (*HERE, SATISFACTION), kinds=VISIT),
    Flow("visit_satisfied", when(_handled, lambda case: case.state.satisfaction == "satisfied"), HERE, kinds=VISIT),
)
# fmt: on
