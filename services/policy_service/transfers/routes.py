"""Routes of the transfer batches (给付转账批次). HTTP only."""

from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request, Response
from sqlalchemy import select

from services.policy_service.payees.payouts import PayoutKinds
from services.policy_service.transfers import commands
from services.policy_service.transfers.lifecycle import TransferBatchStatus
from services.policy_service.transfers.models import Transfer, TransferBatch
from services.policy_service.transfers.schemas import (
    CancelIn,
    TransferBatchIn,
    TransferBatchOut,
    TransferOut,
    TransferReasonOut,
)
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
from shared.pagination import Found, Page, PageParams, paginate
from shared.transfer_reasons import IN_WORDS, REASONS

router = make_router(Text("给付转账批次", "Transfer batches"))

Viewed = Annotated[TransferBatch, case_on_view(TransferBatch)]
Held = Annotated[TransferBatch, case_in_hand(TransferBatch)]
Resting = Annotated[TransferBatch, case_at_rest(TransferBatch)]
Cashier = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR)]
Canceller = Annotated[Actor, allow(Role.CASHIER)]


def _payouts(request: Request) -> PayoutKinds:
    return cast(PayoutKinds, request.app.state.payouts)


KnownPayouts = Annotated[Any, Depends(_payouts)]


@router.get("/transfer-reasons")
async def get_transfer_reasons(actor: CurrentActor) -> list[TransferReasonOut]:
    """转账失败原因: and what helps."""
    return [
        TransferReasonOut(
            **each.text._asdict(),
            code=each.code,
            helps="refresh-account" if each.after is None else "try-again",
            retry_after_working_days=each.after,
            most_tries=each.most,
            basis=each.basis,
            mark=each.mark,
        )
        for each in REASONS.values()
    ]


@router.post("/transfer-batches", response_model=TransferBatchOut, status_code=201)
async def draw_up_batch(
    body: TransferBatchIn, session: Session, actor: Cashier, payouts: KnownPayouts, request: Request, response: Response
) -> TransferBatch:
    """给付制盘: draw up what is due and has a good account."""
    return created(request, response, "/transfer-batches", await commands.draw_up(session, payouts, body.org, actor))


@router.get("/transfer-batches", response_model=Page[TransferBatchOut])
async def list_batches(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[TransferBatchStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
) -> Found[TransferBatch]:
    """给付转账批次清单: batches of your organisation, the newest last."""
    asked = ((TransferBatch.status, status),)
    return await page_of_cases(session, TransferBatch, actor, page, *asked, org=org, due_before=due_before)


@router.get("/transfer-batches/{case_no}", response_model=TransferBatchOut)
async def get_batch(case: Viewed, response: Response) -> TransferBatch:
    """查询给付转账批次: one batch."""
    return reply(response, case)


add_case_views(router, "/transfer-batches", TransferBatch)


@router.get("/transfer-batches/{case_no}/items", response_model=Page[TransferOut])
async def list_items(case: Viewed, session: ReadSession, page: PageParams) -> Found[Transfer]:
    """转账明细: the transfers of a batch with their results."""
    query = select(Transfer).where(Transfer.batch_no == case.case_no)
    return await paginate(session, query, page, Transfer.item_no)


@router.post("/transfer-batches/{case_no}/export", response_model=TransferBatchOut)
async def export_batch(case: Held, session: Session, actor: Cashier, response: Response) -> TransferBatch:
    """给付送盘: it goes to the bank; its results are awaited from now on."""
    return reply(response, await commands.export(session, case, actor))


@router.get("/transfer-batches/{case_no}/file", response_class=Response, responses={200: {"content": {CSV: {}}}})
async def get_bank_file(case: Held, session: Session, actor: Cashier, encoding: Encoding = "utf-8") -> Response:
    """给付送盘文件: CSV for the bank, with accounts: for those who may read personal data, and recorded."""
    return as_download(case, await commands.file_of(session, case, actor), encoding)


@router.post("/transfer-batches/{case_no}/results", response_model=TransferBatchOut)
async def import_results(
    case: Resting,
    seen: IfMatch,
    session: Session,
    actor: Cashier,
    payouts: KnownPayouts,
    request: Request,
    response: Response,
    file: ResultsFile,
) -> TransferBatch:
    """给付回盘: the bank's results, whole or not at all; faults are told row by row."""
    sha256, read = await take_results(request, file, case, actor, IN_WORDS)
    return reply(response, await commands.reconcile(session, payouts, case.case_no, sha256, read, actor, seen))


@router.post("/transfer-batches/{case_no}/cancellation", response_model=TransferBatchOut)
async def cancel_batch(
    case: Held, body: CancelIn, session: Session, actor: Canceller, payouts: KnownPayouts, response: Response
) -> TransferBatch:
    """给付批次作废: it never went to the bank; what was in it may be drawn up again."""
    return reply(response, await commands.cancel(session, payouts, case, body.reason, actor))
