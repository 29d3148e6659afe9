"""Routes of the suspicions (可疑交易): anybody at work raises one, only compliance and audit read them. HTTP only."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query, Response

from services.intake.aml.schemas import FilingIn
from services.intake.aml.subjects import subject_of
from services.intake.schemas import ReasonIn
from services.intake.suspicions import commands
from services.intake.suspicions.lifecycle import SuspicionStatus
from services.intake.suspicions.models import Suspicion
from services.intake.suspicions.reasons import REASONS
from services.intake.suspicions.schemas import (
    ReasonOut,
    SuspicionDetailOut,
    SuspicionIn,
    SuspicionOut,
    SuspicionTakenOut,
)
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
from shared.case_routes import DueBefore, OrgFilter, add_case_views, case_in_hand, page_of_cases, reply
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.etag import tag
from shared.pagination import Found, Page, PageParams
from shared.schemas import Reason

router = make_router(Text("可疑交易", "Suspicions"))

Held = Annotated[Suspicion, case_in_hand(Suspicion)]
Seen = Annotated[Suspicion, case_in_hand(Suspicion, as_seen=True)]
Compliance = Annotated[Actor, allow(Role.COMPLIANCE)]
Reader = Annotated[Actor, allow(Role.COMPLIANCE, Role.AUDITOR)]
Raiser = Annotated[
    Actor, allow(Role.TELLER, Role.CASHIER, Role.REVIEWER, Role.UNDERWRITER, Role.BRANCH_MANAGER, Role.COMPLIANCE)
]
# The board asks as a service what the clocks say; it has no more of a suspicion than its events.
VIEWERS = allow(Role.COMPLIANCE, Role.AUDITOR, Role.SERVICE)


@router.post("/suspicions", response_model=SuspicionTakenOut, status_code=201)
async def raise_suspicion(body: SuspicionIn, session: Session, actor: Raiser) -> Suspicion:
    """提出可疑: what somebody at work noticed; the answer is a number, and nobody it concerns is told (不得泄密)."""
    check_scope(actor, body.org)
    for case_no in body.cases:
        await subject_of(session, case_no, actor)
    return await commands.raise_by_hand(session, body, actor)


@router.get("/suspicion-reasons", response_model=list[ReasonOut])
async def list_suspicion_reasons(actor: CurrentActor) -> list[dict[str, Any]]:
    """可疑特征: the reasons by which a suspicion is raised, with their basis and mark."""
    return [asdict(row) | row.text._asdict() for row in REASONS.values()]


@router.get("/suspicions", response_model=Page[SuspicionOut])
async def list_suspicions(
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    status: Annotated[SuspicionStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    reason: Annotated[Reason | None, Query(description="可疑特征")] = None,
) -> Found[Suspicion]:
    """可疑件清单: suspicions of your organisation, the newest last."""
    asked = ((Suspicion.status, status), (Suspicion.reason, reason))
    return await page_of_cases(session, Suspicion, actor, page, *asked, org=org, due_before=due_before)


@router.get("/suspicions/{case_no}")
async def get_suspicion(case: Held, session: Session, actor: Reader, response: Response) -> SuspicionDetailOut:
    """查询可疑件: one suspicion; its remark only for those who may read personal data."""
    remark = await commands.remark_for(session, case, actor)
    tag(response, case.version)
    known = SuspicionOut.model_validate(case)
    return SuspicionDetailOut.model_validate(known.model_dump() | {"remark": remark})


add_case_views(router, "/suspicions", Suspicion, VIEWERS)


@router.post("/suspicions/{case_no}/dismissal", response_model=SuspicionOut)
async def dismiss_suspicion(
    case: Seen, body: ReasonIn, session: Session, actor: Compliance, response: Response
) -> Suspicion:
    """排除可疑: nothing in it, for this reason."""
    return reply(response, await commands.dismiss(session, case, body.reason, actor))


@router.post("/suspicions/{case_no}/confirmation", response_model=SuspicionOut)
async def confirm_suspicion(case: Seen, session: Session, actor: Compliance, response: Response) -> Suspicion:
    """确认可疑: it is to be reported, within five working days."""
    return reply(response, await commands.confirm(session, case, actor))


@router.post("/suspicions/{case_no}/report", response_model=SuspicionOut)
async def report_suspicion(
    case: Held, body: FilingIn, session: Session, actor: Compliance, response: Response
) -> Suspicion:
    """报告可疑交易: it was sent to the monitoring centre."""
    return reply(response, await commands.report(session, case, body.filed_as, actor))
