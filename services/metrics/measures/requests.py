"""What is counted of policy services (保全申请): taken in, in force, and how smoothly."""

from services.metrics.measures.base import (
    SALE,
    Dimension,
    Flow,
    Measure,
    Values,
    at_opening,
    clock_of,
    first,
    was_in_time,
    when,
    working_seconds,
)
from services.metrics.spans import Case

REQUEST = frozenset({"service_request"})
IN_THREE_DAYS = "pos-3wd"
LACKED = frozenset({"tell_missing", "bring_papers", "complete_papers", "reject_paper", "return_paper"})
ABSENT = "absent"  # the cause of a paper that was not handed in
MENDED = LACKED | {"send_back"}
_confirmed = first("confirm", "confirm_to_pay")  # in force; what is due to the customer may be paid later
_turned_down, _paid_out = first("decline", "reject"), first("pay_out", "pay_out_to_agent")


def _concluded(case: Case) -> int | None:
    """Confirmed or turned down; one withdrawn has come to no conclusion."""
    return _confirmed(case) or _turned_down(case)


def _lacked_papers(case: Case) -> bool:
    return bool(case.state.missing_papers) or any(step.action in LACKED for step in case.trail)


def _papers(case: Case) -> Values:
    """Missing at the acceptance, or unfit later."""
    return sorted({*case.state.missed_papers, *(rejected.paper for rejected in case.state.rejected_papers)})


def _causes(case: Case) -> Values:
    absent = {ABSENT} if case.state.missed_papers else set[str]()
    return sorted(absent | {rejected.cause for rejected in case.state.rejected_papers})


def _right_at_once(case: Case) -> bool:
    mended = case.state.missing_papers or any(step.action in MENDED for step in case.trail)
    return _confirmed(case) is not None and not mended


def _working_seconds(case: Case) -> int:
    return working_seconds(clock_of(case, frozenset({IN_THREE_DAYS})))


PAPER, CAUSE = Dimension("paper", _papers), Dimension("cause", _causes)
ITEM = Dimension("item", attribute="item")
WHERE = (*SALE, ITEM)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("requests_taken", at_opening, WHERE, kinds=REQUEST),
    Flow("requests_lacking", when(at_opening, _lacked_papers), (*WHERE, PAPER, CAUSE), kinds=REQUEST),
    Flow("requests_confirmed", _confirmed, WHERE, amount=_working_seconds, histogram=True, kinds=REQUEST),
    Flow("requests_confirmed_in_3_days", when(_confirmed, was_in_time(IN_THREE_DAYS)), WHERE, kinds=REQUEST),
    Flow("requests_concluded", _concluded, WHERE, kinds=REQUEST),
    Flow("requests_right_at_once", when(_concluded, _right_at_once), WHERE, kinds=REQUEST),
    Flow("requests_cancelled", first("cancel", "expire"), WHERE, kinds=REQUEST),
    Flow("requests_paid_out", _paid_out, WHERE, amount=lambda case: case.state.money_out_fen, kinds=REQUEST),
    Flow("requests_paid_out_in_time", when(_paid_out, was_in_time("pos-payout")), WHERE, kinds=REQUEST),
)
# fmt: on
