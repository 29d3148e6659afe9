"""What is counted of policies (保单): the signed receipt, and what was given back."""

from services.metrics.measures.base import (
    SALE,
    Dimension,
    Flow,
    Level,
    Measure,
    at_opening,
    first,
    last,
    when,
)
from services.metrics.periods import day_code
from services.metrics.spans import Case, Span, by_status

POLICY = frozenset({"policy"})
LIVE = frozenset({"awaiting_delivery", "awaiting_receipt", "in_force"})
_receipt_in, _suspended = first("acknowledge"), last("lapse")


def _owes_receipt(case: Case) -> bool:
    """Nobody signs for a policy in force at once, without a free-look period, or for one that ended before."""
    ended = case.state.outcome is not None
    return case.trail[0].action == "open" and (not ended or _receipt_in(case) is not None)


def _in_5_days(case: Case) -> bool:
    """Calendar days from the policyholder's signature to the day the receipt came in."""
    came, signed_on = _receipt_in(case), case.state.signed_on
    return came is not None and signed_on is not None and case.local(came)[0] - day_code(signed_on) <= 5


def in_force(case: Case) -> list[Span]:
    return [(start, end, "") for start, end, status in by_status(case) if status in LIVE]


# Of a policy that was given back in its free-look period or surrendered: why.
REASON = Dimension("reason", attribute="cancelled")

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("receipt_due", when(at_opening, _owes_receipt), SALE, kinds=POLICY),
    Flow("receipt_signed", when(at_opening, _receipt_in), SALE, kinds=POLICY),
    Flow("free_look_cancelled", first("cancel_in_free_look"), (*SALE, REASON), kinds=POLICY),
    Flow("receipt_in", _receipt_in, SALE, kinds=POLICY),
    Flow("receipt_in_5_days", when(_receipt_in, _in_5_days), SALE, kinds=POLICY),
    Flow("policies_issued", when(at_opening, lambda case: not case.state.legacy), SALE, kinds=POLICY),
    Flow("policies_suspended", _suspended, SALE, kinds=POLICY),
    Flow("suspensions_cleared", when(_suspended, lambda case: case.state.status != "suspended"), SALE, kinds=POLICY),
    Flow("policies_reinstated", last("reinstate"), SALE, kinds=POLICY),
    Flow("policies_surrendered", last("surrender"), (*SALE, REASON), kinds=POLICY),
    Level("policies_in_force", in_force, SALE, kinds=POLICY),
)
# fmt: on
