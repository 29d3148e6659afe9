"""Routes of the complaint (投诉件). HTTP only."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response

from services.callback import complaining
from services.callback.complaints import commands
from services.callback.complaints.lifecycle import HANDLERS, HEADS, PROVINCE, REGISTRARS, ComplaintStatus
from services.callback.complaints.models import Complaint
from services.callback.complaints.schemas import (
    AnswerIn,
    ChannelCode,
    ComplaintDetailsOut,
    ComplaintIn,
    ComplaintOut,
    ComplaintTablesOut,
    ExtensionIn,
    FurtherExtensionIn,
    HandlerIn,
    HandlingIn,
    ReasonCode,
    RefusalIn,
    ToldIn,
)
from services.callback.complaints.tables import EXTENSIONS, FINDINGS, REASONS, REFUSALS
from services.callback.problems.models import ProblemCase
from services.callback.problems.schemas import ProblemCaseOut
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
from shared.coded_rows import shown_all
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.schemas import Code

router = make_router(Text("投诉件", "Complaints"))

Viewed = Annotated[Complaint, case_on_view(Complaint)]
Held = Annotated[Complaint, case_in_hand(Complaint)]
Registrar = Annotated[Actor, allow(*REGISTRARS)]
Handler = Annotated[Actor, allow(*HANDLERS)]
Head = Annotated[Actor, allow(*HEADS)]
Province = Annotated[Actor, allow(*PROVINCE)]
Reader = Annotated[Actor, allow(*HANDLERS, Role.AUDITOR)]


@router.get("/complaint-tables", response_model=ComplaintTablesOut)
async def list_complaint_tables(actor: CurrentActor) -> dict[str, list[dict[str, Any]]]:
    """投诉代码: reasons of complaints, of not accepting one and of an extension, and what is found."""
    tables = {"reasons": shown_all(REASONS), "refusals": shown_all(REFUSALS)}
    return tables | {"extensions": shown_all(EXTENSIONS), "findings": shown_all(FINDINGS)}


@router.post("/complaints", response_model=ComplaintOut, status_code=201)
async def register_complaint(
    body: ComplaintIn, session: Session, actor: Registrar, request: Request, response: Response
) -> Complaint:
    """投诉登记: of a policy, of a call about one, or of a branch; no claim of a consumer is turned away unheard."""
    return created(request, response, "/complaints", await complaining.register(session, body, actor))


@router.get("/complaints", response_model=Page[ComplaintOut])
async def list_complaints(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[ComplaintStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    policy_no: Annotated[str | None, Query(max_length=40, description="保单号")] = None,
    callback_no: Annotated[str | None, Query(max_length=40, description="回访件号")] = None,
    reason: ReasonCode | None = None,
    channel: ChannelCode | None = None,
    handler: Annotated[Code | None, Query(description="经办人")] = None,
) -> Found[Complaint]:
    """投诉清单: complaints of your organisation, the newest last."""
    asked = ((Complaint.status, status), (Complaint.policy_no, policy_no), (Complaint.callback_no, callback_no))
    sorts = ((Complaint.reason, reason), (Complaint.channel, channel), (Complaint.handler, handler))
    return await page_of_cases(session, Complaint, actor, page, *asked, *sorts, org=org, due_before=due_before)


@router.get("/complaints/{case_no}", response_model=ComplaintOut)
async def get_complaint(case: Viewed, response: Response) -> Complaint:
    """查询投诉件: one complaint."""
    return reply(response, case)


add_case_views(router, "/complaints", Complaint)


@router.get("/complaints/{case_no}/details", response_model=ComplaintDetailsOut)
async def get_details(case: Held, session: Session, actor: Reader) -> dict[str, Any]:
    """投诉内容: who complained, and what was said, found and answered; the read is recorded."""
    return await commands.details_for(session, case, actor)


@router.get("/complaints/{case_no}/problem-cases", response_model=list[ProblemCaseOut])
async def list_problem_cases_of_complaint(
    case: Viewed, session: ReadSession, actor: CurrentActor
) -> Sequence[ProblemCase]:
    """关联问题件: what was found wrong in the call in which the complaint was made, the newest last."""
    return await complaining.of_the_same_call(session, ProblemCase, case, actor)


@router.post("/complaints/{case_no}/acceptance", response_model=ComplaintOut)
async def accept_complaint(case: Held, body: HandlerIn, session: Session, actor: Head, response: Response) -> Complaint:
    """投诉受理: who handles it isn't the salesperson complained of."""
    return reply(response, await commands.accept(session, case, body.handler, actor))


