"""What an inspection finds (巡检发现): each item that failed opens a finding, in the same transaction."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.findings import commands as findings
from services.intake.findings.lifecycle import FindingStatus
from services.intake.findings.models import Finding
from services.intake.inspections import commands as inspections
from services.intake.inspections.lifecycle import TOOLS
from services.intake.inspections.models import Inspection
from services.intake.inspections.schemas import InspectionIn
from services.intake.roster.duties import roster_of
from shared.auth import Actor
from shared.errors import RuleBroken, Text


async def record(session: AsyncSession, told: InspectionIn, actor: Actor) -> Inspection:
    case = await inspections.record(session, told, actor)
    await _check_staffed(session, told)
    usual = {item.code: item.severity for item in TOOLS[told.tool].items}
    for check in told.items:
        if not check.passed:
            found = Finding(
                inspection_no=case.case_no, org=case.org, outlet=case.outlet, tool=case.tool, item=check.item
            )
            found.handler, found.severity = check.owner, check.severity or usual[check.item]
            await findings.open(session, found, check.limit_days, actor)
    return case


async def cancel(session: AsyncSession, case: Inspection, actor: Actor) -> Inspection:
    """All it found is cancelled with it, also what is closed: nothing of it can be opened again."""
    await inspections.cancel(session, case, actor)
    own = select(Finding).where(Finding.inspection_no == case.case_no, Finding.status != FindingStatus.CANCELLED)
    for found in (await session.scalars(own.order_by(Finding.case_no).with_for_update())).all():
        await findings.cancel(session, found, actor)
    return case


async def _check_staffed(session: AsyncSession, told: InspectionIn) -> None:
    """Inspections are divided by the counter's days: where there is none, none is due, and none counts."""
    roster = await roster_of(session, told.org, told.inspected_on, told.inspected_on, outlet=told.outlet)
    if not roster.duties(told.inspected_on):
        nobody = Text("该网点当日排班无人,不是营业日", "The roster has nobody at that outlet on that day")
        raise RuleBroken("outlet", "counter-day", nobody)
