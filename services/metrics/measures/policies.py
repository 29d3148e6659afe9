"""What is counted of policies (保单): delivery and the signed receipt."""

from services.metrics.measures.base import CHANNEL, OUTLET, PRODUCT, SALESPERSON, Flow, Measure, at_opening, when
from services.metrics.periods import day_code
from services.metrics.spans import Case

POLICY = frozenset({"policy"})


def _owes_receipt(case: Case) -> bool:
    """A policy without a free-look period is in force at once: nobody signs for it."""
    return case.trail[0].action == "open"


def _receipt_in(case: Case) -> int | None:
    return next((step.at for step in case.trail if step.action == "acknowledge"), None)


def _in_5_days(case: Case) -> bool:
    """Calendar days from the policyholder's signature to the day the receipt came in."""
    came, signed_on = _receipt_in(case), case.state.signed_on
    return came is not None and signed_on is not None and case.local(came)[0] - day_code(signed_on) <= 5


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("receipt_due", when(at_opening, _owes_receipt), (CHANNEL, OUTLET, PRODUCT, SALESPERSON), kinds=POLICY),
    Flow("receipt_signed", when(at_opening, _receipt_in), (CHANNEL, OUTLET, PRODUCT, SALESPERSON), kinds=POLICY),
    Flow("receipt_in", _receipt_in, (CHANNEL, OUTLET, PRODUCT, SALESPERSON), kinds=POLICY),
    Flow("receipt_in_5_days", when(_receipt_in, _in_5_days), (CHANNEL, OUTLET, PRODUCT, SALESPERSON), kinds=POLICY),
)
# fmt: on
