"""Routes of the findings (整改项). HTTP only."""

from typing import Annotated

from fastapi import Query, Response

from services.intake.findings import commands
from services.intake.findings.lifecycle import STAFF, FindingStatus
from services.intake.findings.models import Finding
from services.intake.findings.schemas import FindingOut, OwnerIn
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import DueBefore, OrgFilter, add_case_views, case_in_hand, case_on_view, page_of_cases, reply
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.schemas import CaseNo, Code, StaffRef

router = make_router(Text("整改", "Findings"))

Viewed = Annotated[Finding, case_on_view(Finding)]
Held = Annotated[Finding, case_in_hand(Finding)]
Manager = Annotated[Actor, allow(Role.BRANCH_MANAGER)]
Staff = Annotated[Actor, allow(*STAFF)]


@router.get("/findings", response_model=Page[FindingOut])
async def list_findings(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[FindingStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    outlet: Annotated[Code | None, Query(description="网点")] = None,
    owner: Annotated[StaffRef | None, Query(description="责任人")] = None,
    inspection_no: Annotated[CaseNo | None, Query(description="巡检件号")] = None,
) -> Found[Finding]:
    """整改清单: findings of your organisation, the newest last."""
    asked = ((Finding.status, status), (Finding.outlet, outlet), (Finding.handler, owner))
    of_inspection = (Finding.inspection_no, inspection_no)
    return await page_of_cases(session, Finding, actor, page, *asked, of_inspection, org=org, due_before=due_before)


@router.get("/findings/{case_no}", response_model=FindingOut)
async def get_finding(case: Viewed, response: Response) -> Finding:
    """查询整改项: one finding."""
    return reply(response, case)


add_case_views(router, "/findings", Finding)


@router.post("/findings/{case_no}/assignment", response_model=FindingOut)
async def reassign_finding(case: Held, body: OwnerIn, session: Session, actor: Manager, response: Response) -> Finding:
    """改派整改: somebody else must put it right; its time goes on."""
    return reply(response, await commands.reassign(session, case, body.owner, actor))


@router.post("/findings/{case_no}/fix", response_model=FindingOut)
async def fix_finding(case: Held, session: Session, actor: Staff, response: Response) -> Finding:
    """整改完成: its owner says that it is put right."""
    return reply(response, await commands.fix(session, case, actor))


@router.post("/findings/{case_no}/closing", response_model=FindingOut)
async def close_finding(case: Held, session: Session, actor: Manager, response: Response) -> Finding:
    """整改销号: the manager has looked, and it is; never who put it right."""
    return reply(response, await commands.close(session, case, actor))


@router.post("/findings/{case_no}/reopening", response_model=FindingOut)
async def reopen_finding(case: Held, session: Session, actor: Manager, response: Response) -> Finding:
    """退回整改: it isn't put right, or not any more."""
    return reply(response, await commands.reopen(session, case, actor))


@router.post("/findings/{case_no}/cancellation", response_model=FindingOut)
async def cancel_finding(case: Held, session: Session, actor: Manager, response: Response) -> Finding:
    """撤销整改: there was nothing to put right."""
    return reply(response, await commands.cancel(session, case, actor))
