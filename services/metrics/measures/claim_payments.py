"""What is counted of claim payments (理赔付款): the money that went out, in time or not, and transfers that failed."""

from services.metrics.measures.base import (
    OUTLET,
    PRODUCT,
    Dimension,
    Flow,
    Level,
    Measure,
    each,
    first,
    was_in_time,
    when,
)
from services.metrics.spans import Case

PAYMENT = frozenset({"claim_payment"})
FAILING = ("put_off_transfer", "fail_transfer")
_paid = first("pay_by_transfer", "pay_in_cash", "set_off_whole")  # what is kept for a debt is paid


def _was_retried(case: Case) -> bool:
    return any(step.action in FAILING for step in case.trail)


WHERE = (OUTLET, PRODUCT, Dimension("payee", attribute="payee"), Dimension("settlement", attribute="settlement_kind"))

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("claim_payments_made", _paid, (*WHERE, Dimension("paid_by", attribute="paid_by")),
         amount=lambda case: case.state.amount_fen, kinds=PAYMENT),
    Flow("claim_payments_in_10_days", when(_paid, was_in_time("law23-2-payment")), WHERE, kinds=PAYMENT),
    Flow("claim_payments_retried", when(_paid, _was_retried), WHERE, kinds=PAYMENT),
    Flow("claim_advances_paid", when(_paid, lambda case: case.state.settlement_kind == "advance"), WHERE,
         amount=lambda case: case.state.amount_fen, kinds=PAYMENT),
    Level("claim_transfers_answered", each("pay_by_transfer", *FAILING), WHERE, kinds=PAYMENT),
    Level("claim_transfers_failed", each(*FAILING, value=lambda step: step.failed or ""), WHERE, own="reason", kinds=PAYMENT),
)
# fmt: on
