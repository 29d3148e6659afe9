"""What is counted of complaints (投诉): how many, what about, and whether each of the two limits is kept."""

from collections.abc import Callable

from services.metrics import spans
from services.metrics.facts import millis
from services.metrics.measures.base import HANDLER, SALE, Dimension, Flow, Level, Measure, at_opening, first, when
from services.metrics.measures.policies import POLICY, in_force
from services.metrics.spans import Case

COMPLAINT = frozenset({"complaint"})
At = Callable[[Case], int | None]


def _due(case: Case, clock: str) -> int | None:
    """Of the first lap: a second look has a limit of its own."""
    told = next((each.due_at for each in case.state.clocks if each.id == clock), None)
    return None if told is None else millis(told)


def _judged(clock: str, told: At) -> At:
    """When it is known whether the limit was kept: what is owed was told, or the limit passes; not of what ended before."""

    def at(case: Case) -> int | None:
        told_at, due = told(case), _due(case, clock)
        if due is None or (told_at is not None and told_at < due):
            return told_at
        if told_at is None and case.closed is not None and case.closed < due:
            return None
        return due

    return at


def _kept(clock: str, told: At) -> Callable[[Case], bool]:
    def holds(case: Case) -> bool:
        told_at, due = told(case), _due(case, clock)
        return told_at is not None and (due is None or told_at <= due)

    return holds


_decided, _heard_of = first("answer"), first("answer", "tell_progress")
REASON = Dimension("reason", attribute="reason")
ABOUT = (*SALE, REASON)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("complaints_registered", at_opening, ABOUT, kinds=COMPLAINT),
    Level("complaints_open", spans.open_runs, ABOUT, kinds=COMPLAINT),
    Level("complaints_overdue", spans.overdue, ABOUT, own="stage", exact=True, kinds=COMPLAINT),
    # Undivided: the channel of a complaint is how it came in, and that of a policy who sold it.
    Level("policies_in_all", in_force, kinds=POLICY),
    Flow("complaints_told_due", _judged("bsr-cmp", _heard_of), (*ABOUT, HANDLER), kinds=COMPLAINT),
    Flow("complaints_told", when(_judged("bsr-cmp", _heard_of), _kept("bsr-cmp", _heard_of)), (*ABOUT, HANDLER), kinds=COMPLAINT),
    Flow("complaints_decision_due", _judged("cmp-2020", _decided), (*ABOUT, HANDLER), kinds=COMPLAINT),
    Flow("complaints_decided", when(_judged("cmp-2020", _decided), _kept("cmp-2020", _decided)), (*ABOUT, HANDLER), kinds=COMPLAINT),
)
# fmt: on
