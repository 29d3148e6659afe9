"""What is counted of surveys (理赔调查): reported on time or not, how old, in whose hands; and what their people can do."""

from collections.abc import Callable

from services.metrics.facts import millis
from services.metrics.measures.base import (
    HANDLER,
    OUTLET,
    Dimension,
    Flow,
    Level,
    Measure,
    Values,
    at_closing,
    at_opening,
    clock_of,
    is_late,
    seconds_to,
    when,
)
from services.metrics.periods import DAY_SECONDS
from services.metrics.spans import Case, Span, within
from services.metrics.state import Seat

SURVEY, SURVEY_DAY = frozenset({"survey"}), frozenset({"survey_day"})
FEEDBACK = frozenset({"survey-feedback"})
AGES = (3, 5, 7)
AGE_NAMES = tuple(map(str, AGES))
IN_HAND = ("allocated", "under_way", "sent_back")


def _first(action: str) -> Callable[[Case], int | None]:
    return lambda case: next((step.at for step in case.trail if step.action == action), None)


_reported = _first("report")


def _in_time(case: Case) -> bool:
    return not is_late(clock_of(case, FEEDBACK))


def _within(days: int) -> Callable[[Case], bool]:
    """Calendar days, the first not counted."""
    return lambda case: case.local(_reported(case) or case.opened)[0] - case.local(case.opened)[0] <= days


def _is_accepted(case: Case) -> bool:
    return case.state.outcome == "accepted"


def _is_complete(case: Case) -> bool:
    return _is_accepted(case) and not case.state.supplements


def _unreported(case: Case) -> list[Span]:
    """Until its first report; what is sent back to be completed has been reported."""
    reported = _reported(case)
    if reported is None:
        return case.runs
    return [(start, min(end or reported, reported), "") for start, end, _ in case.runs if start < reported]


def _aged(case: Case) -> list[Span]:
    return [
        (max(start, case.opened + days * DAY_SECONDS * 1000), end, name)
        for start, end, _ in _unreported(case)
        for days, name in zip(AGES, AGE_NAMES, strict=True)
        if end is None or case.opened + days * DAY_SECONDS * 1000 < end
    ]


def _in_hand(case: Case) -> list[Span]:
    """By whose hands it is in."""
    return [(start, end, step.handler or "") for start, end, step in case.segments if step.status in IN_HAND]


def _overdue(case: Case) -> list[Span]:
    """Past its grade's days and not reported, by in whose hands it is; of one that is open that may lie ahead."""
    for clock in case.state.clocks:
        if clock.id in FEEDBACK and clock.due_at is not None:
            reported = None if clock.stopped_at is None else millis(clock.stopped_at)
            return within(case, millis(clock.due_at), reported, lambda step: step.handler or "")
    return []


def _seats(count: Callable[[Seat], int]) -> tuple[Dimension, ...]:
    """Each as often as it counts: a day on which somebody can do two surveys is two of theirs."""

    def of(case: Case) -> Values:
        return [seat.staff for seat in case.state.seats for _ in range(count(seat))]

    return (Dimension("investigator", of),)


TYPE = Dimension("type", attribute="survey_type")
WHERE = (OUTLET, HANDLER, TYPE)

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("surveys_opened", at_opening, WHERE, kinds=SURVEY),
    Flow("surveys_reported", _reported, WHERE, amount=seconds_to(_reported), histogram=True, kinds=SURVEY),
    Flow("surveys_reported_in_time", when(_reported, _in_time), WHERE, kinds=SURVEY),
    Flow("surveys_reported_in_7_days", when(_reported, _within(7)), WHERE, kinds=SURVEY),
    Flow("surveys_accepted", when(at_closing, _is_accepted), WHERE, kinds=SURVEY),
    Flow("surveys_complete_at_first", when(at_closing, _is_complete), WHERE, kinds=SURVEY),
    Flow("surveys_handed_over", _first("hand_over"), (OUTLET, TYPE), kinds=SURVEY),
    Level("surveys_unreported", _unreported, WHERE, kinds=SURVEY),
    Level("surveys_unreported", _aged, own="age", exact=True, nested=AGE_NAMES, kinds=SURVEY),
    Level("surveys_in_hand", _in_hand, (OUTLET, TYPE), kinds=SURVEY),
    Level("surveys_in_hand", _in_hand, own="handler", kinds=SURVEY),
    Level("surveys_overdue", _overdue, (OUTLET, TYPE), own="handler", exact=True, kinds=SURVEY),
    Flow("surveys_foreseen_late", at_opening, amount=lambda case: case.state.late, kinds=SURVEY_DAY),
    Flow("survey_capacity", at_opening, _seats(lambda seat: seat.capacity), kinds=SURVEY_DAY),
    Flow("survey_held", at_opening, _seats(lambda seat: seat.held), kinds=SURVEY_DAY),
)
# fmt: on
