"""What is counted of inspections (柜面巡检) and their findings (整改项); what was cancelled is not."""

from services.metrics.measures.base import (
    HANDLER,
    OUTLET,
    Dimension,
    Flow,
    Measure,
    at_closing,
    at_opening,
    is_late,
    when,
)
from services.metrics.spans import Case

INSPECTION, FINDING = frozenset({"inspection"}), frozenset({"finding"})
TOOL = Dimension("tool", attribute="tool")
ITEM = Dimension("item", attribute="item")
SEVERITY = Dimension("severity", attribute="severity")


def _is_closed(case: Case) -> bool:
    return case.state.outcome == "closed"


def _was_in_time(case: Case) -> bool:
    """At each closing, where it was opened again."""
    return _is_closed(case) and not any(map(is_late, case.state.clocks))


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Flow("inspection_done", when(at_opening, lambda case: case.state.status == "recorded"), (OUTLET, TOOL), kinds=INSPECTION),
    Flow("finding_found", when(at_opening, lambda case: case.state.status != "cancelled"), (OUTLET, TOOL, ITEM, SEVERITY),
         kinds=FINDING),
    Flow("finding_closed", when(at_closing, _is_closed), (OUTLET, HANDLER, ITEM, SEVERITY), kinds=FINDING),
    Flow("finding_closed_in_time", when(at_closing, _was_in_time), (OUTLET, HANDLER, ITEM, SEVERITY), kinds=FINDING),
)
# fmt: on
