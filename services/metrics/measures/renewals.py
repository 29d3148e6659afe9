"""What is counted of renewals (续期): due, debited, collected, in grace, lapsed and told of it."""

from services.metrics.measures.base import (
    SALE,
    Dimension,
    Flow,
    Level,
    Measure,
    first,
    last,
    was_in_time,
    when,
)
from services.metrics.periods import noon_of
from services.metrics.spans import Case, Span

RENEWAL = frozenset({"renewal"})
LAST_YEAR_OF_ITS_OWN, LAST_ATTEMPT_OF_ITS_OWN = 4, 2  # later ones count together
_debited, _told = first("send"), first("notify_lapse")
_in_grace_from, _in_grace_to = first("enter_grace"), first("collect", "end_grace", "cancel")


def _is_due(case: Case) -> bool:
    return case.state.status != "cancelled"


def _due(case: Case) -> int | None:
    day = case.state.due_on
    return noon_of(day, case.zone) if day is not None and _is_due(case) else None


def _grace_ended(case: Case) -> int | None:
    day = case.state.grace_ends_on
    return noon_of(day, case.zone) if day is not None and _is_due(case) else None


def _collected(case: Case) -> bool:
    return case.state.status == "collected"


def _by_debit(case: Case) -> bool:
    return _collected(case) and case.state.paid_by == "debit"


def _by_loan(case: Case) -> bool:
    return _collected(case) and case.state.paid_by == "loan"


def _in_grace(case: Case) -> list[Span]:
    """Also while a debit of it is with the bank."""
    start = _in_grace_from(case)
    return [] if start is None else [(start, _in_grace_to(case), "")]


def _attempt(number: int) -> str:
    return str(number) if number <= LAST_ATTEMPT_OF_ITS_OWN else f"{LAST_ATTEMPT_OF_ITS_OWN + 1}+"


def _year(case: Case) -> str | None:
    year = case.state.premium_year
    return None if year is None else str(year) if year <= LAST_YEAR_OF_ITS_OWN else f"{LAST_YEAR_OF_ITS_OWN + 1}+"


def _premium_fen(case: Case) -> int:
    return case.state.premium_fen


WHERE = (*SALE, Dimension("premium_year", _year), Dimension("payment_mode", attribute="payment_mode"))
REASON = Dimension("reason", attribute="reason")
TRIED = Dimension("attempt", lambda case: sorted({_attempt(number + 1) for number in range(case.state.attempt)}))
DONE_AT = Dimension("attempt", lambda case: _attempt(case.state.attempt))

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("renewals_due", _due, WHERE, amount=_premium_fen, kinds=RENEWAL),
    Flow("renewals_reached", when(_due, _collected), WHERE, amount=_premium_fen, kinds=RENEWAL),
    Flow("renewals_judged", _grace_ended, WHERE, amount=_premium_fen, kinds=RENEWAL),
    Flow("renewals_collected", when(_grace_ended, _collected), WHERE, amount=_premium_fen, kinds=RENEWAL),
    Flow("renewals_lapsed", when(_grace_ended, lambda case: case.state.outcome == "policy-lapsed"), WHERE, kinds=RENEWAL),
    Flow("renewals_lent", when(_grace_ended, _by_loan), WHERE, amount=_premium_fen, kinds=RENEWAL),
    Flow("renewal_debit_due", _debited, (*WHERE, TRIED), amount=_premium_fen, kinds=RENEWAL),
    Flow("renewal_debit_done", when(_debited, _by_debit), (*WHERE, DONE_AT), amount=_premium_fen, kinds=RENEWAL),
    # The last time: its reason is the one that the case tells.
    Flow("renewal_debit_failed", last("fail", "fail_in_grace"), (*WHERE, REASON), kinds=RENEWAL),
    Flow("lapses_told", _told, WHERE, kinds=RENEWAL),
    Flow("lapses_told_in_time", when(_told, was_in_time("bsr-lapse")), WHERE, kinds=RENEWAL),
    Level("renewals_in_grace", _in_grace, WHERE, kinds=RENEWAL),
)
# fmt: on
