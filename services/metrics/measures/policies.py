"""What is counted of policies (保单): the signed receipt, and what was given back."""

from services.metrics.measures.base import CHANNEL, OUTLET, PRODUCT, SALESPERSON, Flow, Measure, at_opening, when
from services.metrics.periods import day_code
from services.metrics.spans import Case

POLICY = frozenset({"policy"})


def _receipt_in(case: Case) -> int | None:
    return next((step.at for step in case.trail if step.action == "acknowledge"), None)


def _owes_receipt(case: Case) -> bool:
    """Nobody signs for a policy in force at once, without a free-look period, or for one that ended before."""
    ended = case.state.outcome is not None
    return case.trail[0].action == "open" and (not ended or _receipt_in(case) is not None)


def _cancelled(case: Case) -> int | None:
    return next((step.at for step in case.trail if step.action == "cancel_in_free_look"), None)


def _in_5_days(case: Case) -> bool:
    """Calendar days from the policyholder's signature to the day the receipt came in."""
    came, signed_on = _receipt_in(case), case.state.signed_on
    return came is not None and signed_on is not None and case.local(came)[0] - day_code(signed_on) <= 5


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("receipt_due", when(at_opening, _owes_receipt), (CHANNEL, OUTLET, PRODUCT, SALESPERSON), kinds=POLICY),
    Flow("receipt_signed", when(at_opening, _receipt_in), (CHANNEL, OUTLET, PRODUCT, SALESPERSON), kinds=POLICY),
    Flow("free_look_cancelled", _cancelled, (CHANNEL, OUTLET, PRODUCT, SALESPERSON), kinds=POLICY),
    Flow("receipt_in", _receipt_in, (CHANNEL, OUTLET, PRODUCT, SALESPERSON), kinds=POLICY),
    Flow("receipt_in_5_days", when(_receipt_in, _in_5_days), (CHANNEL, OUTLET, PRODUCT, SALESPERSON), kinds=POLICY),
)
# fmt: on
