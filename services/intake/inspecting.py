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
from shared.auth import Actor

LIVE = (FindingStatus.OPEN, FindingStatus.FIXED)


async def record(session: AsyncSession, told: InspectionIn, actor: Actor) -> Inspection:
    case = await inspections.record(session, told, actor)
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
    """What it found and isn't closed yet is withdrawn with it."""
    await inspections.cancel(session, case, actor)
    left = select(Finding).where(Finding.inspection_no == case.case_no, Finding.status.in_(LIVE))
    for found in (await session.scalars(left.order_by(Finding.case_no).with_for_update())).all():
        await findings.withdraw(session, found, actor)
    return case
