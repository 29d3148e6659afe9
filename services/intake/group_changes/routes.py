"""Routes of the group changes (加减人批改). HTTP only."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.intake.group_changes import commands
from services.intake.group_changes.lifecycle import GroupChangeStatus
from services.intake.group_changes.models import Addition, GroupChange
from services.intake.group_changes.schemas import GroupChangeIn, GroupChangeOut, ReviewIn
from services.intake.schemas import ConclusionIn, ReasonIn, ReceiptIn
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
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams
from shared.people import PeopleOut, read_people
from shared.schemas import CaseNo, Code

router = make_router(Text("团单加减人批改", "Changes of groups"))
PATH = "/group-changes"

Viewed = Annotated[GroupChange, case_on_view(GroupChange)]
Held = Annotated[GroupChange, case_in_hand(GroupChange)]
Seen = Annotated[GroupChange, case_in_hand(GroupChange, as_seen=True)]

Teller = Annotated[Actor, allow(Role.TELLER)]
Underwriter = Annotated[Actor, allow(Role.UNDERWRITER)]
Reviewer = Annotated[Actor, allow(Role.REVIEWER)]
Cashier = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR)]
PersonReader = Annotated[
    Actor,
    allow(
        Role.TELLER, Role.REVIEWER, Role.UNDERWRITER, Role.AUDITOR, Role.SERVICE, Role.BRANCH_MANAGER, Role.COMPLIANCE
    ),
]


@router.post(PATH, response_model=GroupChangeOut, status_code=201)
async def open_group_change(
    body: GroupChangeIn, session: Session, actor: Teller, request: Request, response: Response
) -> GroupChange:
    """受理加减人: who joins and who leaves an issued group policy; all of it is taken, or nothing."""
    return created(request, response, PATH, await commands.accept(session, body, actor))


@router.get(PATH, response_model=Page[GroupChangeOut])
async def list_group_changes(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[GroupChangeStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    group_application_no: Annotated[CaseNo | None, Query(description="团单件号")] = None,
) -> Found[GroupChange]:
    """加减人清单: changes of your organisation, the newest last."""
    asked = ((GroupChange.status, status), (GroupChange.group_application_no, group_application_no))
    return await page_of_cases(session, GroupChange, actor, page, *asked, org=org, due_before=due_before)


@router.get(PATH + "/{case_no}", response_model=GroupChangeOut)
async def get_group_change(case: Viewed, response: Response) -> GroupChange:
    """查询加减人批改: one change."""
    return reply(response, case)


add_case_views(router, PATH, GroupChange)


@router.get(PATH + "/{case_no}/additions")
async def get_additions(
    case: Held, session: Session, actor: PersonReader, purpose: Annotated[Code, Query()] = "service"
) -> PeopleOut:
    """加人名单: who joins, masked unless the token may read personal data; such a read is recorded."""
    return await read_people(session, Addition, case.case_no, actor, purpose=purpose)


@router.post(PATH + "/{case_no}/submission", response_model=GroupChangeOut)
async def submit_group_change(case: Held, session: Session, actor: Teller, response: Response) -> GroupChange:
    """提交复核: to review, or first to underwriting if the grown policy needs a higher authority."""
    return reply(response, await commands.submit(session, case, actor))


@router.post(PATH + "/{case_no}/decision", response_model=GroupChangeOut)
async def decide_group_change(
    case: Seen, body: ConclusionIn, session: Session, actor: Underwriter, response: Response
) -> GroupChange:
    """核保结论: approve or decline, within your authority."""
    return reply(response, await commands.decide(session, case, body, actor))


@router.post(PATH + "/{case_no}/review", response_model=GroupChangeOut)
async def review_group_change(
    case: Seen, body: ReviewIn, session: Session, actor: Reviewer, response: Response
) -> GroupChange:
    """复核: by another than who submitted it; the premium is asked for, or it is endorsed at once where none is due."""
    return reply(response, await commands.review(session, case, body, actor))


@router.post(PATH + "/{case_no}/receipts", response_model=GroupChangeOut, dependencies=[IdempotencyRequired])
async def receive_premium_of_group_change(
    case: Held, body: ReceiptIn, session: Session, actor: Cashier, response: Response
) -> GroupChange:
    """收费: the premium of the change, in full."""
    return reply(response, await commands.receive_premium(session, case, body, actor))


@router.post(PATH + "/{case_no}/endorsement", response_model=GroupChangeOut)
async def endorse_group_change(case: Held, session: Session, actor: Teller, response: Response) -> GroupChange:
    """出批单: what was paid for is insured from its day on, under an endorsement number."""
    return reply(response, await commands.endorse(session, case, actor))


@router.post(PATH + "/{case_no}/withdrawal", response_model=GroupChangeOut)
async def withdraw_group_change(
    case: Held, body: ReasonIn, session: Session, actor: Teller, response: Response
) -> GroupChange:
    """撤销批改: the organisation withdraws before the endorsement; what was paid is to be paid back."""
    return reply(response, await commands.withdraw(session, case, body.reason, actor))
