"""What is counted of new business (投保件), some of it of the individual long-term line alone."""

from collections.abc import Callable

from services.metrics import spans
from services.metrics.facts import millis
from services.metrics.measures.base import (
    CHANNEL,
    DESK,
    PRODUCT,
    SALE,
    SALESPERSON,
    Dimension,
    Flow,
    Level,
    Measure,
    at_closing,
    at_opening,
    clock_of,
    days_taken,
    entered,
    first,
    in_time,
    is_late,
    seconds_to,
    when,
    working_seconds,
)
from services.metrics.spans import Case
from services.metrics.state import Clock

APPLICATION = frozenset({"application"})
CARD = frozenset({"card_activation"})
GROUP = frozenset({"group_application"})
BANK = frozenset({"bank_application"})
NEW_BUSINESS = APPLICATION | BANK | CARD | GROUP
CUT_OFF = BANK | CARD | GROUP  # whose clock knows one: the long-term line has none to be cleared by
ISSUE_CLOCKS = frozenset({"issue", "bank-issue", "card-issue", "group-issue"})


def issued(case: Case) -> int | None:
    return None if case.state.issued_at is None else millis(case.state.issued_at)


def issue_clock(case: Case) -> Clock | None:
    """The stopped clock of new business that was issued: acceptance to issue, in the line's own limit (出单时效)."""
    return clock_of(case, ISSUE_CLOCKS) if case.state.issued_at else None


def _decided(case: Case) -> int | None:
    return next((step.at for step in case.trail if step.decision is not None), None)


_keyed = first("key")


def _underwritten(how: str) -> Callable[[Case], bool]:
    return lambda case: case.state.underwriting == how


def _decided_in_5_days(case: Case) -> bool:
    """Calendar days from the first keying to the conclusion; what was keyed again goes on ageing."""
    keyed, decided = _keyed(case), _decided(case)
    if keyed is None or decided is None or case.state.underwriting != "manual":
        return False
    return case.local(decided)[0] - case.local(keyed)[0] <= 5


def _in_by_cut_off(case: Case) -> int | None:
    """When the clock of issue began, if it gave until that day's end: a working day, before the cut-off.

    Read off the step at which it began, since waiting for the customer moves what is due later.
    """
    began = next((step for step in case.trail if step.due is not None), None)
    if began is None or began.due is None or case.local(began.due)[0] != case.local(began.at)[0]:
        return None
    return began.at


def _cleared(case: Case) -> bool:
    began = _in_by_cut_off(case)
    return began is not None and case.closed is not None and case.local(case.closed)[0] == case.local(began)[0]


def _passed_at_once(case: Case) -> bool:
    state = case.state
    return state.decision == "standard" and not state.defects and not state.notices


DEFECT = Dimension("defect", lambda case: sorted({defect.code for defect in case.state.defects}))
RETURNED = Dimension("reason", attribute="returned")
WITHDRAWN = Dimension("reason", attribute="withdrawn")
VOIDED = Dimension("reason", attribute="voided")
FLAG = Dimension("flag", lambda case: sorted(set(case.state.flags)))
DECISION = Dimension("decision", attribute="decision")
IN_TIME = Dimension("in_time", lambda case: in_time(issue_clock(case)))

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("issued", issued, (*SALE, Dimension("days", days_taken(issued))),
         amount=seconds_to(issued), histogram=True, kinds=NEW_BUSINESS),
    Flow("issued_working", when(issued, issue_clock), (*DESK, IN_TIME),
         amount=lambda case: working_seconds(issue_clock(case)), histogram=True, kinds=NEW_BUSINESS),
    Flow("issued_in_time", when(issued, lambda case: issue_clock(case) and not is_late(issue_clock(case))),
         DESK, kinds=NEW_BUSINESS),
    Flow("issued_premium", issued, (CHANNEL, PRODUCT), amount=lambda case: case.state.premium_fen, kinds=NEW_BUSINESS),
    Flow("defective", when(at_opening, lambda case: case.state.defects), (*DESK, DEFECT),
         kinds=APPLICATION),
    Flow("returned", when(at_closing, lambda case: case.state.returned), (*DESK, RETURNED),
         kinds=NEW_BUSINESS),
    Flow("withdrawn", when(at_closing, lambda case: case.state.withdrawn), (*DESK, WITHDRAWN),
         kinds=NEW_BUSINESS),
    Flow("underwritten", _decided, (CHANNEL, SALESPERSON, DECISION), kinds=APPLICATION),
    Flow("underwritten_auto", when(_decided, _underwritten("auto")), (CHANNEL, SALESPERSON), kinds=APPLICATION),
    Flow("underwritten_manual", when(_decided, _underwritten("manual")), (CHANNEL, SALESPERSON, DECISION), kinds=APPLICATION),
    Flow("underwritten_manual_in_5_days", when(_decided, _decided_in_5_days), (CHANNEL, SALESPERSON, DECISION),
         kinds=APPLICATION),
    Flow("in_by_cut_off", _in_by_cut_off, DESK, kinds=CUT_OFF),
    Flow("cleared_same_day", when(_in_by_cut_off, _cleared), DESK, kinds=CUT_OFF),
    Flow("passed_at_once", when(_decided, _passed_at_once), (CHANNEL, SALESPERSON), kinds=APPLICATION),
    # The case was closed with the issue, so the step's own time counts.
    Flow("voided", entered("voided"), (*SALE, VOIDED), kinds=BANK),
    Flow("referred", when(at_opening, lambda case: case.state.underwriting == "manual"), DESK,
         kinds=BANK),
    Flow("flagged", when(at_opening, lambda case: case.state.flags), (*DESK, FLAG), kinds=BANK),
    Level("notices", spans.notices, own="type", kinds=APPLICATION),
)
# fmt: on
