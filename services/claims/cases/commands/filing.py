"""资料影像: the files of a claim's papers, kept in the store; no step, for a paper is handed in as an original."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.models import Claim, ClaimFile
from shared import clock
from shared.auth import Actor
from shared.errors import IllegalTransition, NotFound, RuleBroken, Text
from shared.file_reads import read_file, used_in
from shared.files import FileStore, StoredFile

MOST_FILES = 500  # of a claim, those taken out included
OVER = Text("该件已结案,不能再上传资料", "The claim is closed: nothing more is put in")


async def check_takes_file(session: AsyncSession, case: Claim) -> None:
    """Before the file is read: a closed claim takes none."""
    if case.closed_at is not None:
        raise IllegalTransition(OVER, status_of_case=case.status, action="put_file", allowed=case.allowed)
    held = await session.scalar(select(func.count()).select_from(ClaimFile).where(ClaimFile.case_no == case.case_no))
    if held and held >= MOST_FILES:
        raise RuleBroken("file", "files-bounded", Text("影像数量已达上限", "Too many files on this claim"))


async def put_file(session: AsyncSession, case: Claim, paper: str, stored: StoredFile, actor: Actor) -> ClaimFile:
    await check_takes_file(session, case)
    row = ClaimFile(case_no=case.case_no, paper=paper, put_by=actor.ref, put_at=clock.now())
    row.sha256, row.size, row.media_type = stored.sha256, stored.size, stored.media_type
    session.add(row)
    await session.flush()
    return row


async def remove_file(session: AsyncSession, case: Claim, id: int) -> ClaimFile:
    """Set aside, never deleted."""
    row = await file_of(session, case, id)
    row.removed_at = row.removed_at or clock.now()
    return row


async def file_of(session: AsyncSession, case: Claim, id: int) -> ClaimFile:
    row = await session.get(ClaimFile, id)
    if row is None or row.case_no != case.case_no:
        raise NotFound(Text(f"没有影像 {id}", f"There is no file {id}"))
    return row


async def files_of(session: AsyncSession, case: Claim) -> list[dict[str, Any]]:
    query = select(ClaimFile).where(ClaimFile.case_no == case.case_no).order_by(ClaimFile.id)
    return await shown(session, *(await session.scalars(query)).all())


async def shown(session: AsyncSession, *rows: ClaimFile) -> list[dict[str, Any]]:
    """With the other claims that have the same file, which one of them may have borrowed."""
    others = await used_in(session, ClaimFile, rows, ClaimFile.removed_at.is_(None))
    names = [column.name for column in ClaimFile.__table__.columns]
    return [{name: getattr(row, name) for name in names} | {"used_in": others.get(row.sha256, [])} for row in rows]


async def content_of(session: AsyncSession, files: FileStore, row: ClaimFile, actor: Actor) -> bytes:
    """Whole, and the read recorded; raises FileAltered, FileLost or FileSealed."""
    return await read_file(
        session, files, row.sha256, actor, subject=row.case_no, purpose="view-claim-file", field=row.paper
    )
