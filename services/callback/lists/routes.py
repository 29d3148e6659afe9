"""Routes of the official lists (省公司任务清单). HTTP only."""

import hashlib
from collections import Counter
from typing import Annotated, Any

from fastapi import File, Query, Request, Response, UploadFile
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from services.callback.lists import commands, results
from services.callback.lists.models import CallbackList, ListedRow
from services.callback.lists.reading import REFUSALS, read_list
from services.callback.lists.schemas import ListedRowOut, ListOut, Outcome
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, at_or_below
from shared.cases import get_record
from shared.days import today_at
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.language import language_of
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import CaseNo
from shared.table_files import DOWNLOADS, Form, download, take_table

router = make_router(Text("省公司任务清单", "The province's lists"))

Sender = Annotated[Actor, allow(Role.INTEGRATOR, Role.PROVINCE, Role.BRANCH_MANAGER)]


@router.post(
    "/callback-lists",
    response_model=ListOut,
    status_code=201,
    responses={200: {"model": ListOut, "description": "The list is known; what it refused was judged anew"}},
)
async def take_in_list(
    request: Request,
    response: Response,
    session: Session,
    actor: Sender,
    file: Annotated[
        UploadFile, File(description="CSV (UTF-8 or GB18030) or XLSX: 保单号, 回访项目, 清单日期; see docs/files.md")
    ],
) -> dict[str, Any]:
    """导入任务清单: which call-backs are on the province's official list; each row is accepted, known or refused."""
    content = await take_table(request, file)
    lines = await run_in_threadpool(read_list, content, today_at(actor.org))
    held, is_new = await commands.take_in(session, hashlib.sha256(content).hexdigest(), lines, actor)
    response.status_code = 201 if is_new else 200
    await session.flush()
    return _shown(held, (await commands.counts_of(session, [held.list_no]))[held.list_no])


@router.get("/callback-lists", response_model=Page[ListOut])
async def list_lists(session: ReadSession, actor: CurrentActor, page: PageParams) -> Found[dict[str, Any]]:
    """任务清单: the lists of your organisation, the newest last."""
    query = select(CallbackList).where(at_or_below(CallbackList.org, actor.org))
    found = await paginate(session, query, page, CallbackList.taken_in_at, CallbackList.list_no)
    counts = await commands.counts_of(session, [each.list_no for each in found.items])
    return Found([_shown(each, counts[each.list_no]) for each in found.items], found.next_cursor)


@router.get("/callback-lists/{list_no}", response_model=ListOut)
async def get_list(list_no: CaseNo, session: ReadSession, actor: CurrentActor) -> dict[str, Any]:
    """查询任务清单: one list."""
    held = await get_record(session, CallbackList, list_no, actor)
    return _shown(held, (await commands.counts_of(session, [list_no]))[list_no])


@router.get("/callback-lists/{list_no}/rows", response_model=Page[ListedRowOut])
async def list_rows(
    list_no: CaseNo,
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    request: Request,
    outcome: Annotated[Outcome | None, Query(description="导入结果")] = None,
) -> Found[ListedRowOut]:
    """清单导入报告: what came of each row."""
    await get_record(session, CallbackList, list_no, actor)
    query = select(ListedRow).where(ListedRow.list_no == list_no)
    query = query.where(ListedRow.outcome == outcome) if outcome else query
    found = await paginate(session, query, page, ListedRow.row)
    return Found([_told(each, request) for each in found.items], found.next_cursor)


@router.get("/callback-lists/{list_no}/results", response_class=Response, responses=DOWNLOADS)
async def get_results(
    list_no: CaseNo, session: ReadSession, actor: CurrentActor, request: Request, form: Form = "csv"
) -> Response:
    """清单结果: a file with where each row's call-back stands, and each attempt's result."""
    held = await get_record(session, CallbackList, list_no, actor)
    return await download(held.list_no, await results.lines_of(session, list_no, language_of(request)), form)


def _shown(held: CallbackList, counts: Counter[str]) -> dict[str, Any]:
    own = {name: getattr(held, name) for name in ("list_no", "org", "taken_in_at", "by", "rows")}
    return own | {outcome: counts[outcome] for outcome in ("accepted", "known", "refused")}


def _told(row: ListedRow, request: Request) -> ListedRowOut:
    text = getattr(REFUSALS[row.rule], language_of(request)) if row.rule else None
    names = [name for name in ListedRowOut.model_fields if name != "text"]
    return ListedRowOut(text=text, **{name: getattr(row, name) for name in names})
