"""Routes of the claim from its invoices to payment, and what may come after. HTTP only."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from services.claims.cases import decision_letter, decision_letter_document
from services.claims.cases.answers import CalculationOut, ClaimOut, InvoiceOut
from services.claims.cases.commands import adjudicating, afterwards, asking, calculating, deciding, keeping
from services.claims.cases.models import Claim, ClaimCalculation
from services.claims.cases.schemas import (
    AdvanceIn,
    CalculationIn,
    DecisionIn,
    FindingsIn,
    InvoiceIn,
    ReasonIn,
    ReReviewIn,
    ReviewIn,
    ToldIn,
)
from shared.app import make_router
from shared.attachments import attached
from shared.auth import Actor, Role, allow
from shared.case_routes import case_at_rest, case_in_hand, case_on_view, reply
from shared.cases import get_case
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.etag import IfMatch
from shared.language import Language
from shared.word_documents import DOCX

router = make_router(Text("理赔核定与给付", "Claims: decision and payment"))

Viewed = Annotated[Claim, case_on_view(Claim)]
Held = Annotated[Claim, case_in_hand(Claim)]
Seen = Annotated[Claim, case_in_hand(Claim, as_seen=True)]
Resting = Annotated[Claim, case_at_rest(Claim)]
Teller = Annotated[Actor, allow(Role.TELLER)]
Clerk = Annotated[Actor, allow(Role.TELLER, Role.ADJUDICATOR)]
Adjudicator = Annotated[Actor, allow(Role.ADJUDICATOR)]
Reviewer = Annotated[Actor, allow(Role.REVIEWER, Role.ADJUDICATOR, Role.BRANCH_MANAGER, Role.PROVINCE)]
Decider = Annotated[Actor, allow(Role.ADJUDICATOR, Role.BRANCH_MANAGER, Role.PROVINCE)]
READERS = (
    Role.TELLER, Role.REVIEWER, Role.ADJUDICATOR, Role.BRANCH_MANAGER, Role.PROVINCE, Role.AUDITOR, Role.CASHIER
)  # fmt: skip
Reader = Annotated[Actor, allow(*READERS)]
LetterLanguage = Annotated[Language, Query(description="Of the letter: the claimant reads Chinese, whatever you do")]
Board = Annotated[Actor, allow(*READERS, Role.SERVICE)]
InvoiceId = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/claims/{case_no}/invoices", response_model=list[InvoiceOut])
async def list_invoices(case: Viewed, session: ReadSession, actor: Reader) -> list[dict[str, Any]]:
    """发票清单: the claim's invoices, each with the other claims that have it."""
    return await adjudicating.invoices_of(session, case)


@router.post("/claims/{case_no}/invoices", response_model=InvoiceOut, status_code=201)
async def record_invoice(case: Held, body: InvoiceIn, session: Session, actor: Clerk) -> dict[str, Any]:
    """发票登记: what an invoice says; found in another claim by its number or file, the answer tells which."""
    invoice = await adjudicating.record_invoice(session, case, body, actor)
    return await adjudicating.shown_invoice(session, case, invoice)


@router.post("/claims/{case_no}/invoices/{invoice_id}/striking", response_model=InvoiceOut)
async def strike_invoice(case: Held, invoice_id: InvoiceId, session: Session, actor: Clerk) -> dict[str, Any]:
    """发票作废: it was recorded by mistake; a corrected one may be recorded in its place."""
    invoice = await adjudicating.strike_invoice(session, case, invoice_id, actor)
    return await adjudicating.shown_invoice(session, case, invoice)


@router.get("/claims/{case_no}/calculations", response_model=list[CalculationOut])
async def list_calculations(case: Viewed, session: ReadSession, actor: Board) -> Sequence[ClaimCalculation]:
    """理算书: each calculation line by line, the newest first; it is the one that holds."""
    return await keeping.calculations_of(session, case.case_no)


