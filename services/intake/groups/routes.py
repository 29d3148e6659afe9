"""Routes of the group application (短险团单, 汇交件). HTTP only; those of its people: `insured_routes`."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.intake.groups.commands import decisions, premium, reception
from services.intake.groups.lifecycle import GroupApplicationStatus
from services.intake.groups.models import GroupApplication
from services.intake.groups.schemas import GroupApplicationIn, GroupApplicationOut
from services.intake.schemas import ConclusionIn, ReasonIn, ReceiptIn
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
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams

router = make_router(Text("团单投保件", "Group applications"))

Viewed = Annotated[GroupApplication, case_on_view(GroupApplication)]
Held = Annotated[GroupApplication, case_in_hand(GroupApplication)]
Seen = Annotated[GroupApplication, case_in_hand(GroupApplication, as_seen=True)]

Teller = Annotated[Actor, allow(Role.TELLER)]
Receiver = Annotated[Actor, allow(Role.TELLER, Role.INTEGRATOR)]
Reopener = Annotated[Actor, allow(Role.TELLER, Role.UNDERWRITER)]
Underwriter = Annotated[Actor, allow(Role.UNDERWRITER)]
Cashier = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR)]


@router.post("/group-applications", response_model=GroupApplicationOut, status_code=201)
async def accept_group_application(
    body: GroupApplicationIn, session: Session, actor: Receiver, request: Request, response: Response
) -> GroupApplication:
    """受理团单: accept an organisation's application; the list of its insured persons follows."""
    check_scope(actor, body.org)
    case = await reception.accept(session, body, actor)
    return created(request, response, "/group-applications", case)


@router.get("/group-applications", response_model=Page[GroupApplicationOut])
async def list_group_applications(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[GroupApplicationStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    form_no: Annotated[str | None, Query(max_length=40)] = None,
    credit_code: Annotated[str | None, Query(max_length=18, description="统一社会信用代码")] = None,
) -> Found[GroupApplication]:
    """团单清单: group applications of your organisation, the newest last."""
    asked = (
        (GroupApplication.status, status),
        (GroupApplication.form_no, form_no),
        (GroupApplication.credit_code, credit_code),
    )
    return await page_of_cases(session, GroupApplication, actor, page, *asked, org=org, due_before=due_before)


@router.get("/group-applications/{case_no}", response_model=GroupApplicationOut)
async def get_group_application(case: Viewed, response: Response) -> GroupApplication:
    """查询团单: one group application."""
    return reply(response, case)


add_case_views(router, "/group-applications", GroupApplication)


@router.post("/group-applications/{case_no}/submission", response_model=GroupApplicationOut)
async def submit_group_application(case: Held, session: Session, actor: Teller, response: Response) -> GroupApplication:
    """提交核保: to underwriting by the city; a sum above its authority goes up by itself."""
    return reply(response, await decisions.submit(session, case, actor))


@router.post("/group-applications/{case_no}/escalation", response_model=GroupApplicationOut)
async def escalate_group_application(
    case: Held, session: Session, actor: Underwriter, response: Response
) -> GroupApplication:
    """上报: to the next level of underwriting."""
    return reply(response, await decisions.escalate(session, case, actor))


@router.post("/group-applications/{case_no}/reopening", response_model=GroupApplicationOut)
async def reopen_group_application(
    case: Held, body: ReasonIn, session: Session, actor: Reopener, response: Response
) -> GroupApplication:
    """退回修改: open the list again for additions and removals, until the premium is in; underwriting begins anew."""
    return reply(response, await decisions.reopen(session, case, body.reason, actor))


@router.post("/group-applications/{case_no}/decision", response_model=GroupApplicationOut)
async def decide_group_application(
    case: Seen, body: ConclusionIn, session: Session, actor: Underwriter, response: Response
) -> GroupApplication:
    """核保结论: approve or decline, within your authority."""
    return reply(response, await decisions.decide(session, case, body, actor))


@router.post(
    "/group-applications/{case_no}/receipts", response_model=GroupApplicationOut, dependencies=[IdempotencyRequired]
)
async def receive_group_premium(
    case: Held, body: ReceiptIn, session: Session, actor: Cashier, response: Response
) -> GroupApplication:
    """收费: the premium of all heads, in full."""
    return reply(response, await premium.receive_premium(session, case, body, actor))


@router.post("/group-applications/{case_no}/issue", response_model=GroupApplicationOut)
async def issue_group_policy(case: Held, session: Session, actor: Teller, response: Response) -> GroupApplication:
    """出单: make the contract; its people are changed by `/group-changes` from then on."""
    return reply(response, await premium.issue(session, case, actor))


@router.post("/group-applications/{case_no}/return", response_model=GroupApplicationOut)
async def return_group_application(
    case: Held, body: ReasonIn, session: Session, actor: Teller, response: Response
) -> GroupApplication:
    """退单: give the form back to the organisation, before underwriting."""
    return reply(response, await reception.give_back(session, case, body.reason, actor))


@router.post("/group-applications/{case_no}/withdrawal", response_model=GroupApplicationOut)
async def withdraw_group_application(
    case: Held, body: ReasonIn, session: Session, actor: Teller, response: Response
) -> GroupApplication:
    """撤单: the organisation withdraws before issue; what was paid is to be paid back."""
    return reply(response, await reception.withdraw(session, case, body.reason, actor))
