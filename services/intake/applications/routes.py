"""Routes of the individual long-term application (个险长险投保件). HTTP only."""

from typing import Annotated

from fastapi import Depends, File, Form, Path, Query, Request, Response, UploadFile
from sqlalchemy import select

from services.intake.applications.commands import decisions, premium, processing, reception, scanning
from services.intake.applications.lifecycle import ApplicationStatus
from services.intake.applications.models import Application, Party, Scan
from services.intake.applications.papers import TYPES
from services.intake.applications.parties import read_parties
from services.intake.applications.schemas import (
    ApplicationIn,
    ApplicationOut,
    ChecklistOut,
    CorrectionIn,
    DebitResultIn,
    DecisionIn,
    DefectsIn,
    KeyingIn,
    NoticeIn,
    NoticeStepIn,
    ReviewIn,
    ScanCheckIn,
    ScanOut,
)
from services.intake.issuing import issue
from services.intake.schemas import ReasonIn, ReceiptIn
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
from shared.case_routes import (
    DueBefore,
    OrgFilter,
    add_case_views,
    case_at_rest,
    case_in_hand,
    case_on_view,
    created,
    page_of_cases,
    reply,
)
from shared.cases import get_case
from shared.db import ReadSession, Session, reading
from shared.errors import Text
from shared.etag import IfMatch
from shared.file_reads import check_may_view
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams, paginate
from shared.people import PeopleOut
from shared.people_search import add_people_search
from shared.schemas import Code, Written

router = make_router(Text("投保件", "Applications"))

Viewed = Annotated[Application, case_on_view(Application)]
Resting = Annotated[Application, case_at_rest(Application)]
Held = Annotated[Application, case_in_hand(Application)]
Seen = Annotated[Application, case_in_hand(Application, as_seen=True)]
ScanId = Annotated[int, Path(ge=1, lt=2**31)]

Teller = Annotated[Actor, allow(Role.TELLER)]
Receiver = Annotated[Actor, allow(Role.TELLER, Role.INTEGRATOR)]
Reviewer = Annotated[Actor, allow(Role.REVIEWER)]
Finder = Annotated[Actor, allow(Role.TELLER, Role.REVIEWER, Role.UNDERWRITER)]
Returner = Annotated[Actor, allow(Role.TELLER, Role.REVIEWER)]
Underwriter = Annotated[Actor, allow(Role.UNDERWRITER)]
Cashier = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR)]
READERS = allow(
    Role.TELLER, Role.REVIEWER, Role.UNDERWRITER, Role.AUDITOR, Role.SERVICE, Role.BRANCH_MANAGER, Role.COMPLIANCE
)
PartyReader = Annotated[Actor, READERS]


@router.post("/applications", response_model=ApplicationOut, status_code=201)
async def accept_application(
    body: ApplicationIn, session: Session, actor: Receiver, request: Request, response: Response
) -> Application:
    """受理投保件: accept an application form; its defects are told at once, all together."""
    check_scope(actor, body.org)
    case = await reception.accept(session, body, actor)
    return created(request, response, "/applications", case)


