"""What is counted of policy loans (保单借款): fallen due, and not repaid by now."""

from services.metrics.measures.base import CHANNEL, OUTLET, PRODUCT, SALESPERSON, Flow, Measure, when
from services.metrics.periods import noon_of
from services.metrics.spans import Case

LOAN = frozenset({"policy_loan"})
WHERE = (CHANNEL, OUTLET, PRODUCT, SALESPERSON)


def _due(case: Case) -> int | None:
    day = case.state.due_on
    return noon_of(day, case.zone) if day is not None else None


def _is_overdue(case: Case) -> bool:
    return case.state.status == "overdue"


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("loans_due", _due, WHERE, amount=lambda case: case.state.principal_fen, kinds=LOAN),
    Flow("loans_overdue", when(_due, _is_overdue), WHERE, amount=lambda case: case.state.balance_fen, kinds=LOAN),
)
# fmt: on
