"""Recording inspections; what fails in one becomes a finding in `services/intake/counter/inspecting.py`."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.counter.days import check_past, start_of_day
from services.intake.inspections.lifecycle import TOOLS
from services.intake.inspections.models import Inspection
from services.intake.inspections.schemas import InspectionIn
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no
from shared.db import unless_taken
from shared.errors import Conflict, RuleBroken, Text

DONE = Conflict(
    Text("该网点当日已用此工具巡检", "The outlet was inspected with this tool on that day"),
    field="tool",
    rule="one-a-tool-and-day",
)


async def record(session: AsyncSession, told: InspectionIn, actor: Actor) -> Inspection:
    """It counts on its day, whenever it is recorded."""
    check_past("inspected_on", told.inspected_on, told.org)
    if not calendar_for(told.org).is_working_day(told.inspected_on):
        raise RuleBroken("inspected_on", "working-day", Text("当日不营业", "The counter doesn't work on that day"))
    _check_complete(told)
    case = Inspection(
        case_no=new_case_no("XJ", told.org), handler=actor.ref, **told.model_dump(include={"org", "outlet", "tool"})
    )
    case.inspected_on, case.opened_at = told.inspected_on, start_of_day(told.org, told.inspected_on)
    case.items = [{"item": each.item, "passed": each.passed} for each in told.items]
    case.checked, case.failed = len(told.items), sum(not each.passed for each in told.items)
    case.outcome = "failed" if case.failed else "passed"
    with unless_taken("tool", DONE):
        return await advance(session, case, "record", actor)


async def cancel(session: AsyncSession, case: Inspection, actor: Actor) -> Inspection:
    case.outcome = "cancelled"
    return await advance(session, case, "cancel", actor)


def _check_complete(told: InspectionIn) -> None:
    """Each item of the tool once: what nobody looked at must not pass."""
    wanted, given = [item.code for item in TOOLS[told.tool].items], [each.item for each in told.items]
    if sorted(wanted) != sorted(given):
        words = ", ".join(wanted)
        each_once = Text(f"须逐项检查一次: {words}", f"Look at each item once: {words}")
        raise RuleBroken("items", "each-item-once", each_once, missing=sorted(set(wanted) - set(given)))
