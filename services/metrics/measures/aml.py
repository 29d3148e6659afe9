"""What is counted of the anti-money-laundering cases (大额交易报告件, 可疑件)."""

from collections.abc import Callable

from services.metrics.measures.base import Dimension, Flow, Measure, at_closing, entered, in_time, when
from services.metrics.spans import Case

LARGE_CASH = frozenset({"large_cash_report"})
SUSPICION = frozenset({"suspicion"})


def _is_reported(case: Case) -> bool:
    return case.state.outcome == "reported"


def _in_time(clock_id: str) -> Callable[[Case], str]:
    """By the last lap: further cash makes a report due anew."""

    def of(case: Case) -> str:
        laps = [clock for clock in case.state.clocks if clock.id == clock_id and clock.stopped_at is not None]
        return in_time(laps[-1] if laps else None)

    return of


CASH_IN_TIME = Dimension("in_time", _in_time("aml-ctr-t"))
SUSPICION_IN_TIME = Dimension("in_time", _in_time("aml-str"))

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("cash_reported", when(at_closing, _is_reported), (CASH_IN_TIME,), kinds=LARGE_CASH),
    Flow("suspicion_confirmed", entered("confirmed"), kinds=SUSPICION),
    Flow("suspicion_reported", when(at_closing, _is_reported), (SUSPICION_IN_TIME,), kinds=SUSPICION),
)
# fmt: on
