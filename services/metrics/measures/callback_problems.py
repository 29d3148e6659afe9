"""What is counted of problem cases (问题件): how many calls find one, and whether they are settled by their limit.

Whose policy ended with what was unclear about it is not: nobody had to settle that.
"""

from services.metrics.facts import millis
from services.metrics.measures.base import SALE, Dimension, Flow, Level, Measure, at_closing, at_opening, when
from services.metrics.measures.callbacks import CALLBACK, PROJECT, judged_by
from services.metrics.spans import Case

PROBLEM = frozenset({"problem_case"})
ASKED = frozenset({"completed", "problem"})


def _was_asked(case: Case) -> bool:
    return case.state.status in ASKED


def _found_something(case: Case) -> bool:
    return case.state.status == "problem"


def _is_kept(case: Case) -> bool:
    return case.state.status != "dropped"


def _is_settled(case: Case) -> bool:
    return case.state.status == "settled"


def _judged(case: Case) -> int | None:
    """By its newest clock: opened again it has its whole time again."""
    told = [clock.due_at for clock in case.state.clocks if clock.due_at is not None]
    return judged_by(case, millis(told[-1]) if told else None)


def _was_in_time(case: Case) -> bool:
    """As it was settled the last time."""
    return _is_settled(case) and case.closed == _judged(case)


CALLS = (*SALE, PROJECT)
WHERE = (*CALLS, Dimension("reason", attribute="reason"))

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("calls_completed", when(at_closing, _was_asked), CALLS, kinds=CALLBACK),
    Flow("calls_with_problem", when(at_closing, _found_something), CALLS, kinds=CALLBACK),
    Flow("problems_opened", when(at_opening, _is_kept), WHERE, kinds=PROBLEM),
    Flow("problems_handled", when(at_opening, _is_settled), WHERE, kinds=PROBLEM),
    Flow("problems_judged", _judged, WHERE, kinds=PROBLEM),
    Flow("problems_settled_in_time", when(_judged, _was_in_time), WHERE, kinds=PROBLEM),
    Flow("problems_confirmed", when(at_closing, lambda case: case.state.outcome == "mis-selling-confirmed"), WHERE, kinds=PROBLEM),
    Level("problems_open", lambda case: case.runs, WHERE, kinds=PROBLEM),
)
# fmt: on
