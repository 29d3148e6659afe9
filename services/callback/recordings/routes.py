"""Routes of the recordings (录音). HTTP only."""

from typing import Annotated, Any

from fastapi import Query

from services.callback.recordings import commands
from services.callback.recordings.keeping import KEEPING
from services.callback.recordings.models import Recording
from services.callback.recordings.schemas import KeepingOut, RecordingOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.coded_rows import shown
from shared.days import today_at
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import CaseNo, Code

router = make_router(Text("录音", "Recordings"))

Keeper = Annotated[Actor, allow(Role.INTEGRATOR, Role.PROVINCE)]


@router.get("/recording-retention", response_model=list[KeepingOut])
async def list_keeping(actor: CurrentActor) -> list[dict[str, Any]]:
    """录音保存期限: how long a recording is kept, by the term of its policy."""
    return [shown(row) | {"years": row.years} for row in KEEPING.values()]


@router.get("/recordings", response_model=Page[RecordingOut])
async def list_recordings(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    policy_no: Annotated[CaseNo | None, Query(description="保单号")] = None,
    case_no: Annotated[CaseNo | None, Query(description="回访件号")] = None,
) -> Found[RecordingOut]:
    """录音清单: the recordings of your organisation, each with until when it is kept."""
    query = commands.recordings_of(actor)
    for column, value in ((Recording.policy_no, policy_no), (Recording.case_no, case_no)):
        query = query.where(column == value) if value else query
    found = await paginate(session, query, page, Recording.id)
    return Found(await commands.shown(session, found.items, today_at(actor.org)), found.next_cursor)


@router.get("/recordings/expired", response_model=Page[RecordingOut])
async def list_expired(session: ReadSession, actor: CurrentActor, page: PageParams) -> Found[RecordingOut]:
    """到期录音: the recordings that may be deleted: their time is over, and nothing that is open holds them."""
    found = await paginate(session, commands.expired(actor), page, Recording.id)
    return Found(await commands.shown(session, found.items, today_at(actor.org)), found.next_cursor)


@router.post("/recordings/{recording}/deletion", response_model=list[RecordingOut])
async def record_deletion(recording: Code, session: Session, actor: Keeper) -> list[RecordingOut]:
    """登记录音删除: the recording was deleted where it lay; none is before its time."""
    return await commands.delete(session, recording, actor)
