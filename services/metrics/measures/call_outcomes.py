"""What is counted of the calls, visits and answers of call-backs (呼叫结果), each by what came of it; and EAST's own rate."""

from collections.abc import Callable

from services.metrics.facts import millis
from services.metrics.measures.base import CHANNEL, SALESPERSON, Flow, Level, Measure, when
from services.metrics.measures.callbacks import BY_TELEPHONE, CALLBACK, PROJECT
from services.metrics.spans import Case, Span
from services.metrics.state import Attempt

FREE_LOOK = "bsr-cb1"  # the clock
BY_TELEPHONE_OR_ONLINE = BY_TELEPHONE | {"electronic"}


def _attempts(case: Case) -> tuple[Attempt, ...]:
    told = case.state.attempts
    return told if isinstance(told, tuple) else ()


def _last_round(case: Case) -> str | None:
    """None: before rounds were told a call was the only means, and EAST's table has it as one by telephone (S3)."""
    return case.state.call_round or next((each.round for each in _attempts(case)[-1:]), None)


def _each(value: Callable[[Attempt], str | None]) -> Callable[[Case], list[Span]]:
    return lambda case: [(millis(each.at), None, value(each) or "") for each in _attempts(case)]


def _free_look_ends(case: Case) -> int | None:
    told = next((clock.due_at for clock in case.state.clocks if clock.id == FREE_LOOK), None)
    return None if told is None or case.state.status == "dropped" else millis(told)


def _was_called_inside(case: Case) -> bool:
    if case.state.status != "completed" or _last_round(case) not in BY_TELEPHONE_OR_ONLINE:
        return False
    ends = _free_look_ends(case)
    return ends is not None and case.closed is not None and case.closed <= ends


WHERE = (CHANNEL, SALESPERSON, PROJECT)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Level("call_results", _each(lambda attempt: attempt.result), WHERE, own="result", kinds=CALLBACK),
    Level("call_results", _each(lambda attempt: attempt.round), own="round", kinds=CALLBACK),
    Flow("free_looks_ended", _free_look_ends, WHERE, kinds=CALLBACK),
    Flow("free_looks_called", when(_free_look_ends, _was_called_inside), WHERE, kinds=CALLBACK),
)
# fmt: on
