"""What is counted of policyholders' telephone numbers (无电话件), and of the collection of fresh ones (联系方式补录)."""

from services.metrics.facts import millis
from services.metrics.measures.base import SALE, Dimension, Flow, Level, Measure, at_opening, when
from services.metrics.measures.policies import POLICY
from services.metrics.spans import Case, open_runs

COLLECTION = frozenset({"contact_collection"})
RUNG, RESCUED = "rung", "rescued"
DOUBTS = ("shared-number", "salespersons-number")


def _owed_a_call(case: Case) -> bool:
    """It was issued with a free-look period (art. 15), and told what its holder's numbers were."""
    return case.trail[0].action == "open" and case.state.reach_at_issue is not None


def _has_none(case: Case) -> bool:
    return _owed_a_call(case) and case.state.reach_at_issue not in (RUNG, RESCUED)


def _is_rescued(case: Case) -> bool:
    return _owed_a_call(case) and case.state.reach_at_issue == RESCUED


def _doubts(case: Case) -> list[str]:
    flags = {flag for number in case.state.numbers or () for flag in number.flags}
    return [doubt for doubt in DOUBTS if doubt in flags]


def _is_doubted(case: Case) -> bool:
    return _owed_a_call(case) and bool(_doubts(case))


def _due(case: Case) -> int | None:
    return next((millis(clock.due_at) for clock in case.state.clocks if clock.due_at is not None), None)


def _judged(case: Case) -> int | None:
    """When it is known what became of it: a number has come, or its limit passes; not of what was dropped before."""
    due = _due(case)
    if due is None or (case.closed is not None and case.closed < due):
        return None if case.state.status == "dropped" else case.closed
    return due


def _came_in_time(case: Case) -> bool:
    due = _due(case)
    return case.state.status == "fulfilled" and case.closed is not None and (due is None or case.closed <= due)


MISSING = (*SALE, Dimension("number_cause", attribute="reach_at_issue"))
COLLECTED = (*SALE, Dimension("number_cause", attribute="cause"))

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("policies_owed_a_call", when(at_opening, _owed_a_call), SALE, kinds=POLICY),
    Flow("policies_without_number", when(at_opening, _has_none), MISSING, kinds=POLICY),
    Flow("policies_rescued", when(at_opening, _is_rescued), SALE, kinds=POLICY),
    Flow("policies_doubted", when(at_opening, _is_doubted), (*SALE, Dimension("doubt", _doubts)), kinds=POLICY),
    Flow("collections_opened", at_opening, COLLECTED, kinds=COLLECTION),
    Flow("collections_judged", _judged, COLLECTED, kinds=COLLECTION),
    Flow("collections_in_time", when(_judged, _came_in_time), COLLECTED, kinds=COLLECTION),
    Level("collections_open", open_runs, COLLECTED, kinds=COLLECTION),
)
# fmt: on
