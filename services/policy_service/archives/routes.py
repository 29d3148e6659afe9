"""Routes of the archive look-up (档案查询). HTTP only."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from services.policy_service import archiving
from services.policy_service.archives import commands
from services.policy_service.archives.lifecycle import ArchiveLookupStatus
from services.policy_service.archives.models import ArchiveLookup
from services.policy_service.archives.schemas import (
    ArchiveLookupIn,
    ArchiveLookupOut,
    ArchiveTablesOut,
    DetailsOut,
    HandOverIn,
    LegacyPolicyIn,
    ReasonIn,
    ReviewIn,
    SearchesOut,
    SearchIn,
    ToldIn,
)
from services.policy_service.archives.tables import NEGATIVES, PLACES, VOUCHERS
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
from shared.coded_rows import shown_all
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.schemas import Code

router = make_router(Text("档案查询", "Archive look-ups"))

Viewed = Annotated[ArchiveLookup, case_on_view(ArchiveLookup)]
Held = Annotated[ArchiveLookup, case_in_hand(ArchiveLookup)]
Seen = Annotated[ArchiveLookup, case_in_hand(ArchiveLookup, as_seen=True)]
Teller = Annotated[Actor, allow(Role.TELLER)]
Assigner = Annotated[Actor, allow(Role.TELLER, Role.BRANCH_MANAGER)]
Reviewer = Annotated[Actor, allow(Role.REVIEWER)]
Reader = Annotated[Actor, allow(Role.TELLER, Role.REVIEWER, Role.AUDITOR, Role.BRANCH_MANAGER)]


@router.get("/archive-tables", response_model=ArchiveTablesOut)
async def list_archive_tables(actor: CurrentActor) -> dict[str, list[dict[str, Any]]]:
    """档案查询代码: kinds of voucher, places to search and the reasons of a negative."""
    return {
        "vouchers": shown_all(VOUCHERS),
        "places": shown_all(PLACES),
        "negatives": shown_all(NEGATIVES),
    }


@router.post("/archive-lookups", response_model=ArchiveLookupOut, status_code=201)
async def open_lookup(
    body: ArchiveLookupIn, session: Session, actor: Teller, request: Request, response: Response
) -> ArchiveLookup:
    """档案查询受理: a customer holds a voucher that the system lacks; whoever takes it in searches first."""
    check_scope(actor, body.org)
    return created(request, response, "/archive-lookups", await archiving.open_lookup(session, body, actor))


@router.get("/archive-lookups", response_model=Page[ArchiveLookupOut])
async def list_lookups(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[ArchiveLookupStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    searcher: Annotated[Code | None, Query(description="查找人")] = None,
) -> Found[ArchiveLookup]:
    """档案查询清单: look-ups of your organisation, the newest last."""
    asked = ((ArchiveLookup.status, status), (ArchiveLookup.handler, searcher))
    return await page_of_cases(session, ArchiveLookup, actor, page, *asked, org=org, due_before=due_before)


@router.get("/archive-lookups/{case_no}", response_model=ArchiveLookupOut)
async def get_lookup(case: Viewed, response: Response) -> ArchiveLookup:
    """查询档案查询件: one look-up."""
    return reply(response, case)


add_case_views(router, "/archive-lookups", ArchiveLookup)


@router.get("/archive-lookups/{case_no}/details", response_model=DetailsOut)
async def get_details(case: Held, session: Session, actor: Reader) -> dict[str, Any]:
    """凭证与补录内容: the voucher, its people and the policy drawn up; read whole it is recorded."""
    return await commands.details_for(session, case, actor)


@router.get("/archive-lookups/{case_no}/searches", response_model=SearchesOut)
async def list_searches(case: Held, session: Session, actor: Reader) -> dict[str, Any]:
    """查找记录: the places looked into; what was found only for those who may read personal data, and recorded."""
    return await commands.searches_for(session, case, actor)


@router.post("/archive-lookups/{case_no}/searches", response_model=ArchiveLookupOut)
async def record_search(
    case: Held, body: SearchIn, session: Session, actor: Teller, response: Response
) -> ArchiveLookup:
    """登记查找: one place more was looked into, and how long that took."""
    return reply(response, await commands.record_search(session, case, body, actor))


@router.post("/archive-lookups/{case_no}/answer", response_model=ArchiveLookupOut)
async def answer_customer(case: Held, session: Session, actor: Teller, response: Response) -> ArchiveLookup:
    """首次答复: the customer was told how the search stands."""
    return reply(response, await commands.answer(session, case, actor))


@router.post("/archive-lookups/{case_no}/assignment", response_model=ArchiveLookupOut)
async def hand_over(
    case: Held, body: HandOverIn, session: Session, actor: Assigner, response: Response
) -> ArchiveLookup:
    """转交查找: somebody else searches from now on; the time goes on."""
    return reply(response, await commands.hand_over(session, case, body.searcher, actor))


@router.post("/archive-lookups/{case_no}/proposal", response_model=ArchiveLookupOut)
async def propose_policy(
    case: Held, body: LegacyPolicyIn, session: Session, actor: Teller, response: Response
) -> ArchiveLookup:
    """补录提交: found, and drawn up as a policy for the review."""
    return reply(response, await archiving.propose(session, case, body, actor))


@router.post("/archive-lookups/{case_no}/review", response_model=ArchiveLookupOut)
async def review_proposal(
    case: Seen, body: ReviewIn, session: Session, actor: Reviewer, response: Response
) -> ArchiveLookup:
    """补录复核: registered or sent back, by another than who drew it up; no call-back and no free-look follow."""
    return reply(response, await archiving.review(session, case, body, actor))


@router.post("/archive-lookups/{case_no}/conclusion", response_model=ArchiveLookupOut)
async def conclude_lookup(
    case: Held, body: ReasonIn, session: Session, actor: Teller, response: Response
) -> ArchiveLookup:
    """查无结论: there is nothing to register, for a reason of the table."""
    return reply(response, await commands.conclude(session, case, body.reason, actor))


@router.post("/archive-lookups/{case_no}/notice", response_model=ArchiveLookupOut)
async def tell_customer(case: Held, body: ToldIn, session: Session, actor: Teller, response: Response) -> ArchiveLookup:
    """查无告知: the customer was told the conclusion and its reason."""
    return reply(response, await commands.tell(session, case, body.channel, actor))


@router.post("/archive-lookups/{case_no}/resumption", response_model=ArchiveLookupOut)
async def resume_lookup(
    case: Held, body: ReasonIn, session: Session, actor: Teller, response: Response
) -> ArchiveLookup:
    """恢复查找: something new has come up."""
    return reply(response, await commands.resume(session, case, body.reason, actor))


@router.post("/archive-lookups/{case_no}/cancellation", response_model=ArchiveLookupOut)
async def cancel_lookup(
    case: Held, body: ReasonIn, session: Session, actor: Teller, response: Response
) -> ArchiveLookup:
    """查询撤销: the customer doesn't want it any more."""
    return reply(response, await commands.cancel(session, case, body.reason, actor))
