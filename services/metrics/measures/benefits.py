"""What is counted of benefits for living (生存给付): due, transferred or not, and paid."""

from collections.abc import Callable

from services.metrics.measures.base import (
    SALE,
    Dimension,
    Flow,
    Level,
    Measure,
    Values,
    at_opening,
    first,
    was_in_time,
    when,
)
from services.metrics.periods import beginning, day_code
from services.metrics.spans import Case, Span

BENEFIT = frozenset({"benefit"})
PAID = frozenset({"pay_by_transfer", "pay_in_cash"})
REFUSED = frozenset({"fail_transfer", "put_off_transfer"})
ANSWERED = REFUSED | {"pay_by_transfer"}
FAILED = REFUSED | {"miss_account"}


def _is_due(case: Case) -> bool:
    """Not where the policy or the insured turned out to have ended before the day."""
    return all(step.action != "end" for step in case.trail)


_paid, _answered = first(*PAID), first(*ANSWERED)


def _is_transferred(case: Case) -> bool:
    return any(step.action == "pay_by_transfer" for step in case.trail)


def _succeeded_at_once(case: Case) -> bool:
    return next((step.action for step in case.trail if step.action in ANSWERED), None) == "pay_by_transfer"


def _reasons(case: Case) -> Values:
    """Each one that it has failed for so far."""
    return sorted({step.failed for step in case.trail if step.action in FAILED and step.failed})


def _unpaid_for(days: int) -> Callable[[Case], list[Span]]:
    """From the day after that many days since the due day, while it is neither paid nor left with the insurer."""

    def spans(case: Case) -> list[Span]:
        due_on = case.state.due_on
        if due_on is None:
            return []
        since = beginning(day_code(due_on) + days + 1, case.zone)
        return [(max(start, since), end, "") for start, end, _ in case.runs if end is None or since < end]

    return spans


def _amount(case: Case) -> int:
    return case.state.amount_fen


KIND_OF_BENEFIT = Dimension("benefit", attribute="benefit")
WHERE = (*SALE, KIND_OF_BENEFIT)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("benefits_due", when(at_opening, _is_due), WHERE, amount=_amount, kinds=BENEFIT),
    Flow("benefits_paid", _paid, WHERE, amount=_amount, kinds=BENEFIT),
    Flow("benefits_transferred", when(_paid, _is_transferred), WHERE, amount=_amount, kinds=BENEFIT),
    Flow("benefits_paid_in_time", when(_paid, was_in_time("benefit-payment")), WHERE, kinds=BENEFIT),
    Flow("benefits_answered", _answered, WHERE, kinds=BENEFIT),
    Flow("benefits_transferred_at_once", when(_answered, _succeeded_at_once), WHERE, kinds=BENEFIT),
    Flow("benefits_failed", first(*FAILED), (*WHERE, Dimension("reason", _reasons)), kinds=BENEFIT),
    Level("benefits_unpaid_30", _unpaid_for(30), WHERE, exact=True, kinds=BENEFIT),
    Level("benefits_unpaid_90", _unpaid_for(90), WHERE, exact=True, kinds=BENEFIT),
)
# fmt: on
