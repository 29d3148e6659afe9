"""What is counted of claims (理赔): reported, registered, closed and how, paid for what, reopened and appealed against."""

from collections.abc import Callable

from services.metrics.measures.base import (
    CHANNEL,
    HANDLER,
    OUTLET,
    PRODUCT,
    SALESPERSON,
    Dimension,
    Flow,
    Level,
    Measure,
    Parts,
    Values,
    at_closing,
    at_opening,
    each,
    first,
    when,
)
from services.metrics.periods import DAY_SECONDS, day_code
from services.metrics.spans import Case, Span, waiting

CLAIM = frozenset({"claim"})
DECIDED = ("pay", "confirm", "tell_refusal")
ENDING = (*DECIDED, "withdraw", "turn_away")
COMPLETING = frozenset({"accept_complete", "complete_papers"})
ABSENT = "absent"  # the cause of a paper that was not handed in
_registered, _accepted = first("register"), first("accept", "accept_complete")
# For the first time; a claim that is reopened counts with what was done then.
_paid, _concluded, first_ended = first("pay"), first(*DECIDED), first(*ENDING)


def _closed_as(*outcomes: str) -> Callable[[Case], int | None]:
    return when(at_closing, lambda case: case.state.outcome in outcomes)


_won, _heard, _decided = (
    _closed_as("paid"),
    _closed_as("paid", "refused", "not-registered"),
    _closed_as("paid", "refused"),
)


def _seconds(start: Callable[[Case, int], int], end: Callable[[Case], int | None]) -> Callable[[Case], int]:
    """From the start, which may depend on the end, to the end."""

    def of(case: Case) -> int:
        ended = end(case) or case.opened
        return max(0, ended - start(case, ended)) // 1000

    return of


def _reported_net(case: Case, end: int) -> int:
    """The report, moved on by the waits for the claimant's papers."""
    return case.opened + sum(min(until or end, end) - start for start, until, _ in waiting(case) if start < end)


def _completed(case: Case, end: int) -> int:
    """When its papers were complete for the last time before the end (资料齐全)."""
    return max((step.at for step in case.trail if step.action in COMPLETING and step.at <= end), default=end)


def _since_registration(case: Case, end: int) -> int:
    return _registered(case) or end


def _seconds_from_event(case: Case) -> int:
    """Whole days of the calendar."""
    on, paid = case.state.event_on, _paid(case)
    return max(0, case.local(paid)[0] - day_code(on)) * DAY_SECONDS if on and paid else 0


def _days_to_conclude(case: Case) -> str:
    """Calendar days from complete papers, that day not counted: `0`, `1`, `5` or fewer, or `over`."""
    end = _concluded(case) or case.opened
    took = case.local(end)[0] - case.local(_completed(case, end))[0]
    return next((str(days) for days in (0, 1, 5) if took <= days), "over")


def _lacked_papers(case: Case) -> bool:
    return bool(case.state.missed_papers or case.state.unfit_papers)


def _papers(case: Case) -> Values:
    """Missing at the acceptance, or unfit later."""
    return sorted({*case.state.missed_papers, *(unfit.paper for unfit in case.state.unfit_papers)})


def _causes(case: Case) -> Values:
    absent = {ABSENT} if case.state.missed_papers else set[str]()
    return sorted(absent | {unfit.cause for unfit in case.state.unfit_papers})


def _answered(case: Case) -> list[Span]:
    """Each answer to an appeal: upheld, or granted by reopening the claim."""
    found: list[Span] = []
    for before, step in zip(case.trail, case.trail[1:], strict=False):
        if before.status == "under_appeal" and step.status != before.status:
            found.append((step.at, None, "granted" if step.action == "reopen" else "upheld"))
    return found


def _granted(case: Case) -> list[Span]:
    return [span for span in _answered(case) if span[2] == "granted"]


def _parts(case: Case) -> list[tuple[str, int]]:
    return [(part.liability, part.amount_fen) for part in case.state.liabilities]


