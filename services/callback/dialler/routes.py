"""Routes for a dialler of another system (外呼系统). HTTP only."""

from typing import Annotated

from fastapi import File, Request, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from services.callback.dialler import results, tasks
from services.callback.dialler.reading import read_calls
from services.callback.dialler.schemas import CallReportsOut, TasksIn, TasksOut
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.calendar_data import calendar_for
from shared.db import Session, reading
from shared.errors import Text
from shared.language import language_of
from shared.table_files import DOWNLOADS, Form, download, take_table

router = make_router(Text("外呼系统", "Diallers"))

Dialler = Annotated[Actor, allow(Role.INTEGRATOR)]


@router.post("/dialler-tasks", response_model=TasksOut)
async def take_tasks(body: TasksIn, session: Session, actor: Dialler) -> TasksOut:
    """领取外呼任务: the most urgent tasks that are ready, held for your dialler until the hours of calls end."""
    return await tasks.take(session, body, actor)


@router.get("/dialler-tasks", response_class=Response, responses=DOWNLOADS)
async def get_tasks(request: Request, session: Session, actor: Dialler, form: Form = "csv") -> Response:
    """外呼任务文件: the tasks you hold, what to dial for each and nobody's name; masked without `pii:read`."""
    async with reading(request.app.state.sessions) as reader:
        cases = await tasks.held_by(reader, actor)
    phones = await tasks.phones_of(request.app.state.sisters, cases)
    heading = [getattr(text, language_of(request)) for text in tasks.HEADING]
    lines = await tasks.lines_of(session, cases, phones, actor)
    return await download("dialler-tasks", [heading, *lines], form)


@router.post("/dialler-results", response_model=CallReportsOut)
async def take_in_results(
    request: Request,
    session: Session,
    actor: Dialler,
    file: Annotated[
        UploadFile,
        File(description="CSV (UTF-8 or GB18030) or XLSX: 回访件号, 呼叫时间, 呼叫结果 …; see docs/files.md"),
    ],
) -> CallReportsOut:
    """导入呼叫结果: each row is an attempt on its case, or told why not; a row sent twice counts once."""
    content = await take_table(request, file)
    read = await run_in_threadpool(read_calls, content, calendar_for(actor.org).zone)
    return await results.apply(session, read, actor, language_of(request))
