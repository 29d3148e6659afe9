"""What is counted by the days that are left (剩余天数): of open call-backs, problem cases, complaints, collections.

The last day is the one on which the limit ends, by the calendar of the case's own place.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from services.metrics.facts import millis
from services.metrics.measures.base import SALESPERSON, Dimension, Level
from services.metrics.measures.callback_problems import PROBLEM
from services.metrics.measures.callbacks import CALLBACK, PROJECT
from services.metrics.measures.complaints import COMPLAINT
from services.metrics.measures.numbers import COLLECTION
from services.metrics.periods import beginning
from services.metrics.spans import Case, Span


class Band(NamedTuple):
    """From `most` days left (none: whatever they are) down to `fewest`; without that, past the limit."""

    code: str
    fewest: int | None
    most: int | None

    @property
    def measure(self) -> str:
        return f"limits_{self.code}".replace("-", "_")


PASSED, TODAY = Band("passed", None, None), Band("today", 0, 0)
BANDS = (
    PASSED,
    TODAY,
    Band("tomorrow", 1, 1),
    Band("in-3-days", 2, 3),
    Band("in-7-days", 4, 7),
    Band("later", 8, None),
)
MANDARIN = "mandarin"
COUNTED_DOWN = CALLBACK | PROBLEM | COMPLAINT | COLLECTION


def _limits(case: Case) -> Iterator[tuple[int, int | None, int]]:
    """Open time with the limit in force in it.

    That of a call-back is its project's, whose clock is the first, though visits and letters have limits of their own.
    """
    if case.state.kind not in CALLBACK:
        yield from ((start, end, step.due) for start, end, step in case.segments if step.due is not None)
        return
    for clock in case.state.clocks[:1]:
        if clock.due_at is not None:
            started = millis(clock.started_at)
            yield from ((max(start, started), end, millis(clock.due_at)) for start, end, _ in case.runs)


def _left(band: Band) -> Callable[[Case], list[Span]]:
    def spans(case: Case) -> list[Span]:
        found = list[Span]()
        for start, end, due in _limits(case):
            first, until = _stretch(band, case, due)
            first = start if first is None else max(start, first)
            last = end if until is None else until if end is None else min(end, until)
            if last is None or first < last:
                found.append((first, last, ""))
        return found

    return spans


def _stretch(band: Band, case: Case, due: int) -> tuple[int | None, int | None]:
    """When so many days are left; today ends with the limit."""
    if band.fewest is None:
        return due, None
    last_day = case.local(due - 1)[0]
    until = due if band.fewest == 0 else beginning(last_day - band.fewest + 1, case.zone)
    return None if band.most is None else beginning(last_day - band.most, case.zone), until


def _speech(case: Case) -> str | None:
    language = case.state.language
    return "dialect" if language not in (None, MANDARIN) else language


WHERE = (Dimension("owner", attribute="owner"), Dimension("speech", _speech), PROJECT, SALESPERSON)
MEASURES = tuple(Level(band.measure, _left(band), WHERE, exact=True, kinds=COUNTED_DOWN) for band in BANDS)
