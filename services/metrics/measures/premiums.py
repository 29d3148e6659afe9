"""What is counted of premiums: first debits (首期代扣), premium that came in, batches that went to the bank."""

from services.metrics.measures.base import (
    DESK,
    SALE,
    Dimension,
    Flow,
    Measure,
    at_closing,
    clock_of,
    entered,
    in_time,
    when,
)
from services.metrics.measures.new_business import APPLICATION, NEW_BUSINESS
from services.metrics.spans import Case
from services.metrics.state import Debit

DEBIT_BATCH = frozenset({"debit_batch"})
RECONCILIATION = frozenset({"debit-reconciliation"})
LAST_OF_THEIR_OWN = 5  # later attempts count together


def _debited(case: Case) -> int | None:
    return next((step.at for step in case.trail if step.debits), None)


def _success(case: Case) -> Debit | None:
    return next((debit for debit in case.state.debits if debit.result == "success"), None)


def _attempt(debit: Debit) -> str:
    return str(debit.attempt) if debit.attempt <= LAST_OF_THEIR_OWN else f"{LAST_OF_THEIR_OWN + 1}+"


def _success_fen(case: Case) -> int:
    done = _success(case)
    return done.amount_fen if done else 0


_paid = entered("paid")
TRIED = Dimension("attempt", lambda case: sorted({_attempt(debit) for debit in case.state.debits}))
DONE_AT = Dimension("attempt", lambda case: _attempt(done) if (done := _success(case)) else None)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("debit_due", _debited, (*DESK, TRIED),
         amount=lambda case: case.state.debits[-1].amount_fen, kinds=APPLICATION),
    Flow("debit_done", when(_debited, _success), (*DESK, DONE_AT),
         amount=_success_fen, kinds=APPLICATION),
    Flow("premium_in", _paid, SALE,
         amount=lambda case: case.state.premium_collected_fen, kinds=NEW_BUSINESS),
    Flow("premium_converted", when(_paid, lambda case: case.state.issued_at), SALE,
         amount=lambda case: case.state.premium_collected_fen, kinds=NEW_BUSINESS),
    Flow("batch_reconciled", when(at_closing, lambda case: clock_of(case, RECONCILIATION)),
         (Dimension("in_time", lambda case: in_time(clock_of(case, RECONCILIATION))),), kinds=DEBIT_BATCH),
)
# fmt: on