@router.get("/applications", response_model=Page[ApplicationOut])
async def list_applications(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[ApplicationStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    form_no: Annotated[str | None, Query(max_length=40)] = None,
) -> Found[Application]:
    """投保件清单: applications of your organisation, the newest last."""
    asked = ((Application.status, status), (Application.form_no, form_no))
    return await page_of_cases(session, Application, actor, page, *asked, org=org, due_before=due_before)


@router.get("/applications/{case_no}", response_model=ApplicationOut)
async def get_application(case: Viewed, response: Response) -> Application:
    """查询投保件: one application."""
    return reply(response, case)


add_case_views(router, "/applications", Application)
add_people_search(router, Party, Application, READERS)


@router.get("/applications/{case_no}/parties")
async def get_parties(
    case: Held, session: Session, actor: PartyReader, purpose: Annotated[Code, Query()] = "service"
) -> PeopleOut:
    """投保人等资料: the people on the form, masked unless the token may read personal data; such a read is recorded."""
    return await read_parties(session, case, purpose, actor)


@router.post("/applications/{case_no}/defects", response_model=ApplicationOut)
async def report_defects(
    case: Held, body: DefectsIn, session: Session, actor: Finder, response: Response
) -> Application:
    """登记问题件: defects found at scanning, keying, review or underwriting; the worst decides what is asked for."""
    return reply(response, await reception.report_defects(session, case, body.defects, actor))


@router.post("/applications/{case_no}/supplement", response_model=ApplicationOut)
async def supplement_application(
    case: Held, body: CorrectionIn, session: Session, actor: Teller, response: Response
) -> Application:
    """补正: the corrected form is in; it is checked again whole."""
    return reply(response, await reception.correct(session, case, body.form, "supplement", actor))


@router.post("/applications/{case_no}/replacement", response_model=ApplicationOut)
async def replace_form(
    case: Held, body: CorrectionIn, session: Session, actor: Teller, response: Response
) -> Application:
    """换单: the replacement form is in."""
    return reply(response, await reception.correct(session, case, body.form, "replace", actor))


@router.post("/applications/{case_no}/return", response_model=ApplicationOut)
async def return_application(
    case: Held, body: ReasonIn, session: Session, actor: Returner, response: Response
) -> Application:
    """退单: give the form back to its submitter, before underwriting."""
    return reply(response, await reception.give_back(session, case, body.reason, actor))


@router.post("/applications/{case_no}/withdrawal", response_model=ApplicationOut)
async def withdraw_application(
    case: Held, body: ReasonIn, session: Session, actor: Teller, response: Response
) -> Application:
    """撤单: the customer withdraws before issue; what was paid is to be paid back."""
    return reply(response, await reception.withdraw(session, case, body.reason, actor))


@router.post("/applications/{case_no}/scans", response_model=ScanOut, status_code=201)
async def add_scan(
    case: Resting,
    seen: IfMatch,
    session: Session,
    actor: Teller,
    request: Request,
    file: Annotated[UploadFile, File(description="PDF, PNG, JPEG or TIFF, judged by its content")],
    type: Annotated[str, Form(pattern=TYPES)],
    page: Annotated[int, Written, Form(ge=1, le=500)],
) -> Scan:
    """扫描: one page into the image store, under its SHA-256; a page whose image is altered or lost, at any time."""
    async with reading(request.app.state.sessions) as looking:
        await scanning.check_takes_page(looking, case, type, page)
    image = await request.app.state.files.put(file)
    held = await get_case(session, Application, case.case_no, actor, expect=seen)
    return await scanning.add_page(session, held, type, page, image, actor)


@router.get("/applications/{case_no}/scans", response_model=Page[ScanOut])
async def list_scans(case: Viewed, session: ReadSession, page: PageParams) -> Found[Scan]:
    """影像清单: the scanned pages of an application, in the order of their scanning."""
    return await paginate(session, select(Scan).where(Scan.case_no == case.case_no), page, Scan.id)


async def _scan_at_rest(case: Resting, scan_id: ScanId, request: Request) -> Scan:
    async with reading(request.app.state.sessions) as session:
        return await scanning.scan_of(session, case, scan_id)


@router.get("/applications/{case_no}/scans/{scan_id}", response_class=Response)
async def view_scan(
    scan: Annotated[Scan, Depends(_scan_at_rest)], session: Session, actor: PartyReader, request: Request
) -> Response:
    """调阅影像: the image itself. It shows personal data: the token needs `pii:read`, and the read is recorded.

    An image that the store altered or lost is told as `file-altered` or `file-lost`: the page is to be scanned again.
    """
    check_may_view(actor, Text("调阅影像须有查看个人信息的权限", "Images show personal data"))
    image = await scanning.image_of(session, request.app.state.files, scan, actor)
    return Response(image, media_type=scan.media_type)


@router.post("/applications/{case_no}/scans/{scan_id}/removal", response_model=ScanOut)
async def remove_scan(case: Held, scan_id: ScanId, session: Session, actor: Teller) -> Scan:
    """撤页: take out a page that doesn't belong there, before the scan is complete; it stays on record."""
    return await scanning.remove_page(session, case, await scanning.scan_of(session, case, scan_id))


@router.get("/applications/{case_no}/papers")
async def get_papers(case: Viewed, session: ReadSession) -> ChecklistOut:
    """影像资料清单: which papers the form requires; which pages are there, missing, rejected, altered or lost."""
    return await scanning.checklist(session, case)


@router.post("/applications/{case_no}/scanning", response_model=ApplicationOut)
async def complete_scan(case: Held, session: Session, actor: Teller, response: Response) -> Application:
    """扫描完成: all required pages are in."""
    return reply(response, await scanning.complete_scan(session, case, actor))


@router.post("/applications/{case_no}/scan-check", response_model=ApplicationOut)
async def check_scans(
    case: Held, body: ScanCheckIn, session: Session, actor: Reviewer, response: Response
) -> Application:
    """影像质检: pass the scans, or send pages back to be scanned again."""
    return reply(response, await scanning.check_scans(session, case, body.rejected, actor))


@router.post("/applications/{case_no}/keying", response_model=ApplicationOut)
async def key_application(
    case: Held, body: KeyingIn, session: Session, actor: Teller, response: Response
) -> Application:
    """录入: key the figures a second time, from the image."""
    return reply(response, await processing.key(session, case, body, actor))


@router.post("/applications/{case_no}/review", response_model=ApplicationOut)
async def review_application(
    case: Seen, body: ReviewIn, session: Session, actor: Reviewer, response: Response
) -> Application:
    """复核: a second person checks the keying; what passes goes through automatic underwriting (自核) at once."""
    return reply(response, await processing.review(session, case, body, actor))


@router.post("/applications/{case_no}/escalation", response_model=ApplicationOut)
async def escalate_application(case: Held, session: Session, actor: Underwriter, response: Response) -> Application:
    """上报: to the next level of underwriting."""
    return reply(response, await decisions.escalate(session, case, actor))


@router.post("/applications/{case_no}/notices", response_model=ApplicationOut)
async def send_notice(
    case: Held, body: NoticeIn, session: Session, actor: Underwriter, response: Response
) -> Application:
    """下发函件: 体检, 契调, 补充资料 or 财务; the clocks stand still until it is answered."""
    return reply(response, await decisions.send_notice(session, case, body.type, actor))


@router.post("/applications/{case_no}/notice-told", response_model=ApplicationOut)
async def tell_customer(
    case: Held, body: NoticeStepIn, session: Session, actor: Teller, response: Response
) -> Application:
    """通知客户: the customer has been told of a notice."""
    return reply(response, await decisions.tell_customer(session, case, body.no, actor))


@router.post("/applications/{case_no}/notice-answer", response_model=ApplicationOut)
async def answer_notice(
    case: Held, body: NoticeStepIn, session: Session, actor: Teller, response: Response
) -> Application:
    """函件回销: the answer to a notice is in."""
    return reply(response, await decisions.answer_notice(session, case, body.no, actor))


@router.post("/applications/{case_no}/decision", response_model=ApplicationOut)
async def decide_application(
    case: Seen, body: DecisionIn, session: Session, actor: Underwriter, response: Response
) -> Application:
    """核保结论: approve (standard, rated, excluded, limited), decline or postpone, within your authority."""
    return reply(response, await decisions.decide(session, case, body, actor))


@router.post("/applications/{case_no}/debits", response_model=ApplicationOut, dependencies=[IdempotencyRequired])
async def record_debit(
    case: Held, body: DebitResultIn, session: Session, actor: Cashier, response: Response
) -> Application:
    """首期代扣结果: the bank's answer to one attempt."""
    return reply(response, await premium.record_debit(session, case, body, actor))


@router.post("/applications/{case_no}/receipts", response_model=ApplicationOut, dependencies=[IdempotencyRequired])
async def receive_premium(
    case: Held, body: ReceiptIn, session: Session, actor: Cashier, response: Response
) -> Application:
    """收费: the first premium paid in at the counter, in full."""
    return reply(response, await premium.receive_premium(session, case, body, actor))


@router.post("/applications/{case_no}/issue", response_model=ApplicationOut)
async def issue_policy(case: Held, session: Session, actor: Teller, response: Response) -> Application:
    """出单: make the contract; the policy follows through the event stream."""
    return reply(response, await issue(session, case, actor))
