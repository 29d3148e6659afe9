"""Routes of the debit batches (代扣批次). HTTP only."""

from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request, Response
from sqlalchemy import select

from services.intake.debits.commands import drawing, results
from services.intake.debits.debtors import Debtors
from services.intake.debits.lifecycle import DebitBatchStatus
from services.intake.debits.models import DebitBatch, DebitItem
from services.intake.debits.schemas import DebitBatchIn, DebitBatchOut, DebitItemOut, DebitReasonOut
from services.intake.schemas import ReasonIn
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
from shared.debit_reasons import REASONS
from shared.debit_results import ResultsFile, take_results
from shared.errors import Text
from shared.etag import IfMatch
from shared.pagination import Found, Page, PageParams, paginate

router = make_router(Text("代扣批次", "Debit batches"))

Viewed = Annotated[DebitBatch, case_on_view(DebitBatch)]
Held = Annotated[DebitBatch, case_in_hand(DebitBatch)]
Resting = Annotated[DebitBatch, case_at_rest(DebitBatch)]
Cashier = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR)]
Canceller = Annotated[Actor, allow(Role.CASHIER)]


def _debtors(request: Request) -> Debtors:
    return cast(Debtors, request.app.state.debtors)


KnownDebtors = Annotated[Any, Depends(_debtors)]


@router.get("/debit-reasons")
async def get_debit_reasons(actor: CurrentActor) -> list[DebitReasonOut]:
    """代扣失败原因: and when a debit may be tried again."""
    return [
        DebitReasonOut(
            **each.text._asdict(),
            code=each.code,
            retry_after_working_days=each.after,
            most_tries=each.most,
            basis=each.basis,
            mark=each.mark,
        )
        for each in REASONS.values()
    ]


@router.post("/debit-batches", response_model=DebitBatchOut, status_code=201)
async def draw_up_batch(
    body: DebitBatchIn, session: Session, actor: Cashier, debtors: KnownDebtors, request: Request, response: Response
) -> DebitBatch:
    """制盘: draw up the debits that are due: signed mandate, premium missing, retry rule fulfilled."""
    return created(request, response, "/debit-batches", await drawing.draw_up(session, debtors, body.org, actor))


@router.get("/debit-batches", response_model=Page[DebitBatchOut])
async def list_batches(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[DebitBatchStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
) -> Found[DebitBatch]:
    """代扣批次清单: batches of your organisation, the newest last."""
    asked = ((DebitBatch.status, status),)
    return await page_of_cases(session, DebitBatch, actor, page, *asked, org=org, due_before=due_before)


@router.get("/debit-batches/{case_no}", response_model=DebitBatchOut)
async def get_batch(case: Viewed, response: Response) -> DebitBatch:
    """查询代扣批次: one batch."""
    return reply(response, case)


add_case_views(router, "/debit-batches", DebitBatch)


@router.get("/debit-batches/{case_no}/items", response_model=Page[DebitItemOut])
async def list_items(case: Viewed, session: ReadSession, page: PageParams) -> Found[DebitItem]:
    """代扣明细: the debits of a batch with their results."""
    query = select(DebitItem).where(DebitItem.batch_no == case.case_no)
    return await paginate(session, query, page, DebitItem.item_no)


@router.post("/debit-batches/{case_no}/export", response_model=DebitBatchOut)
async def export_batch(
    case: Held, session: Session, actor: Cashier, debtors: KnownDebtors, response: Response
) -> DebitBatch:
    """送盘: what is due still goes to the bank; its results are awaited from now on. With nothing left: cancelled."""
    return reply(response, await drawing.export(session, debtors, case, actor))


@router.get("/debit-batches/{case_no}/file", response_class=Response, responses={200: {"content": {CSV: {}}}})
async def get_bank_file(case: Held, session: Session, actor: Cashier, encoding: Encoding = "utf-8") -> Response:
    """送盘文件: CSV for the bank, with accounts: for those who may read personal data, and recorded."""
    return as_download(case, await drawing.file_of(session, case, actor), encoding)


@router.post("/debit-batches/{case_no}/results", response_model=DebitBatchOut)
async def import_results(
    case: Resting,
    seen: IfMatch,
    session: Session,
    actor: Cashier,
    debtors: KnownDebtors,
    request: Request,
    response: Response,
    file: ResultsFile,
) -> DebitBatch:
    """回盘: the bank's results, whole or not at all; faults are told row by row."""
    sha256, read = await take_results(request, file, case, actor)
    done = await results.reconcile(session, debtors, case.case_no, sha256, read, actor, seen)
    return reply(response, done)


@router.post("/debit-batches/{case_no}/cancellation", response_model=DebitBatchOut)
async def cancel_batch(
    case: Held, body: ReasonIn, session: Session, actor: Canceller, response: Response
) -> DebitBatch:
    """作废: it never went to the bank; its cases may be drawn up again."""
    return reply(response, await drawing.cancel(session, case, body.reason, actor))
