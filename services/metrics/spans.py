"""A fact read as intervals: when the case was open, in which stage, waiting, overdue."""

from collections.abc import Callable, Iterable

from services.metrics.facts import Fact, Step, millis
from services.metrics.periods import DAY_SECONDS, DEFAULT_ZONE, local

DAY_MS = 86_400_000


# Plain tuples: many are made for every event.
Stretch = tuple[int, int | None, list[Step]]  # open time from start to end, None while it lasts
Segment = tuple[int, int | None, Step]  # a part of it with one step in force
Span = tuple[int, int | None, str]  # start, end, value


class Case:
    """What measures read. Times are milliseconds; everything follows from the fact alone."""

    __slots__ = ("_local", "_runs", "_segments", "_stretches", "closed", "home", "opened", "state", "trail", "zone")

    def __init__(self, fact: Fact, zone: str = DEFAULT_ZONE) -> None:
        state = fact.state
        self.state, self.trail = state, fact.trail
        self.home, self.zone = zone, state.zone or zone
        self.opened = millis(state.opened_at)
        self.closed = fact.trail[-1].closed
        self._stretches: list[Stretch] | None = None
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
    def stretches(self) -> list[Stretch]:
        if self._stretches is None:
            self._stretches = stretches(self.opened, self.trail)
        return self._stretches

    @property
    def segments(self) -> list[Segment]:
        if self._segments is None:
            self._segments = segments(self.stretches)
        return self._segments

    @property
    def runs(self) -> list[Span]:
        """Open time without the cuts: one span, or several when the case was opened again."""
        if self._runs is None:
            self._runs = _joined([(start, end, "") for start, end, _ in self.stretches if end is None or end > start])
        return self._runs


def stretches(opened: int, trail: tuple[Step, ...]) -> list[Stretch]:
    """Open time with the steps in force in it. A closed case that a later step opens again has a gap."""
    found: list[Stretch] = []
    start, steps, closed = opened, list[Step](), None
    for step in trail:
        if step.closed is not None:
            closed = step.closed  # the last of a run of closed steps tells the time: later ones correct the earlier
            if not steps:  # a case known only as closed was open with what that step tells
                steps.append(step)
        elif closed is None:
            steps.append(step)
        else:
            found.append((start, closed, steps))
            start, steps, closed = max(closed, step.at), [step], None
    found.append((start, closed, steps))
    return found


def segments(open_time: Iterable[Stretch]) -> list[Segment]:
    """Open time, cut at every step."""
    found: list[Segment] = []
    for start, closed, steps in open_time:
        last = len(steps) - 1
        for position, step in enumerate(steps):
            end = closed if position == last else steps[position + 1].at
            if closed is not None and end is not None and end > closed:
                end = closed
            if end is None or end > start:
                found.append((start, end, step))
                start = start if end is None else end
    return found


def _joined(spans: list[Span]) -> list[Span]:
    """Spans of one value that touch, as one."""
    if len(spans) < 2:
        return spans
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


def by_status(case: Case) -> list[Span]:
    """How it stood from step to step, also where a status is none of an open case."""
    ends = [step.at for step in case.trail[1:]]
    return _joined([(step.at, end, step.status) for step, end in zip(case.trail, [*ends, None], strict=True)])


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


def within(case: Case, start: int, end: int | None, value: Callable[[Step], str]) -> list[Span]:
    """Open time from the start on, which may lie ahead, to the end if there is one."""
    spans = [
        (max(begun, start), over if end is None else end if over is None else min(over, end), value(step))
        for begun, over, step in case.segments
    ]
    return _joined([span for span in spans if span[1] is None or span[0] < span[1]])


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