def _total_fen(case: Case) -> int:
    return case.state.total_fen or 0


TYPE = Dimension("claim_type", lambda case: case.state.types)
CAUSE = Dimension("claim_cause", attribute="cause")
REFUSAL = Dimension("reason", lambda case: case.state.refusal_reasons)
REASON = Dimension("reason", attribute="reason")
RISK = Dimension("risk", lambda case: case.state.risk_flags)
WHERE = (OUTLET, PRODUCT, TYPE)
LIABILITY = Parts("liability", _parts)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("claims_reported", at_opening, (*WHERE, CHANNEL, SALESPERSON, CAUSE), kinds=CLAIM),
    Flow("claims_reported_in_10_days", when(at_opening, lambda case: (case.state.days_to_report or 0) <= 10), (*WHERE, CHANNEL), kinds=CLAIM),
    Flow("claims_maybe_twice", when(at_opening, lambda case: case.state.possible_duplicates), (*WHERE, CHANNEL), kinds=CLAIM),
    Flow("claims_accepted", _accepted, (*WHERE, CHANNEL), kinds=CLAIM),
    Flow("claims_lacking", when(_accepted, _lacked_papers),
         (*WHERE, CHANNEL, Dimension("paper", _papers), Dimension("cause", _causes)), kinds=CLAIM),
    Flow("claims_registered", _registered, WHERE, amount=_seconds(_reported_net, _registered), histogram=True, kinds=CLAIM),
    Flow("claims_flagged", when(_registered, lambda case: case.state.risk_flags), (*WHERE, RISK), kinds=CLAIM),
    Flow("claims_closed", at_closing, (*WHERE, HANDLER, Dimension("outcome", attribute="outcome")), kinds=CLAIM),
    Flow("claims_heard", _heard, WHERE, kinds=CLAIM),
    Flow("claims_decided", _decided, WHERE, kinds=CLAIM),
    Flow("claims_won", _won, WHERE, amount=_total_fen, parts=LIABILITY, kinds=CLAIM),
    Flow("claims_refused", _closed_as("refused"), (*WHERE, REFUSAL), kinds=CLAIM),
    Flow("claims_withdrawn", _closed_as("withdrawn"), (*WHERE, REASON), kinds=CLAIM),
    Flow("claims_not_registered", _closed_as("not-registered"), (*WHERE, REASON), kinds=CLAIM),
    Flow("claims_kept", when(_won, lambda case: case.state.kept_fen), WHERE, amount=lambda case: case.state.kept_fen, kinds=CLAIM),
    Flow("claims_if_deducted", _won, WHERE, amount=lambda case: _total_fen(case) - case.state.kept_fen, kinds=CLAIM),
    Flow("claims_concluded", _concluded, (*WHERE, HANDLER, Dimension("days", _days_to_conclude)),
         amount=_seconds(_completed, _concluded), histogram=True, kinds=CLAIM),
    Flow("claims_concluded_since_registration", _concluded, WHERE, amount=_seconds(_since_registration, _concluded), kinds=CLAIM),
    Flow("claims_paid_since_complete", _paid, WHERE, amount=_seconds(_completed, _paid), histogram=True, kinds=CLAIM),
    Flow("claims_paid_since_event", _paid, WHERE, amount=_seconds_from_event, histogram=True, kinds=CLAIM),
    Level("claim_ends", each(*ENDING), WHERE, kinds=CLAIM),
    Level("claim_decisions_ended", each(*DECIDED), WHERE, kinds=CLAIM),
    Level("claim_reopenings", each("reopen"), WHERE, kinds=CLAIM),
    Level("claim_appeals", each("appeal"), WHERE, kinds=CLAIM),
    Level("claim_appeals_answered", _answered, WHERE, own="outcome", kinds=CLAIM),
    Level("claim_appeals_granted", _granted, WHERE, kinds=CLAIM),
    Level("claim_advances", each("pay_advance"), WHERE, kinds=CLAIM),
)
# fmt: on