@router.post("/complaints/{case_no}/refusal", response_model=ComplaintOut)
async def decline_complaint(
    case: Held, body: RefusalIn, session: Session, actor: Head, response: Response
) -> Complaint:
    """不予受理: for a reason of the table, which who complained was told."""
    return reply(response, await commands.decline(session, case, body, actor))


@router.post("/complaints/{case_no}/assignment", response_model=ComplaintOut)
async def hand_over_complaint(
    case: Held, body: HandlerIn, session: Session, actor: Head, response: Response
) -> Complaint:
    """投诉转办: somebody else handles it from now on; the time goes on."""
    return reply(response, await commands.hand_over(session, case, body.handler, actor))


@router.post("/complaints/{case_no}/progress", response_model=ComplaintOut)
async def tell_progress(case: Held, body: ToldIn, session: Session, actor: Handler, response: Response) -> Complaint:
    """进展告知: no answer yet, and who complained was told how it stands."""
    return reply(response, await commands.tell_progress(session, case, body.told_by, actor))


@router.post("/complaints/{case_no}/examination", response_model=ComplaintOut)
async def begin_examination(
    case: Held, body: ToldIn, session: Session, actor: Handler, response: Response
) -> Complaint:
    """外部鉴定开始: the days of the decision stand still, as was told."""
    return reply(response, await commands.begin_examination(session, case, body.told_by, actor))


@router.post("/complaints/{case_no}/examination-result", response_model=ComplaintOut)
async def end_examination(case: Held, session: Session, actor: Handler, response: Response) -> Complaint:
    """外部鉴定结束: the days run on."""
    return reply(response, await commands.end_examination(session, case, actor))


@router.post("/complaints/{case_no}/extension", response_model=ComplaintOut)
async def extend_complaint(
    case: Held, body: ExtensionIn, session: Session, actor: Head, response: Response
) -> Complaint:
    """投诉延期: once, to thirty days, by another than who handles it, and told."""
    return reply(response, await commands.extend(session, case, body, actor))


@router.post("/complaints/{case_no}/further-extension", response_model=ComplaintOut)
async def extend_complaint_further(
    case: Held, body: FurtherExtensionIn, session: Session, actor: Province, response: Response
) -> Complaint:
    """投诉再延期: by at most thirty days more, approved by the provincial office, and told."""
    return reply(response, await commands.extend_further(session, case, body, actor))


@router.post("/complaints/{case_no}/handling", response_model=ComplaintOut)
async def handle_complaint(
    case: Held, body: HandlingIn, session: Session, actor: Handler, response: Response
) -> Complaint:
    """处理意见: it was looked into, and what was found."""
    return reply(response, await commands.handle(session, case, body, actor))


@router.post("/complaints/{case_no}/answer", response_model=ComplaintOut)
async def answer_complaint(
    case: Held, body: AnswerIn, session: Session, actor: Handler, response: Response
) -> Complaint:
    """投诉答复: who complained was told what was decided; both clocks stop."""
    return reply(response, await commands.answer(session, case, body, actor))


@router.post("/complaints/{case_no}/reopening", response_model=ComplaintOut)
async def reopen_complaint(case: Held, body: HandlerIn, session: Session, actor: Head, response: Response) -> Complaint:
    """投诉重办: who complained is not content; within thirty days of the answer, once, and by another."""
    return reply(response, await commands.reopen(session, case, body.handler, actor))


@router.post("/complaints/{case_no}/closing", response_model=ComplaintOut)
async def close_complaint(case: Held, session: Session, actor: Handler, response: Response) -> Complaint:
    """投诉结案: who complained accepts the answer; unanswered for thirty days, it closes by itself."""
    return reply(response, await commands.close(session, case, actor))


@router.post("/complaints/{case_no}/withdrawal", response_model=ComplaintOut)
async def withdraw_complaint(case: Held, session: Session, actor: Handler, response: Response) -> Complaint:
    """投诉撤回: who complained took it back; it ends that day."""
    return reply(response, await commands.withdraw(session, case, actor))
