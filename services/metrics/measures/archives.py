"""What is counted of archive look-ups (档案查询件): how often a voucher's policy is found, and how long that takes."""

from services.metrics.measures.base import OUTLET, Dimension, Flow, Measure, at_closing, at_opening, when
from services.metrics.spans import Case

LOOKUP = frozenset({"archive_lookup"})


def _is_found(case: Case) -> bool:
    return case.state.outcome == "registered"


def _is_concluded(case: Case) -> bool:
    """One that the customer gave up has come to no conclusion."""
    return case.state.outcome in ("registered", "not-found")


def _working_seconds(case: Case) -> int:
    """Over all laps: told, and taken up again, it was worked on twice."""
    return sum(clock.net_working_seconds or 0 for clock in case.state.clocks if clock.id == "archive-lookup")


_concluded = when(at_closing, _is_concluded)
WHERE = (OUTLET, Dimension("reason", attribute="negative"))

# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("lookups_opened", at_opening, (OUTLET,), kinds=LOOKUP),
    Flow("lookups_concluded", _concluded, WHERE, amount=_working_seconds, histogram=True, kinds=LOOKUP),
    Flow("lookups_found", when(at_closing, _is_found), (OUTLET,), kinds=LOOKUP),
    Flow("lookups_searched", _concluded, (OUTLET,), amount=lambda case: 60 * case.state.minutes_searched, kinds=LOOKUP),
)
# fmt: on
