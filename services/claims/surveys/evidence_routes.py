"""Routes of a survey's evidence (证据材料). HTTP only."""

from typing import Annotated, Any

from fastapi import Depends, File, Form, Path, Request, Response, UploadFile

from services.claims.surveys import evidence
from services.claims.surveys.models import Survey, SurveyEvidence
from services.claims.surveys.schemas import EVIDENCE_CODES, EvidenceOut
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.case_routes import case_at_rest, case_on_view
from shared.cases import get_case, permit
from shared.db import ReadSession, Session, reading
from shared.errors import Text
from shared.etag import IfMatch
from shared.file_reads import check_may_view
from shared.schemas import Written

router = make_router(Text("理赔调查", "Surveys"))

Viewed = Annotated[Survey, case_on_view(Survey)]
Resting = Annotated[Survey, case_at_rest(Survey)]
Investigator = Annotated[Actor, allow(Role.INVESTIGATOR)]
Reader = Annotated[Actor, allow(Role.ADJUDICATOR, Role.REVIEWER, Role.INVESTIGATOR, Role.BRANCH_MANAGER, Role.AUDITOR)]
EvidenceId = Annotated[int, Written, Path(ge=1, le=2**53)]


@router.post("/surveys/{case_no}/evidence", response_model=EvidenceOut, status_code=201)
async def add_evidence(
    case: Resting,
    seen: IfMatch,
    session: Session,
    actor: Investigator,
    request: Request,
    file: Annotated[UploadFile, File(description="PDF, PNG, JPEG or TIFF, judged by its content")],
    type: Annotated[str, Form(pattern=EVIDENCE_CODES)],
) -> dict[str, Any]:
    """证据入卷: a file into the store, under its SHA-256; the answer tells other surveys that have the same one."""
    permit(case, "add_evidence", actor)
    stored = await request.app.state.files.put(file)
    held = await get_case(session, Survey, case.case_no, actor, expect=seen)
    return (await evidence.shown(session, await evidence.add(session, held, type, stored, actor)))[0]


@router.get("/surveys/{case_no}/evidence", response_model=list[EvidenceOut])
async def list_evidence(case: Viewed, session: ReadSession, actor: Reader) -> list[dict[str, Any]]:
    """证据清单: the files of a survey, the oldest first."""
    return await evidence.list_of(session, case)


async def _at_rest(case: Resting, evidence_id: EvidenceId, request: Request) -> SurveyEvidence:
    async with reading(request.app.state.sessions) as session:
        return await evidence.get(session, case, evidence_id)


@router.get("/surveys/{case_no}/evidence/{evidence_id}", response_class=Response)
async def view_evidence(
    row: Annotated[SurveyEvidence, Depends(_at_rest)], session: Session, actor: Reader, request: Request
) -> Response:
    """调阅证据: the file itself. It shows personal data: the token needs `pii:read`, and the read is recorded."""
    check_may_view(actor, Text("调阅证据须有查看个人信息的权限", "Evidence shows personal data"))
    content = await evidence.file_of(session, request.app.state.files, row, actor)
    return Response(content, media_type=row.media_type)
