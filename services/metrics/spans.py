"""A fact read as intervals: when the case was open, in which stage, waiting, overdue."""

from collections.abc import Iterable

from services.metrics.facts import Fact, Step, millis
from services.metrics.periods import DAY_SECONDS, DEFAULT_ZONE, local

DAY_MS = 86_400_000


# Plain tuples: many are made for every event.
Segment = tuple[int, int | None, Step]  # a stretch of open time with one step in force; end None while it lasts
Span = tuple[int, int | None, str]  # start, end, value


class Case:
    """What measures read. Times are milliseconds; everything follows from the fact alone."""

    __slots__ = ("_local", "_runs", "_segments", "closed", "fact", "home", "opened", "state", "trail", "zone")

    def __init__(self, fact: Fact, zone: str = DEFAULT_ZONE) -> None:
        state = fact.state
        self.fact, self.state, self.trail = fact, state, fact.trail
        self.home, self.zone = zone, state.zone or zone
        self.opened = millis(state.opened_at)
        self.closed = fact.trail[-1].closed
        self._segments: list[Segment] | None = None
        self._runs: list[Span] | None = None
        self._local: dict[int, tuple[int, int]] = {}

    def local(self, ms: int) -> tuple[int, int]:
        """The case's own day of an instant, and the second of that day by the deployment's time, by which now is told.

        It may lie before or after the deployment's day of that date. Measures ask for the same ones again and again.
        """
        known = self._local.get(ms)
        if known is None:
            known = local(ms, self.zone)
            if self.zone != self.home:
                day, second = local(ms, self.home)
                known = known[0], second + (day - known[0]) * DAY_SECONDS
            self._local[ms] = known
        return known

    @property
    def segments(self) -> list[Segment]:
        if self._segments is None:
            self._segments = segments(self.opened, self.trail)
        return self._segments

    @property
    def runs(self) -> list[Span]:
        """Open time without the cuts: one span, or several when the case was opened again."""
        if self._runs is None:
            self._runs = _joined([(start, end, "") for start, end, _ in self.segments])
        return self._runs


def segments(opened: int, trail: tuple[Step, ...]) -> list[Segment]:
    """Open time, cut at every step. A closed case that a later step opens again has a gap."""
    found: list[Segment] = []
    start, first = opened, 0
    while first < len(trail):
        closing = _skip(trail, first, closed=False)
        after = _skip(trail, closing, closed=True)
        # The last of a run of closed steps tells the closing time: later ones correct the earlier.
        closed = trail[after - 1].closed if after > closing else None
        _cut(found, start, closed, trail[first : closing or 1])
        if after < len(trail):
            start = max(closed or start, trail[after].at)
        first = after
    return found


def _skip(trail: tuple[Step, ...], position: int, *, closed: bool) -> int:
    while position < len(trail) and (trail[position].closed is not None) == closed:
        position += 1
    return position


def _cut(found: list[Segment], start: int, closed: int | None, steps: tuple[Step, ...]) -> None:
    last = len(steps) - 1
    for position, step in enumerate(steps):
        end = closed if position == last else steps[position + 1].at
        if closed is not None and end is not None and end > closed:
            end = closed
        if end is None or end > start:
            found.append((start, end, step))
            start = start if end is None else end


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans of one value that touch, as one."""
    joined: list[Span] = []
    for start, end, value in spans:
        if joined and joined[-1][1] == start and joined[-1][2] == value:
            joined[-1] = (joined[-1][0], end, value)
        else:
            joined.append((start, end, value))
    return joined


def open_runs(case: Case) -> list[Span]:
    return case.runs


def by_stage(case: Case) -> list[Span]:
    return _joined([(start, end, step.status) for start, end, step in case.segments])


def by_holder(case: Case) -> list[Span]:
    return _joined([(start, end, step.handler) for start, end, step in case.segments if step.handler])


def waiting(case: Case) -> list[Span]:
    return _joined([(start, end, step.waiting) for start, end, step in case.segments if step.waiting])


def notices(case: Case) -> list[Span]:
    return [(start, end, type) for start, end, step in case.segments for type in step.notices]


def with_limit(case: Case) -> list[Span]:
    return _joined([(start, end, "") for start, end, step in case.segments if step.due is not None])


def overdue(case: Case) -> list[Span]:
    """Open past the due time in force; a clock that stands still has none. For an open case the span may lie ahead."""
    return [
        (max(start, step.due), end, step.status)
        for start, end, step in case.segments
        if step.due is not None and (end is None or step.due < end)
    ]


AGES = tuple((str(days), days * DAY_MS) for days in (5, 10, 15, 20, 30, 50))


def aged(case: Case) -> list[Span]:
    """Open and opened more than so many times 24 h ago, for each age of the table; an older case counts under all."""
    return [
        (max(start, case.opened + age), end, name)
        for start, end, _ in case.runs
        for name, age in AGES
        if end is None or case.opened + age < end
    ]


def last_due(case: Case) -> int | None:
    """The due time in force when the case closed."""
    return case.segments[-1][2].due if case.segments else case.trail[-1].due
