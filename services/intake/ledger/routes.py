"""Routes of the money book (收款台账). HTTP only."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request, Response

from services.intake.ledger import closing, desk, queries
from services.intake.ledger.models import Place, PremiumClosing, PremiumReceipt, PremiumRefund
from services.intake.ledger.schemas import (
    AssignmentIn,
    BalanceOut,
    ClosingIn,
    ClosingOut,
    MoneyIn,
    ReceiptNo,
    ReceiptOut,
    ReceiptWithBookOut,
    RefundIn,
    RefundOut,
)
from shared.app import make_router
from shared.auth import Actor, Role, allow, check_scope
from shared.case_routes import OrgFilter, in_view
from shared.cases import CaseMixin
from shared.days import today_at
from shared.db import ReadSession, Session, SnapshotSession
from shared.errors import Text
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import CaseNo, Day, OrgCode

router = make_router(Text("收款台账", "Money book"))

Cashier = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR)]
Payer = Annotated[Actor, allow(Role.CASHIER)]
Asker = Annotated[Actor, allow(Role.CASHIER, Role.TELLER)]
Reader = Annotated[
    Actor, allow(Role.CASHIER, Role.TELLER, Role.INTEGRATOR, Role.AUDITOR, Role.BRANCH_MANAGER, Role.PROVINCE)
]


def _payables(request: Request) -> Iterable[type[CaseMixin]]:
    return cast(Iterable[type[CaseMixin]], request.app.state.payables)


Payables = Annotated[Any, Depends(_payables)]


@router.post("/receipts", response_model=ReceiptOut, status_code=201, dependencies=[IdempotencyRequired])
async def take_in_money(
    body: MoneyIn, session: Session, actor: Cashier, models: Payables, request: Request, response: Response
) -> PremiumReceipt:
    """收款: money came in, by cash or transfer; what doesn't cover a case's premium yet is suspended (挂账)."""
    check_scope(actor, body.org)
    receipt = await desk.take_in(session, models, body, actor)
    response.headers["Location"] = f"{request.scope.get('root_path', '')}/v1/receipts/{receipt.receipt_no}"
    return receipt


@router.get("/receipts", response_model=Page[ReceiptOut])
async def list_receipts(
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    state: Annotated[Place | None, Query(description="Receipts of which some money is there (核销/挂账/退费)")] = None,
    org: OrgFilter = None,
    case_no: Annotated[CaseNo | None, Query(description="件号")] = None,
    day: Annotated[Day | None, Query(description="收款日期")] = None,
) -> Found[PremiumReceipt]:
    """收款清单: money received in your organisation, the newest last."""
    asked = ((PremiumReceipt.case_no, case_no), (PremiumReceipt.received_on, day))
    query = in_view(PremiumReceipt, actor, *asked, org=org)
    query = query.where(queries.HOLDS[state]) if state else query
    return await paginate(session, query, page, PremiumReceipt.received_at, PremiumReceipt.receipt_no)


@router.get("/receipts/{receipt_no}")
async def get_receipt(receipt_no: ReceiptNo, session: SnapshotSession, actor: Reader) -> ReceiptWithBookOut:
    """查询收款: one receipt, where its money is and how it came there."""
    return await queries.receipt_of(session, receipt_no, actor)


@router.post("/receipts/{receipt_no}/assignment", response_model=ReceiptOut)
async def assign_money(
    receipt_no: ReceiptNo, body: AssignmentIn, session: Session, actor: Cashier, models: Payables
) -> PremiumReceipt:
    """挂账核销: suspended money is for this case; it is applied as soon as what is due is covered."""
    return await desk.assign(session, models, receipt_no, body.case_no, actor)


@router.post(
    "/receipts/{receipt_no}/refunds", response_model=RefundOut, status_code=201, dependencies=[IdempotencyRequired]
)
async def ask_for_refund(receipt_no: ReceiptNo, body: RefundIn, session: Session, actor: Asker) -> PremiumRefund:
    """退费申请: suspended money shall be paid back; another person pays it out."""
    return await desk.ask_refund(session, receipt_no, body, actor)


@router.get("/premium-refunds", response_model=Page[RefundOut])
async def list_refunds(
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    status: Annotated[str | None, Query(pattern="^(asked|paid|dropped)$", description="状态")] = None,
    org: OrgFilter = None,
) -> Found[PremiumRefund]:
    """退费清单: refunds of your organisation, the newest last."""
    query = in_view(PremiumRefund, actor, (PremiumRefund.status, status), org=org)
    return await paginate(session, query, page, PremiumRefund.asked_at, PremiumRefund.refund_no)


@router.post("/premium-refunds/{refund_no}/payment", response_model=RefundOut)
async def pay_refund(refund_no: ReceiptNo, session: Session, actor: Payer) -> PremiumRefund:
    """退费付款: paid out, by another than who asked for it."""
    return await desk.pay_refund(session, refund_no, actor)


@router.post("/premium-refunds/{refund_no}/cancellation", response_model=RefundOut)
async def drop_refund(refund_no: ReceiptNo, session: Session, actor: Asker) -> PremiumRefund:
    """退费撤销: it won't be paid out; the money is free again."""
    return await desk.drop_refund(session, refund_no, actor)


@router.get("/premium-balance")
async def get_balance(
    session: ReadSession,
    actor: Reader,
    org: Annotated[OrgCode, Query(description="Organisation, with those below it")],
    day: Annotated[Day | None, Query(description="At the end of this day; left out: as it stands")] = None,
) -> BalanceOut:
    """台账余额: collected = applied + suspended + refunded, to the fen."""
    check_scope(actor, org)
    until: date = day or today_at(org)
    return await queries.balance_of(session, org, until)


@router.post("/premium-closings", response_model=ClosingOut, status_code=201)
async def close_day(body: ClosingIn, session: Session, actor: Payer) -> PremiumClosing:
    """日结: cash counted and transfers by the bank's statement, against the book; a difference needs its reason."""
    return await closing.close(session, body, actor)


@router.get("/premium-closings", response_model=Page[ClosingOut])
async def list_closings(
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    org: OrgFilter = None,
    day: Annotated[Day | None, Query(description="日结日期")] = None,
) -> Found[PremiumClosing]:
    """日结清单: days closed in your organisation, the newest last."""
    query = in_view(PremiumClosing, actor, (PremiumClosing.day, day), org=org)
    return await paginate(session, query, page, PremiumClosing.day, PremiumClosing.closing_no)
