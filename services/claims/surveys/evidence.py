"""证据材料: files that a survey's report rests on, each under the hash of its content."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.surveys.models import Survey, SurveyEvidence
from shared import clock
from shared.auth import Actor
from shared.cases import advance, permit
from shared.errors import Conflict, NotFound, RuleBroken, Text
from shared.file_reads import read_file, used_in
from shared.files import UNREADABLE, FileStore, StoredFile

MOST_FILES = 200


async def add(session: AsyncSession, case: Survey, type: str, file: StoredFile, actor: Actor) -> SurveyEvidence:
    permit(case, "add_evidence", actor)
    same = select(SurveyEvidence.id).where(SurveyEvidence.case_no == case.case_no, SurveyEvidence.sha256 == file.sha256)
    if await session.scalar(same):
        told = Text("该文件已入卷", "This file is on record already")
        raise Conflict(told, field="file", rule="evidence-on-record")
    if case.evidence >= MOST_FILES:
        raise RuleBroken("file", "evidence-bounded", Text("证据材料数量已达上限", "Too many files in this survey"))
    case.evidence += 1
    case.missing_evidence = [code for code in case.missing_evidence if code != type]
    await advance(session, case, "add_evidence", actor)
    row = SurveyEvidence(case_no=case.case_no, round=case.reports + 1, type=type, added_by=actor.ref)
    row.sha256, row.size, row.media_type, row.added_at = file.sha256, file.size, file.media_type, clock.now()
    session.add(row)
    await session.flush()
    return row


async def list_of(session: AsyncSession, case: Survey) -> list[dict[str, Any]]:
    query = select(SurveyEvidence).where(SurveyEvidence.case_no == case.case_no).order_by(SurveyEvidence.id)
    return await shown(session, *(await session.scalars(query)).all())


async def shown(session: AsyncSession, *rows: SurveyEvidence) -> list[dict[str, Any]]:
    """With the other surveys that have the same file: a photograph used twice asks for an explanation."""
    others, names = (
        await used_in(session, SurveyEvidence, rows),
        [each.name for each in SurveyEvidence.__table__.columns],
    )
    return [{name: getattr(row, name) for name in names} | {"used_in": others.get(row.sha256, [])} for row in rows]


async def file_of(session: AsyncSession, files: FileStore, row: SurveyEvidence, actor: Actor) -> bytes:
    """The file, checked against its hash, and the read recorded; raises FileAltered, FileLost or FileSealed."""
    try:
        return await read_file(
            session, files, row.sha256, actor, subject=row.case_no, purpose="view-evidence", field=row.type
        )
    except UNREADABLE as problem:
        raise type(problem)(case_no=row.case_no, evidence=row.id) from problem


async def get(session: AsyncSession, case: Survey, id: int) -> SurveyEvidence:
    row = await session.get(SurveyEvidence, id)
    if row is None or row.case_no != case.case_no:
        raise NotFound(Text(f"没有证据材料 {id}", f"There is no evidence {id}"))
    return row
