"""What is counted of claim-backs (追回款): what was paid too much, and what of it came in or is still owed by now."""

from services.metrics.measures.base import OUTLET, PRODUCT, Dimension, Flow, Measure, at_opening, when
from services.metrics.spans import Case

CLAIM_BACK = frozenset({"claim_back"})
WHERE = (OUTLET, PRODUCT, Dimension("payee", attribute="payee"))


def _is_open(case: Case) -> bool:
    return case.closed is None


def _open_fen(case: Case) -> int:
    return case.state.amount_fen - case.state.recovered_fen


def _recovered_fen(case: Case) -> int:
    return case.state.recovered_fen


def _owed_fen(case: Case) -> int:
    """What a later decision settles anew is the later claim-back's."""
    return case.state.recovered_fen if case.state.outcome == "settled-anew" else case.state.amount_fen


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("claim_backs_opened", at_opening, WHERE, amount=_owed_fen, kinds=CLAIM_BACK),
    Flow("claim_backs_recovered", at_opening, WHERE, amount=_recovered_fen, kinds=CLAIM_BACK),
    Flow("claim_backs_open", when(at_opening, _is_open), WHERE, amount=_open_fen, kinds=CLAIM_BACK),
)
# fmt: on
