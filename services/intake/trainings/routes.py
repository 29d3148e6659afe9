"""Routes of the trainings in the field (送培训进职场). HTTP only."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.intake.trainings import commands
from services.intake.trainings.lifecycle import TrainingStatus
from services.intake.trainings.models import Training
from services.intake.trainings.schemas import TrainingIn, TrainingOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
from shared.case_routes import OrgFilter, add_case_views, case_in_hand, case_on_view, created, page_of_cases, reply
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.schemas import Code, Day

router = make_router(Text("培训", "Trainings"))

Viewed = Annotated[Training, case_on_view(Training)]
Held = Annotated[Training, case_in_hand(Training)]
Recorder = Annotated[Actor, allow(Role.TELLER, Role.BRANCH_MANAGER)]
Manager = Annotated[Actor, allow(Role.BRANCH_MANAGER)]


@router.post("/trainings", response_model=TrainingOut, status_code=201)
async def record_training(
    body: TrainingIn, session: Session, actor: Recorder, request: Request, response: Response
) -> Training:
    """登记培训: a training held at an outlet, with the defects it spoke of; its effect is told by metrics."""
    check_scope(actor, body.org)
    return created(request, response, "/trainings", await commands.record(session, body, actor))


@router.get("/trainings", response_model=Page[TrainingOut])
async def list_trainings(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[TrainingStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    outlet: Annotated[Code | None, Query(description="网点/职场")] = None,
    held_on: Annotated[Day | None, Query(description="培训日期")] = None,
) -> Found[Training]:
    """培训清单: trainings of your organisation, by the day they were held."""
    asked = ((Training.status, status), (Training.outlet, outlet), (Training.held_on, held_on))
    return await page_of_cases(session, Training, actor, page, *asked, org=org)


@router.get("/trainings/{case_no}", response_model=TrainingOut)
async def get_training(case: Viewed, response: Response) -> Training:
    """查询培训: one training."""
    return reply(response, case)


add_case_views(router, "/trainings", Training)


@router.post("/trainings/{case_no}/cancellation", response_model=TrainingOut)
async def cancel_training(case: Held, session: Session, actor: Manager, response: Response) -> Training:
    """撤销培训: it was recorded by mistake, and counts no longer."""
    return reply(response, await commands.cancel(session, case, actor))
