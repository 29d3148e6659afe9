"""Routes of the call-back (回访件). HTTP only."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.callback.callbacks import commands, contacts
from services.callback.callbacks.lifecycle import CallbackStatus
from services.callback.callbacks.models import Callback
from services.callback.callbacks.schemas import AttemptIn, CallbackOut
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
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.people import ContactOut, show_contact

router = make_router(Text("回访件", "Call-backs"))

Viewed = Annotated[Callback, case_on_view(Callback)]
Resting = Annotated[Callback, case_at_rest(Callback)]
Held = Annotated[Callback, case_in_hand(Callback)]
Caller = Annotated[Actor, allow(Role.CALLER)]


@router.get("/callbacks", response_model=Page[CallbackOut])
async def list_callbacks(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[CallbackStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    policy_no: Annotated[str | None, Query(max_length=40, description="保单号")] = None,
) -> Found[Callback]:
    """回访清单: call-backs of your organisation, the newest last."""
    asked = ((Callback.status, status), (Callback.policy_no, policy_no))
    return await page_of_cases(session, Callback, actor, page, *asked, org=org, due_before=due_before)


@router.get("/callbacks/{case_no}", response_model=CallbackOut)
async def get_callback(case: Viewed, response: Response) -> Callback:
    """查询回访件: one call-back."""
    return reply(response, case)


add_case_views(router, "/callbacks", Callback)


@router.get("/callbacks/{case_no}/contact")
async def get_contact(case: Resting, request: Request, session: Session, actor: Caller) -> ContactOut:
    """联系方式: whom to call, fetched from policy_service for the call and not kept; masked without `pii:read`."""
    policyholder = await contacts.fetch_policyholder(request.app.state.sisters, case.policy_no)
    return await show_contact(session, policyholder, actor, subject=case.case_no, purpose=contacts.PURPOSE)


@router.post("/callbacks/{case_no}/attempts", response_model=CallbackOut)
async def record_attempt(case: Held, body: AttemptIn, session: Session, actor: Caller, response: Response) -> Callback:
    """呼叫结果: record what came of a call; `completed` ends the case."""
    return reply(response, await commands.attempt(session, case, body.result, actor))
