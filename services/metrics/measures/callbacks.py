"""What is counted of call-backs (回访): whether what is owed is done by its limit."""

from services.metrics.facts import millis
from services.metrics.measures.base import SALE, Dimension, Flow, Measure, at_opening, when
from services.metrics.spans import Case

CALLBACK = frozenset({"callback"})
DROPPED = "dropped"


def _due(case: Case) -> int | None:
    """Its limit, which the newest clock keeps when the case has closed."""
    told = [clock.due_at for clock in case.state.clocks if clock.due_at is not None]
    return millis(told[-1]) if told else None


def judged(case: Case) -> int | None:
    """When it is known what became of it: the call is completed, or its limit passes; not of what was dropped before."""
    due = _due(case)
    if due is None or (case.closed is not None and case.closed < due):
        return None if case.state.status == DROPPED else case.closed
    return due


def _succeeded(case: Case) -> bool:
    due = _due(case)
    return case.state.status == "completed" and case.closed is not None and (due is None or case.closed <= due)


PROJECT = Dimension("project", attribute="project")
WHERE = (*SALE, PROJECT)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("callbacks_opened", at_opening, WHERE, kinds=CALLBACK),
    Flow("callbacks_judged", judged, WHERE, kinds=CALLBACK),
    Flow("callbacks_succeeded", when(judged, _succeeded), WHERE, kinds=CALLBACK),
)
# fmt: on
