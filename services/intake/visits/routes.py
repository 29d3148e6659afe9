"""Routes of the hall (大厅): visits and their queue. HTTP only."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.intake.visits import commands
from services.intake.visits.lifecycle import VisitStatus
from services.intake.visits.models import Visit
from services.intake.visits.schemas import (
    AbandonmentIn,
    CallIn,
    EvaluationIn,
    NextIn,
    QueueOut,
    TicketIn,
    VisitOut,
)
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
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
from shared.schemas import Code, Day, OrgCode

router = make_router(Text("大厅", "Hall"))

Viewed = Annotated[Visit, case_on_view(Visit)]
Held = Annotated[Visit, case_in_hand(Visit)]
Teller = Annotated[Actor, allow(Role.TELLER)]
Taker = Annotated[Actor, allow(Role.TELLER, Role.INTEGRATOR)]
Customer = Annotated[Actor, allow(Role.INTEGRATOR)]


@router.post("/visits", response_model=VisitOut, status_code=201)
async def take_ticket(body: TicketIn, session: Session, actor: Taker, request: Request, response: Response) -> Visit:
    """取号: a ticket for an outlet's queue of today, at the kiosk or from a teller."""
    check_scope(actor, body.org)
    case = await commands.take(session, body, request.app.state.settings, actor)
    return created(request, response, "/visits", case)


@router.get("/visits", response_model=Page[VisitOut])
async def list_visits(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[VisitStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    outlet: Annotated[Code | None, Query(description="网点")] = None,
    taken_on: Annotated[Day | None, Query(description="取号日期")] = None,
) -> Found[Visit]:
    """来访清单: visits of your organisation, the newest last."""
    asked = ((Visit.status, status), (Visit.outlet, outlet), (Visit.taken_on, taken_on))
    return await page_of_cases(session, Visit, actor, page, *asked, org=org, due_before=due_before)


@router.get("/visits/{case_no}", response_model=VisitOut)
async def get_visit(case: Viewed, response: Response) -> Visit:
    """查询来访件: one visit."""
    return reply(response, case)


add_case_views(router, "/visits", Visit)


@router.get("/queues")
async def get_queue(
    session: ReadSession,
    actor: CurrentActor,
    org: Annotated[OrgCode, Query(description="机构")],
    outlet: Annotated[Code, Query(description="网点")],
) -> QueueOut:
    """排队情况: how many wait at an outlet, and since when."""
    check_scope(actor, org)
    return await commands.queue(session, org, outlet)


@router.post("/queues/next", response_model=VisitOut)
async def call_next(body: NextIn, session: Session, actor: Teller, response: Response) -> Visit:
    """叫下一号: the next number to a free window, priority first; no two windows get the same. 404: nobody waits."""
    check_scope(actor, body.org)
    return reply(response, await commands.call_next(session, body, actor))


@router.post("/visits/{case_no}/call", response_model=VisitOut)
async def call_ticket(case: Held, body: CallIn, session: Session, actor: Teller, response: Response) -> Visit:
    """叫号: this very number, out of its turn or after it was passed over (过号重呼)."""
    return reply(response, await commands.call(session, case, body.window_no, actor))


@router.post("/visits/{case_no}/repeat-call", response_model=VisitOut)
async def call_ticket_again(case: Held, session: Session, actor: Teller, response: Response) -> Visit:
    """重呼: call it again, to the same window; each call counts."""
    return reply(response, await commands.call_again(session, case, actor))


@router.post("/visits/{case_no}/passing-over", response_model=VisitOut)
async def pass_ticket_over(case: Held, session: Session, actor: Teller, response: Response) -> Visit:
    """过号: nobody answered three calls; the window is free for the next."""
    return reply(response, await commands.pass_over(session, case, actor))


@router.post("/visits/{case_no}/handling", response_model=VisitOut)
async def serve_customer(case: Held, session: Session, actor: Teller, response: Response) -> Visit:
    """开始办理: the customer stands at the window."""
    return reply(response, await commands.serve(session, case, actor))


@router.post("/visits/{case_no}/evaluation-request", response_model=VisitOut)
async def ask_evaluation(case: Held, session: Session, actor: Teller, response: Response) -> Visit:
    """请求评价: ask the customer, before the visit is finished; a visit finished without counts as forgotten."""
    return reply(response, await commands.ask_evaluation(session, case, actor))


@router.post("/visits/{case_no}/evaluation", response_model=VisitOut)
async def evaluate_visit(
    case: Held, body: EvaluationIn, session: Session, actor: Customer, response: Response
) -> Visit:
    """客户评价: given once, through the device at the window; no teller can."""
    return reply(response, await commands.evaluate(session, case, body, actor))


@router.post("/visits/{case_no}/completion", response_model=VisitOut)
async def finish_visit(case: Held, session: Session, actor: Teller, response: Response) -> Visit:
    """办结: the window is free for the next."""
    return reply(response, await commands.finish(session, case, actor))


@router.post("/visits/{case_no}/abandonment", response_model=VisitOut)
async def abandon_ticket(case: Held, body: AbandonmentIn, session: Session, actor: Teller, response: Response) -> Visit:
    """弃号: the number is given up; what nobody served by midnight lapses."""
    return reply(response, await commands.abandon(session, case, body.reason, actor))
