"""What is counted of call-backs (回访): whether what is owed is done by its limit, and what calls that takes."""

from collections.abc import Callable

from services.metrics.facts import millis
from services.metrics.measures.base import SALE, Dimension, Flow, Level, Measure, at_closing, at_opening, each, when
from services.metrics.spans import Case, Span
from services.metrics.state import Attempt

CALLBACK = frozenset({"callback"})
DROPPED = "dropped"
BY_TELEPHONE = frozenset({None, "first", "second", "branch"})  # rounds; calls of before were told without
NOT_ANSWERED = frozenset({"no-answer", "busy", "switched-off", "not-reachable", "vacant-number", "call-rejected"})


def _due(case: Case) -> int | None:
    """The limit of its project, whose clock is the first; those of visits and letters come later."""
    told = [clock.due_at for clock in case.state.clocks[:1] if clock.due_at is not None]
    return millis(told[0]) if told else None


def _judged(case: Case) -> int | None:
    return judged_by(case, _due(case))


def judged_by(case: Case, due: int | None) -> int | None:
    """When it is known what became of it: the case is closed, or its limit passes; not of what was dropped before."""
    if due is None or (case.closed is not None and case.closed < due):
        return None if case.state.status == DROPPED else case.closed
    return due


def _succeeded(case: Case) -> bool:
    due = _due(case)
    return case.state.status == "completed" and case.closed is not None and (due is None or case.closed <= due)


def _was_listed(case: Case) -> bool:
    """On the province's task list (省公司任务清单), whoever has the case now: what is handed down was the province's."""
    return case.state.owner in (None, "province") or _handed_down(case)


def _spoke_a_dialect(case: Case) -> bool:
    return case.state.language not in (None, "mandarin")


def _was_tried(*actions: str) -> Callable[[Case], bool]:
    return lambda case: any(step.action in actions for step in case.trail)


def _succeeded_by_telephone(case: Case) -> bool:
    return case.state.status == "completed" and case.state.call_round in BY_TELEPHONE


def _calls(counts: Callable[[Attempt], bool]) -> Callable[[Case], list[Span]]:
    """Each of these calls, under its local hour."""

    def of(case: Case) -> list[Span]:
        told = case.state.attempts
        made = [each for each in told if each.round in BY_TELEPHONE] if isinstance(told, tuple) else []
        times = [millis(each.at) for each in made if counts(each)]
        return [(at, None, f"{case.local(at)[1] // 3600:02d}") for at in times]

    return of


PROJECT = Dimension("project", attribute="project")
WHERE = (*SALE, PROJECT)
REACHED = (*WHERE, Dimension("reached_by", attribute="reached_by"), Dimension("round", attribute="call_round"))
_handed_on, _handed_down = _was_tried("hand_on", "hand_down"), _was_tried("hand_down")


def _and(*conditions: Callable[[Case], bool]) -> Callable[[Case], bool]:
    return lambda case: all(holds(case) for holds in conditions)


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("callbacks_opened", at_opening, WHERE, kinds=CALLBACK),
    Flow("callbacks_judged", _judged, WHERE, kinds=CALLBACK),
    Flow("callbacks_succeeded", when(_judged, _succeeded), REACHED, kinds=CALLBACK),
    Flow("callbacks_listed", when(_judged, _was_listed), WHERE, kinds=CALLBACK),
    Flow("callbacks_listed_succeeded", when(_judged, _and(_was_listed, _succeeded)), REACHED, kinds=CALLBACK),
    Flow("callbacks_handed_on", when(_judged, _handed_on), WHERE, kinds=CALLBACK),
    Flow("callbacks_handed_on_succeeded", when(_judged, _and(_handed_on, _succeeded)), WHERE, kinds=CALLBACK),
    Flow("callbacks_handed_down", when(_judged, _handed_down), WHERE, kinds=CALLBACK),
    Flow("callbacks_handed_down_succeeded", when(_judged, _and(_handed_down, _succeeded)), WHERE, kinds=CALLBACK),
    Flow("callbacks_in_dialect", when(_judged, _spoke_a_dialect), WHERE, kinds=CALLBACK),
    Flow("callbacks_in_dialect_succeeded", when(_judged, _and(_spoke_a_dialect, _succeeded)), WHERE, kinds=CALLBACK),
    Flow("callbacks_unreached", when(at_closing, lambda case: case.state.status == "unreached"), WHERE, kinds=CALLBACK),
    Level("calls_made", _calls(lambda call: True), WHERE, own="hour", kinds=CALLBACK),
    Level("calls_answered", _calls(lambda call: call.result not in NOT_ANSWERED), WHERE, own="hour", kinds=CALLBACK),
    Flow("calls_succeeded", when(at_closing, _succeeded_by_telephone), WHERE, kinds=CALLBACK),
    Level("callback_calls", each("attempt", "complete", "find_problem"), WHERE, kinds=CALLBACK),
)
# fmt: on
