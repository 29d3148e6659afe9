"""Routes of the survey (查勘/调查) from its opening to its end. HTTP only."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from services.claims import survey_allocating, surveying
from services.claims.readers import FindingsReader
from services.claims.surveys import commands, survey_types
from services.claims.surveys.lifecycle import SurveyStatus
from services.claims.surveys.models import Survey
from services.claims.surveys.schemas import (
    HandOverIn,
    ReasonIn,
    SupplementIn,
    SurveyAllocationIn,
    SurveyDetailsOut,
    SurveyIn,
    SurveyOut,
    SurveyReportIn,
    SurveyReportsOut,
    SurveyTablesOut,
    TypeCode,
)
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import (
    DueBefore,
    OrgFilter,
    add_case_views,
    case_in_hand,
    case_on_view,
    created,
    page_of_cases,
    reply,
)
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams

router = make_router(Text("理赔调查", "Surveys"))

Viewed = Annotated[Survey, case_on_view(Survey)]
Held = Annotated[Survey, case_in_hand(Survey)]
Seen = Annotated[Survey, case_in_hand(Survey, as_seen=True)]
Adjudicator = Annotated[Actor, allow(Role.ADJUDICATOR)]
Leader = Annotated[Actor, allow(Role.ADJUDICATOR, Role.BRANCH_MANAGER)]
Investigator = Annotated[Actor, allow(Role.INVESTIGATOR)]


@router.get("/survey-tables", response_model=SurveyTablesOut)
async def list_survey_tables(actor: CurrentActor) -> dict[str, Any]:
    """调查代码表: types with their evidence, grades, findings, and why a survey is handed over."""
    return survey_types.tables()


@router.post("/surveys", response_model=SurveyOut, status_code=201)
async def open_survey(
    body: SurveyIn, session: Session, actor: Adjudicator, request: Request, response: Response
) -> Survey:
    """发起调查: something is to be found out for a claim, which is complex from now on and waits for it."""
    return created(request, response, "/surveys", await surveying.open_survey(session, body, actor))


@router.get("/surveys", response_model=Page[SurveyOut])
async def list_surveys(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[SurveyStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    claim_no: Annotated[str | None, Query(max_length=40, description="理赔件号")] = None,
    investigator: Annotated[str | None, Query(max_length=80, description="调查人")] = None,
    survey_type: Annotated[TypeCode | None, Query()] = None,
) -> Found[Survey]:
    """调查清单: surveys of your organisation, the newest last; of one investigator, or of one claim."""
    asked = ((Survey.status, status), (Survey.claim_no, claim_no), (Survey.handler, investigator))
    of_type = (Survey.survey_type, survey_type)
    return await page_of_cases(session, Survey, actor, page, *asked, of_type, org=org, due_before=due_before)


@router.get("/surveys/{case_no}", response_model=SurveyOut)
async def get_survey(case: Viewed, response: Response) -> Survey:
    """查询调查件: one survey."""
    return reply(response, case)


add_case_views(router, "/surveys", Survey)


@router.get("/surveys/{case_no}/details", response_model=SurveyDetailsOut)
async def get_survey_details(case: Held, session: Session, actor: FindingsReader) -> dict[str, Any]:
    """调查要求: where and what, if your token may read personal data; such a read is recorded."""
    return await commands.details_for(session, case, actor)


@router.post("/surveys/{case_no}/allocation", response_model=SurveyOut)
async def allocate_survey(
    case: Held, body: SurveyAllocationIn, session: Session, actor: Leader, response: Response
) -> Survey:
    """单件分派: by hand, whatever the plan says; also from one investigator to another."""
    return reply(response, await commands.allocate(session, case, body.investigator, actor))


@router.post("/surveys/{case_no}/hand-over", response_model=SurveyOut)
async def hand_over_survey(case: Held, body: HandOverIn, session: Session, actor: Leader, response: Response) -> Survey:
    """转市公司: the city investigates it; for want of capacity only where the branch can't finish it on time."""
    return reply(response, await survey_allocating.hand_over(session, case, body.reason, actor))


@router.post("/surveys/{case_no}/start", response_model=SurveyOut)
async def begin_survey(case: Held, session: Session, actor: Investigator, response: Response) -> Survey:
    """开始调查: by whom it was allocated to; of those handed over by somebody of the city, whose it is then."""
    return reply(response, await commands.begin(session, case, actor))


@router.post("/surveys/{case_no}/report", response_model=SurveyOut)
async def report_survey(
    case: Held, body: SurveyReportIn, session: Session, actor: Investigator, response: Response
) -> Survey:
    """调查回销: what was found; the evidence asked for is on record, or the report says why it can't be had."""
    return reply(response, await commands.report(session, case, body, actor))


@router.get("/surveys/{case_no}/reports", response_model=SurveyReportsOut)
async def list_survey_reports(case: Held, session: Session, actor: FindingsReader) -> dict[str, Any]:
    """调查报告: each round's, the oldest first; what was found only if your token may read personal data."""
    return await commands.reports_for(session, case, actor)


@router.post("/surveys/{case_no}/acceptance", response_model=SurveyOut)
async def accept_survey(case: Seen, session: Session, actor: Adjudicator, response: Response) -> Survey:
    """调查验收: the findings answer what was asked; the claim's last survey ends its wait."""
    return reply(response, await surveying.accept(session, case, actor))


@router.post("/surveys/{case_no}/supplement", response_model=SurveyOut)
async def send_survey_back(
    case: Seen, body: SupplementIn, session: Session, actor: Adjudicator, response: Response
) -> Survey:
    """退回补充调查: something is left to find out; a round of its own, with a limit of its own."""
    return reply(response, await commands.send_back(session, case, body.reason, body.evidence, actor))


@router.post("/surveys/{case_no}/cancellation", response_model=SurveyOut)
async def cancel_survey(case: Held, body: ReasonIn, session: Session, actor: Adjudicator, response: Response) -> Survey:
    """撤销调查: nothing is to be found out any more."""
    return reply(response, await surveying.cancel(session, case, body.reason, actor))
