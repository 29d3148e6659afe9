"""Routes of the campaign (专项活动). HTTP only."""

from typing import Annotated, Any, Literal

from fastapi import File, Path, Query, Request, Response, UploadFile
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from services.policy_service.campaigning import commands as campaigning
from services.policy_service.campaigning.types import CAMPAIGN_TYPES
from services.policy_service.campaigns import commands
from services.policy_service.campaigns.lifecycle import CampaignStatus
from services.policy_service.campaigns.lists import read_targets
from services.policy_service.campaigns.models import Campaign, CampaignContact, CampaignTarget
from services.policy_service.campaigns.schemas import (
    By,
    CampaignIn,
    CampaignOut,
    CampaignProgressOut,
    CampaignTypeOut,
    ContactIn,
    ContactOut,
    Outcome,
    TargetOut,
)
from shared import clock
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
from shared.case_routes import OrgFilter, add_case_views, case_in_hand, case_on_view, created, page_of_cases, reply
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import CaseNo, Code, Reason

router = make_router(Text("专项活动", "Campaigns"))

Viewed = Annotated[Campaign, case_on_view(Campaign)]
Held = Annotated[Campaign, case_in_hand(Campaign)]
Manager = Annotated[Actor, allow(Role.BRANCH_MANAGER)]
Caller = Annotated[Actor, allow(Role.TELLER, Role.CALLER, Role.BRANCH_MANAGER)]
PolicyNo = Annotated[CaseNo, Path(description="保单号")]
TargetOutcome = Literal["open", Outcome]


@router.get("/campaign-types", response_model=list[CampaignTypeOut])
async def list_campaign_types(actor: CurrentActor) -> list[dict[str, Any]]:
    """活动类型: what campaigns are for, what signs their targets, and whether a file names these."""
    named = ("code", "item", "listed", "basis", "mark")
    return [row.text._asdict() | {name: getattr(row, name) for name in named} for row in CAMPAIGN_TYPES.values()]


@router.post("/campaigns", response_model=CampaignOut, status_code=201)
async def open_campaign(
    body: CampaignIn, session: Session, actor: Manager, request: Request, response: Response
) -> Campaign:
    """活动立项: what is to be signed, by when, and for which share of the targets."""
    check_scope(actor, body.org)
    return created(request, response, "/campaigns", await campaigning.open_campaign(session, body, actor))


@router.get("/campaigns", response_model=Page[CampaignOut])
async def list_campaigns(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[CampaignStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    campaign_type: Annotated[Reason | None, Query(description="活动类型")] = None,
) -> Found[Campaign]:
    """活动清单: campaigns of your organisation, the newest last."""
    asked = ((Campaign.status, status), (Campaign.campaign_type, campaign_type))
    return await page_of_cases(session, Campaign, actor, page, *asked, org=org)


@router.get("/campaigns/{case_no}", response_model=CampaignOut)
async def get_campaign(case: Viewed, response: Response) -> Campaign:
    """查询活动: one campaign."""
    return reply(response, case)


add_case_views(router, "/campaigns", Campaign)


@router.post("/campaigns/{case_no}/target-list", response_model=CampaignOut)
async def import_target_list(
    case: Held,
    session: Session,
    actor: Manager,
    request: Request,
    response: Response,
    file: Annotated[UploadFile, File(description="CSV (UTF-8 or GB18030): 保单号; see docs/files.md")],
) -> Campaign:
    """导入目标清单: the policies that the data can't tell; a list given before is replaced, a faulty one refused."""
    content = await request.app.state.files.take(file)
    found, faults = await run_in_threadpool(read_targets, content)
    return reply(response, await campaigning.import_list(session, case, found, faults, actor))


@router.post("/campaigns/{case_no}/start", response_model=CampaignOut)
async def start_campaign(case: Held, session: Session, actor: Manager, response: Response) -> Campaign:
    """活动启动: the list of targets is frozen."""
    return reply(response, await campaigning.start(session, case, actor))


@router.get("/campaigns/{case_no}/targets", response_model=Page[TargetOut])
async def list_targets(
    case: Viewed,
    session: ReadSession,
    page: PageParams,
    outcome: Annotated[TargetOutcome | None, Query(description="联系结果")] = None,
    salesperson: Annotated[Code | None, Query(description="业务员")] = None,
    outlet: Annotated[Code | None, Query(description="网点")] = None,
) -> Found[CampaignTarget]:
    """目标保单清单: the policies of a campaign, with how far each is."""
    query = select(CampaignTarget).where(CampaignTarget.campaign_no == case.case_no)
    for column, value in (("outcome", outcome), ("salesperson", salesperson), ("outlet", outlet)):
        query = query.where(getattr(CampaignTarget, column) == value) if value is not None else query
    return await paginate(session, query, page, CampaignTarget.id)


@router.post("/campaigns/{case_no}/targets/{policy_no}/contacts", response_model=TargetOut, status_code=201)
async def record_contact(
    case: Held, policy_no: PolicyNo, body: ContactIn, session: Session, actor: Caller
) -> CampaignTarget:
    """登记联系: somebody spoke of it with the policyholder, or tried to."""
    return await campaigning.record_contact(session, case, policy_no, body, actor)


@router.get("/campaigns/{case_no}/targets/{policy_no}/contacts", response_model=list[ContactOut])
async def list_contacts(case: Viewed, policy_no: PolicyNo, session: ReadSession) -> Any:
    """联系记录: the contacts with a target, the oldest first."""
    theirs = (CampaignTarget.campaign_no == case.case_no, CampaignTarget.policy_no == policy_no)
    query = select(CampaignContact).join(CampaignTarget, CampaignTarget.id == CampaignContact.target_id).where(*theirs)
    return (await session.scalars(query.order_by(CampaignContact.id))).all()


@router.get("/campaigns/{case_no}/progress", response_model=CampaignProgressOut)
async def get_progress(
    case: Viewed,
    session: ReadSession,
    by: Annotated[By, Query(description="分解维度")] = "salesperson",
) -> dict[str, Any]:
    """活动进度: targets, contacted and signed as of now, whole and by salesperson or outlet."""
    (whole,) = await commands.progress(session, case, None)
    items = await commands.progress(session, case, by)
    told = {"case_no": case.case_no, "goal_percent": case.goal_percent, "as_of": clock.now()}
    return told | {"whole": whole, "items": items}


@router.post("/campaigns/{case_no}/end", response_model=CampaignOut)
async def end_campaign(case: Held, session: Session, actor: Manager, response: Response) -> Campaign:
    """活动结束: before its last day."""
    return reply(response, await commands.end(session, case, actor))


@router.post("/campaigns/{case_no}/cancellation", response_model=CampaignOut)
async def cancel_campaign(case: Held, session: Session, actor: Manager, response: Response) -> Campaign:
    """活动撤销: it never starts."""
    return reply(response, await commands.cancel(session, case, actor))
