"""Routes of the day's allocation (调查分派) and of the investigators' load. HTTP only."""

from typing import Annotated, Any

from fastapi import Query, Response

from services.claims import survey_allocating
from services.claims.survey_days.models import SurveyDay
from services.claims.survey_days.schemas import (
    AllocationIn,
    AllocationOut,
    LoadsOut,
    SurveyDayOut,
    answer_of,
)
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import OrgFilter, add_case_views, case_on_view, page_of_cases, reply
from shared.days import today_at
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.schemas import Day

router = make_router(Text("调查分派", "Allocation of surveys"))

Viewed = Annotated[SurveyDay, case_on_view(SurveyDay)]
Leader = Annotated[Actor, allow(Role.ADJUDICATOR, Role.BRANCH_MANAGER)]
Reader = Annotated[Actor, allow(Role.ADJUDICATOR, Role.INVESTIGATOR, Role.BRANCH_MANAGER, Role.PROVINCE, Role.AUDITOR)]


@router.post("/survey-allocations", response_model=AllocationOut)
async def allocate_day(body: AllocationIn, session: Session, actor: Leader, response: Response) -> AllocationOut:
    """分派当日调查: what waits is shared out so that the fewest are late; what can't be finished on time is told."""
    done = await survey_allocating.allocate_day(session, body, actor)
    return answer_of(reply(response, done["day"]), done["newly"], done["foreseen"])


@router.get("/survey-allocations", response_model=Page[SurveyDayOut])
async def list_survey_days(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    org: OrgFilter = None,
    held_on: Annotated[Day | None, Query(description="分派日")] = None,
) -> Found[SurveyDay]:
    """调查分派清单: days of your organisation on which surveys were allocated."""
    return await page_of_cases(session, SurveyDay, actor, page, (SurveyDay.held_on, held_on), org=org)


@router.get("/survey-allocations/{case_no}", response_model=SurveyDayOut)
async def get_survey_day(case: Viewed, response: Response) -> SurveyDay:
    """查询调查分派日: one day."""
    return reply(response, case)


add_case_views(router, "/survey-allocations", SurveyDay)


@router.get("/survey-loads", response_model=LoadsOut)
async def get_loads(session: ReadSession, actor: Reader, org: OrgFilter = None) -> dict[str, Any]:
    """调查员负荷: what each investigator of a branch holds now, beside what they can do today."""
    of = org or actor.org
    return await survey_allocating.loads_of(session, of, today_at(of), actor)
