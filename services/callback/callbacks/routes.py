"""Routes of the call-back (回访件). HTTP only."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from services.callback.callbacks import calling, contacts, project_tables, pursuing, queue
from services.callback.callbacks.lifecycle import CallbackStatus
from services.callback.callbacks.models import Callback
from services.callback.callbacks.schemas import (
    AttemptIn,
    CallbackOut,
    CallContactOut,
    ElectronicIn,
    LetterAnswerIn,
    LetterIn,
    NextIn,
    OwnerCode,
    ProjectCode,
    VisitIn,
)
from services.callback.policies.models import KnownPolicy
from services.callback.projects.schemas import ProjectOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import (
    DueBefore,
    OrgFilter,
    add_case_views,
    case_at_rest,
    case_in_hand,
    case_on_view,
    page_of_cases,
    reply,
)
from shared.cases import get_case
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.people import show_contact

router = make_router(Text("回访件", "Call-backs"))

Viewed = Annotated[Callback, case_on_view(Callback)]
Resting = Annotated[Callback, case_at_rest(Callback)]
Held = Annotated[Callback, case_in_hand(Callback)]
Caller = Annotated[Actor, allow(Role.CALLER)]
OfBranch = Annotated[Actor, allow(Role.CALLER, Role.BRANCH_MANAGER)]
Platform = Annotated[Actor, allow(Role.INTEGRATOR)]


@router.get("/callback-projects", response_model=list[ProjectOut])
async def list_projects(actor: CurrentActor) -> list[dict[str, Any]]:
    """回访项目表: what we call about, which events open and close a task, what is asked, until when, whose it is."""
    return project_tables.tables()


@router.get("/callbacks", response_model=Page[CallbackOut])
async def list_callbacks(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[CallbackStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    policy_no: Annotated[str | None, Query(max_length=40, description="保单号")] = None,
    project: ProjectCode | None = None,
    owner: OwnerCode | None = None,
) -> Found[Callback]:
    """回访清单: call-backs of your organisation, the newest last."""
    asked = ((Callback.status, status), (Callback.policy_no, policy_no))
    sorts = ((Callback.project, project), (Callback.owner, owner))
    return await page_of_cases(session, Callback, actor, page, *asked, *sorts, org=org, due_before=due_before)


@router.get("/callbacks/{case_no}", response_model=CallbackOut)
async def get_callback(case: Viewed, response: Response) -> Callback:
    """查询回访件: one call-back."""
    return reply(response, case)


add_case_views(router, "/callbacks", Callback)


@router.get("/callbacks/{case_no}/contact")
async def get_contact(case: Resting, request: Request, session: Session, actor: Caller) -> CallContactOut:
    """联系方式: whom to call, fetched from policy_service for the call and not kept; masked without `pii:read`.

    During calls it is for whoever holds the case (`not-held`, `lease-ended`, `held-by-another`); once somebody visits
    or writes, for callers of the case's organisation; of a case that is closed or awaits its receipt for nobody (409).
    """
    contacts.check_may_see(case, actor)
    person = await contacts.fetch_person(request.app.state.sisters, case.policy_no, case.called)
    shown = await show_contact(session, person, actor, subject=case.case_no, purpose=contacts.PURPOSE)
    policy = await session.get(KnownPolicy, case.policy_no)
    return contacts.with_numbers(shown, person["phones"], case, policy)


@router.post("/callbacks/{case_no}/attempts", response_model=CallbackOut)
async def record_attempt(case: Held, body: AttemptIn, session: Session, actor: Caller, response: Response) -> Callback:
    """呼叫结果: record what came of a call on a case that you hold; `completed`, all answered, ends the case."""
    return reply(response, await calling.attempt(session, case, body, actor))


@router.post("/next", response_model=CallbackOut, responses={204: {"description": "没有可呼叫的件 Nobody to call now"}})
async def take_next(body: NextIn, session: Session, actor: Caller, response: Response) -> Any:
    """取下一件: the case with the least time left that you can take, held for you for twenty minutes.

    No two callers get the same. Result and next call follow by `POST /v1/callbacks/{case_no}/attempts`.
    """
    number = await queue.next_for(session, actor, body)
    if number is None:
        return Response(status_code=204)
    return reply(response, await get_case(session, Callback, number, actor))


@router.post("/callbacks/{case_no}/hold", response_model=CallbackOut)
async def take_case(case: Held, session: Session, actor: Caller, response: Response) -> Callback:
    """领取: take this case, whoever's task it is, to call now; held for twenty minutes."""
    return reply(response, await queue.take(session, case, actor))


@router.post("/callbacks/{case_no}/visit-orders", response_model=CallbackOut)
async def order_visit(case: Held, session: Session, actor: OfBranch, response: Response) -> Callback:
    """转上门: somebody is to go there; by itself it comes when the branch has called in vain."""
    return reply(response, await pursuing.order_visit(session, case, actor))


@router.post("/callbacks/{case_no}/visits", response_model=CallbackOut)
async def record_visit(case: Held, body: VisitIn, session: Session, actor: Caller, response: Response) -> Callback:
    """上门结果: record what came of a visit."""
    return reply(response, await pursuing.visit(session, case, body, actor))


@router.post("/callbacks/{case_no}/letters", response_model=CallbackOut)
async def send_letter(case: Held, body: LetterIn, session: Session, actor: OfBranch, response: Response) -> Callback:
    """信函已发: a letter went out after a visit in vain."""
    return reply(response, await pursuing.send_letter(session, case, body, actor))


@router.post("/callbacks/{case_no}/letter-answers", response_model=CallbackOut)
async def answer_letter(
    case: Held, body: LetterAnswerIn, session: Session, actor: Caller, response: Response
) -> Callback:
    """信函回执: the letter came back answered, its receipt signed."""
    return reply(response, await pursuing.answer_letter(session, case, body, actor))


@router.post("/callbacks/{case_no}/electronic-answers", response_model=CallbackOut)
async def answer_online(
    case: Held, body: ElectronicIn, session: Session, actor: Platform, response: Response
) -> Callback:
    """电子回访: the customer's own answers on the insurer's platform, identity verified."""
    return reply(response, await pursuing.answer_online(session, case, body, actor))
