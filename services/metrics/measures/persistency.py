"""What is counted of policies whose premiums go on (继续率): kept after the first and after the second year."""

from collections.abc import Callable

from services.metrics.measures.base import SALE, Dimension, Flow, Measure, when
from services.metrics.measures.policies import POLICY
from services.metrics.periods import day_code, noon_of
from services.metrics.premium_days import INSTALMENTS, anniversary, judged_on
from services.metrics.spans import Case


def _judged(years: int) -> Callable[[Case], int | None]:
    def at(case: Case) -> int | None:
        day = judged_on(case.state, years)
        return None if day is None else noon_of(day, case.zone)

    return at


def _kept(years: int) -> Callable[[Case], bool]:
    """The premium came by the day on which it is judged: one paid at a later reinstatement comes too late."""

    def holds(case: Case) -> bool:
        begun, day = case.state.effective_on, judged_on(case.state, years)
        if begun is None or day is None:
            return False
        due, last = day_code(anniversary(begun, years)), day_code(day)
        came = next((step.at for step in case.trail if step.paid_to is not None and step.paid_to > due), None)
        return came is not None and case.local(came)[0] <= last

    return holds


def _yearly_fen(case: Case) -> int:
    return case.state.premium_fen * INSTALMENTS.get(case.state.payment_mode or "", 0)


WHERE = (*SALE, Dimension("payment_mode", attribute="payment_mode"))

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("persistency_13_due", _judged(1), WHERE, amount=_yearly_fen, kinds=POLICY),
    Flow("persistency_13_kept", when(_judged(1), _kept(1)), WHERE, amount=_yearly_fen, kinds=POLICY),
    Flow("persistency_25_due", _judged(2), WHERE, amount=_yearly_fen, kinds=POLICY),
    Flow("persistency_25_kept", when(_judged(2), _kept(2)), WHERE, amount=_yearly_fen, kinds=POLICY),
)
# fmt: on
