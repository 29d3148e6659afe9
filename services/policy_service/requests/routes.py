"""Routes of the service request (保全申请) and its catalogue (保全项目). HTTP only."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.items.item import Item
from services.policy_service.items.paper_words import PAPERS
from services.policy_service.requests import agents, commands, papers
from services.policy_service.requests.endorsement import endorsement_of
from services.policy_service.requests.endorsement_document import docx_of
from services.policy_service.requests.lifecycle import RequestStatus
from services.policy_service.requests.models import ServiceRequest
from services.policy_service.requests.quotation import quote
from services.policy_service.requests.schemas import (
    CancelIn,
    ChangeOut,
    DecisionIn,
    ItemOut,
    MoneyIn,
    Paper,
    PaperRejectionIn,
    PapersIn,
    PrincipalNoticeIn,
    QuotationIn,
    QuotationOut,
    ReviewIn,
    ServiceRequestIn,
    ServiceRequestOut,
)
from shared.app import make_router
from shared.attachments import attached
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
from shared.idempotency import CHANGES_NOTHING, IdempotencyRequired
from shared.pagination import Found, Page, PageParams
from shared.schemas import Code
from shared.word_documents import DOCX

router = make_router(Text("保全申请", "Service requests"))

Viewed = Annotated[ServiceRequest, case_on_view(ServiceRequest)]
Held = Annotated[ServiceRequest, case_in_hand(ServiceRequest)]
Seen = Annotated[ServiceRequest, case_in_hand(ServiceRequest, as_seen=True)]
Teller = Annotated[Actor, allow(Role.TELLER)]
Underwriter = Annotated[Actor, allow(Role.UNDERWRITER)]
Reviewer = Annotated[Actor, allow(Role.REVIEWER)]
Cashier = Annotated[Actor, allow(Role.CASHIER)]
Reader = Annotated[Actor, allow(Role.TELLER, Role.REVIEWER, Role.UNDERWRITER, Role.AUDITOR, Role.BRANCH_MANAGER)]


@router.get("/service-items", response_model=list[ItemOut])
async def list_service_items(actor: CurrentActor) -> list[dict[str, Any]]:
    """保全项目: what may be asked for, by whom, when, with which papers, and who decides."""
    return [_shown(item) for item in ITEMS.values()]


@router.post("/service-requests", response_model=ServiceRequestOut, status_code=201)
async def accept_request(
    body: ServiceRequestIn, session: Session, actor: Teller, request: Request, response: Response
) -> ServiceRequest:
    """保全受理: something is asked for; whatever paper is missing, the answer lists them all."""
    return created(request, response, "/service-requests", await commands.accept(session, body, actor))


@router.post("/service-quotations", response_model=QuotationOut, openapi_extra=CHANGES_NOTHING)
async def quote_change(body: QuotationIn, session: ReadSession, actor: Teller) -> dict[str, Any]:
    """保全试算: what a change would cost or bring today, line by line, before it is asked for."""
    return await quote(session, body, actor)


@router.get("/service-requests", response_model=Page[ServiceRequestOut])
async def list_requests(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[RequestStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    item: Annotated[Code | None, Query(description="保全项目")] = None,
    policy_no: Annotated[str | None, Query(max_length=40, description="保单号")] = None,
) -> Found[ServiceRequest]:
    """保全申请清单: requests of your organisation, the newest last."""
    asked = ((ServiceRequest.status, status), (ServiceRequest.item, item), (ServiceRequest.policy_no, policy_no))
    return await page_of_cases(session, ServiceRequest, actor, page, *asked, org=org, due_before=due_before)


@router.get("/service-requests/{case_no}", response_model=ServiceRequestOut)
async def get_request(case: Viewed, response: Response) -> ServiceRequest:
    """查询保全申请: one request."""
    return reply(response, case)


add_case_views(router, "/service-requests", ServiceRequest)


@router.get("/service-requests/{case_no}/change", response_model=ChangeOut)
async def get_change(case: Held, session: Session, actor: Reader) -> dict[str, Any]:
    """变更内容: what is asked for, if your token may read personal data; such a read is recorded."""
    return await commands.change_for(session, case, actor)


@router.get(
    "/service-requests/{case_no}/endorsement", response_class=Response, responses={200: {"content": {DOCX: {}}}}
)
async def get_endorsement(case: Held, session: Session, actor: Reader) -> Response:
    """批单: to print, as a Word document; masked unless your token may read personal data; such a read is recorded."""
    endorsement = await endorsement_of(session, case, actor)
    content = await run_in_threadpool(docx_of, endorsement)
    return Response(content, media_type=DOCX, headers=attached(f"{case.endorsement_no}.docx"))


@router.post("/service-requests/{case_no}/papers-notice", response_model=ServiceRequestOut)
async def tell_missing(case: Held, session: Session, actor: Teller, response: Response) -> ServiceRequest:
    """一次性告知: the applicant was told everything that is missing; it can be told only once."""
    return reply(response, await papers.tell_missing(session, case, actor))


@router.post("/service-requests/{case_no}/papers", response_model=ServiceRequestOut)
async def bring_papers(
    case: Held, body: PapersIn, session: Session, actor: Teller, response: Response
) -> ServiceRequest:
    """补交资料: papers were handed in."""
    return reply(response, await papers.bring_papers(session, case, body.papers, actor))


@router.post("/service-requests/{case_no}/papers/{paper}/rejection", response_model=ServiceRequestOut)
async def reject_paper(
    case: Held, paper: Paper, body: PaperRejectionIn, session: Session, actor: Teller, response: Response
) -> ServiceRequest:
    """资料不合格: a paper that was handed in is unfit, and missing again."""
    return reply(response, await papers.reject_paper(session, case, paper, body.cause, actor))


@router.post("/service-requests/{case_no}/submission", response_model=ServiceRequestOut)
async def submit_request(case: Held, session: Session, actor: Teller, response: Response) -> ServiceRequest:
    """经办提交: worked on; the item says whether it is in force at once or who decides."""
    return reply(response, await commands.submit(session, case, actor))


@router.post("/service-requests/{case_no}/underwriting", response_model=ServiceRequestOut)
async def underwrite_request(
    case: Seen, body: DecisionIn, session: Session, actor: Underwriter, response: Response
) -> ServiceRequest:
    """保全核保: the underwriter agrees or declines."""
    return reply(response, await commands.underwrite(session, case, body, actor))


@router.post("/service-requests/{case_no}/review", response_model=ServiceRequestOut)
async def review_request(
    case: Seen, body: ReviewIn, session: Session, actor: Reviewer, response: Response
) -> ServiceRequest:
    """保全复核: agreed to, sent back or rejected, by another than who worked on it."""
    return reply(response, await commands.review(session, case, body, actor))


@router.post(
    "/service-requests/{case_no}/receipts", response_model=ServiceRequestOut, dependencies=[IdempotencyRequired]
)
async def receive_money(
    case: Held, body: MoneyIn, session: Session, actor: Cashier, response: Response
) -> ServiceRequest:
    """保全收费: what is due came in, and the change is in force."""
    return reply(response, await commands.receive(session, case, body, actor))


@router.post("/service-requests/{case_no}/payout", response_model=ServiceRequestOut, dependencies=[IdempotencyRequired])
async def pay_out(case: Held, body: MoneyIn, session: Session, actor: Cashier, response: Response) -> ServiceRequest:
    """保全付费: what is due to the customer was paid."""
    return reply(response, await commands.pay_out(session, case, body, actor))


@router.post("/service-requests/{case_no}/principal-notice", response_model=ServiceRequestOut)
async def tell_principal(
    case: Held, body: PrincipalNoticeIn, session: Session, actor: Teller, response: Response
) -> ServiceRequest:
    """通知委托人: the principal was told what their agent was paid."""
    return reply(response, await agents.tell_principal(session, case, body.means, actor))


@router.post("/service-requests/{case_no}/cancellation", response_model=ServiceRequestOut)
async def cancel_request(
    case: Held, body: CancelIn, session: Session, actor: Teller, response: Response
) -> ServiceRequest:
    """撤销申请: withdrawn, before the review has concluded."""
    return reply(response, await commands.cancel(session, case, body.reason, actor))


def _shown(item: Item) -> dict[str, Any]:
    consent = item.consent
    return {
        "code": item.code,
        **item.name._asdict(),
        "exchange": item.exchange,
        "applicants": sorted(item.applicants),
        "during": sorted(item.during),
        "papers": [{"code": paper, **PAPERS[paper]._asdict()} for paper in item.papers],
        "consent": consent and {"of": consent.of, "paper": consent.paper, "basis": consent.basis, "mark": consent.mark},
        "underwritten": item.underwritten,
        "underwritten_where": item.underwritten_where and item.underwritten_where.text,
        "rated": item.rated,
        "reviewed": item.reviewed,
        "alone": item.alone,
        "frozen_by_claims": item.frozen_by_claims,
        "basis": item.basis,
        "mark": item.mark,
    }