@router.get("/claims/{case_no}/letter", response_class=Response, responses={200: {"content": {DOCX: {}}}})
async def get_letter(
    case: Resting, session: Session, actor: Reader, request: Request, language: LetterLanguage = "zh"
) -> Response:
    """理赔核定通知书: the decision with its lines, and who is paid, to print for the claimant, as a Word document;
    names are masked unless your token may read personal data; such a read is recorded."""
    names = await decision_letter.names_on_policy(request.app.state.sisters, case)
    held = await get_case(session, Claim, case.case_no, actor)
    letter = await decision_letter.letter_of(session, held, names, actor)
    content = await run_in_threadpool(decision_letter_document.docx_of, letter, language)
    return Response(content, media_type=DOCX, headers=attached(f"{case.case_no}.docx"))


@router.post("/claims/{case_no}/calculation", response_model=ClaimOut)
async def calculate_claim(
    case: Resting,
    seen: IfMatch,
    body: FindingsIn,
    session: Session,
    actor: Adjudicator,
    request: Request,
    response: Response,
) -> Claim:
    """理算: the facts that were found, put to the benefit rules; the amount is the sum of its lines."""
    asked = await asking.ask_keepers(request.app.state.sisters, case, body)
    held = await get_case(session, Claim, case.case_no, actor, expect=seen)
    return reply(response, await calculating.calculate(session, held, body, asked, actor))


@router.post("/claims/{case_no}/manual-calculation", response_model=ClaimOut)
async def calculate_by_hand(
    case: Resting,
    seen: IfMatch,
    body: CalculationIn,
    session: Session,
    actor: Adjudicator,
    request: Request,
    response: Response,
) -> Claim:
    """手工理算: line by line, of a product without benefit rules only."""
    age = await asking.ask_age(request.app.state.sisters, case, body)
    held = await get_case(session, Claim, case.case_no, actor, expect=seen)
    return reply(response, await calculating.calculate_by_hand(session, held, body, age, actor))


@router.post("/claims/{case_no}/review", response_model=ClaimOut)
async def review_claim(case: Seen, body: ReviewIn, session: Session, actor: Reviewer, response: Response) -> Claim:
    """理赔审核: passed by another than who calculated, or sent back."""
    if body.outcome == "pass":
        return reply(response, await deciding.review(session, case, actor))
    return reply(response, await deciding.send_back(session, case, body.reason or "", actor))


@router.post("/claims/{case_no}/decision", response_model=ClaimOut)
async def decide_claim(case: Seen, body: DecisionIn, session: Session, actor: Decider, response: Response) -> Claim:
    """核定: approved, agreed on another amount, or refused, by whoever has the authority and didn't calculate."""
    return reply(response, await deciding.decide(session, case, body, actor))


@router.post("/claims/{case_no}/refusal-notice", response_model=ClaimOut)
async def tell_refusal(case: Held, body: ToldIn, session: Session, actor: Clerk, response: Response) -> Claim:
    """拒赔通知: the notice with the reasons was sent."""
    return reply(response, await deciding.tell_refusal(session, case, body.told_by, actor))


@router.post("/claims/{case_no}/advance", response_model=ClaimOut)
async def approve_advance(case: Seen, body: AdvanceIn, session: Session, actor: Decider, response: Response) -> Claim:
    """先予支付核准: the part that can be determined is to be paid before the decision."""
    return reply(response, await deciding.approve_advance(session, case, body, actor))


@router.post("/claims/{case_no}/appeal", response_model=ClaimOut)
async def appeal(case: Held, body: ReasonIn, session: Session, actor: Teller, response: Response) -> Claim:
    """复议申请: the claimant disagrees with the decision."""
    return reply(response, await afterwards.appeal(session, case, body.reason, actor))


@router.post("/claims/{case_no}/re-review", response_model=ClaimOut)
async def re_review(case: Seen, body: ReReviewIn, session: Session, actor: Decider, response: Response) -> Claim:
    """复议: upheld, or adjudicated anew, by another than who decided."""
    return reply(response, await afterwards.re_review(session, case, body, actor))


@router.post("/claims/{case_no}/reopening", response_model=ClaimOut)
async def reopen_claim(case: Seen, body: ReasonIn, session: Session, actor: Adjudicator, response: Response) -> Claim:
    """案件重开: adjudicated anew for a reason; what was paid stays paid."""
    return reply(response, await afterwards.reopen(session, case, body.reason, actor))
