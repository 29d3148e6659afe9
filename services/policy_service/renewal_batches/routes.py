"""Routes of the debit batches of renewals (续期代扣批次). HTTP only."""

from typing import Annotated

from fastapi import Path, Query, Request, Response
from sqlalchemy import select

from services.policy_service.collection import drawing, results, returning
from services.policy_service.collection.models import RenewalDebit
from services.policy_service.collection.schemas import DebitBalanceOut, DebitOut, DebitReturnIn, HeldState, ReasonIn
from services.policy_service.renewal_batches.lifecycle import RenewalBatchStatus
from services.policy_service.renewal_batches.models import RenewalBatch
from services.policy_service.renewal_batches.schemas import RenewalBatchIn, RenewalBatchOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.bank_files import Encoding, as_download
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
from shared.csv_files import CSV
from shared.db import ReadSession, Session
from shared.debit_results import ResultsFile, take_results
from shared.errors import Text
from shared.etag import IfMatch
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams, paginate

router = make_router(Text("续期代扣批次", "Debit batches of renewals"))

Viewed = Annotated[RenewalBatch, case_on_view(RenewalBatch)]
Held = Annotated[RenewalBatch, case_in_hand(RenewalBatch)]
Resting = Annotated[RenewalBatch, case_at_rest(RenewalBatch)]
Cashier = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR)]
ItemNo = Annotated[int, Path(ge=1, le=999_999_999)]
Asker = Annotated[Actor, allow(Role.CASHIER, Role.TELLER)]
Payer = Annotated[Actor, allow(Role.CASHIER)]
Canceller = Annotated[Actor, allow(Role.CASHIER)]


@router.post("/renewal-batches", response_model=RenewalBatchOut, status_code=201)
async def draw_up_batch(
    body: RenewalBatchIn, session: Session, actor: Cashier, request: Request, response: Response
) -> RenewalBatch:
    """制盘: draw up what is due: signed mandate, retry rule fulfilled; what a batch can't take comes into the next."""
    batch = await drawing.draw_up(session, body.org, body.day, actor)
    return created(request, response, "/renewal-batches", batch)


@router.get("/renewal-batches", response_model=Page[RenewalBatchOut])
async def list_batches(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[RenewalBatchStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
) -> Found[RenewalBatch]:
    """续期代扣批次清单: batches of your organisation, the newest last."""
    asked = ((RenewalBatch.status, status),)
    return await page_of_cases(session, RenewalBatch, actor, page, *asked, org=org, due_before=due_before)


@router.get("/renewal-batches/{case_no}", response_model=RenewalBatchOut)
async def get_batch(case: Viewed, response: Response) -> RenewalBatch:
    """查询续期代扣批次: one batch."""
    return reply(response, case)


add_case_views(router, "/renewal-batches", RenewalBatch)


@router.get("/renewal-batches/{case_no}/items", response_model=Page[DebitOut])
async def list_items(case: Viewed, session: ReadSession, page: PageParams) -> Found[RenewalDebit]:
    """续期代扣明细: the debits of a batch with their results."""
    query = select(RenewalDebit).where(RenewalDebit.batch_no == case.case_no)
    return await paginate(session, query, page, RenewalDebit.item_no)


@router.get("/unapplied-debits", response_model=Page[DebitOut])
async def list_unapplied(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    org: OrgFilter = None,
    held: Annotated[HeldState | None, Query(description="待退, 已申请退款 or 已退")] = None,
) -> Found[RenewalDebit]:
    """未入账清单: money that the bank debited though its premium was due no longer; it is to be paid back."""
    return await paginate(session, returning.unapplied_of(actor, org, held), page, RenewalDebit.id)


@router.get("/unapplied-balance", response_model=DebitBalanceOut)
async def get_unapplied_balance(session: ReadSession, actor: CurrentActor, org: OrgFilter = None) -> dict[str, int]:
    """未入账余额: how much of the unapplied debits is held, and how much was paid back."""
    return await returning.balance_of(session, actor, org)


@router.post("/renewal-batches/{case_no}/items/{item_no}/return-request", response_model=DebitOut)
async def ask_for_return(case: Resting, item_no: ItemNo, session: Session, actor: Asker) -> RenewalDebit:
    """未入账退款申请: the money of a debit that pays no premium shall go back; another person pays it out."""
    return await returning.ask(session, case, item_no, actor)


@router.post(
    "/renewal-batches/{case_no}/items/{item_no}/return", response_model=DebitOut, dependencies=[IdempotencyRequired]
)
async def return_debit(
    case: Resting, item_no: ItemNo, body: DebitReturnIn, session: Session, actor: Payer
) -> RenewalDebit:
    """未入账退款: it goes back, the whole of it and once, paid out by another than who asked for it."""
    return await returning.give_back(session, case, item_no, body, actor)


@router.post("/renewal-batches/{case_no}/export", response_model=RenewalBatchOut)
async def export_batch(case: Held, session: Session, actor: Cashier, response: Response) -> RenewalBatch:
    """送盘: what is due still goes to the bank; its results are awaited from now on. With nothing left: cancelled."""
    return reply(response, await drawing.export(session, case, actor))


@router.get("/renewal-batches/{case_no}/file", response_class=Response, responses={200: {"content": {CSV: {}}}})
async def get_bank_file(case: Held, session: Session, actor: Cashier, encoding: Encoding = "utf-8") -> Response:
    """送盘文件: CSV for the bank, with accounts: for those who may read personal data, and recorded."""
    return as_download(case, await drawing.file_of(session, case, actor), encoding)


@router.post("/renewal-batches/{case_no}/results", response_model=RenewalBatchOut)
async def import_results(
    case: Resting,
    seen: IfMatch,
    session: Session,
    actor: Cashier,
    request: Request,
    response: Response,
    file: ResultsFile,
) -> RenewalBatch:
    """回盘: the bank's results, whole or not at all; faults are told row by row."""
    sha256, read = await take_results(request, file, case, actor)
    return reply(response, await results.reconcile(session, case.case_no, sha256, read, actor, seen))


@router.post("/renewal-batches/{case_no}/cancellation", response_model=RenewalBatchOut)
async def cancel_batch(
    case: Held, body: ReasonIn, session: Session, actor: Canceller, response: Response
) -> RenewalBatch:
    """作废: it never went to the bank; its renewals may be drawn up again."""
    return reply(response, await drawing.cancel(session, case, body.reason, actor))
