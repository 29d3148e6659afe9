"""Routes of the files of a claim's papers (资料影像). HTTP only."""

from typing import Annotated, Any

from fastapi import Depends, File, Form, Path, Request, Response, UploadFile

from services.claims.cases.answers import ClaimFileOut
from services.claims.cases.commands import filing
from services.claims.cases.models import Claim, ClaimFile
from services.claims.papers.matrix import PAPERS
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.case_routes import case_at_rest, case_in_hand, case_on_view
from shared.cases import get_case
from shared.db import ReadSession, Session, reading
from shared.errors import Text
from shared.file_reads import check_may_view

router = make_router(Text("理赔资料影像", "Files of claims"))

Viewed = Annotated[Claim, case_on_view(Claim)]
Held = Annotated[Claim, case_in_hand(Claim)]
Resting = Annotated[Claim, case_at_rest(Claim)]
Clerk = Annotated[Actor, allow(Role.TELLER, Role.ADJUDICATOR, Role.INVESTIGATOR, Role.INTEGRATOR)]
Reader = Annotated[
    Actor, allow(Role.TELLER, Role.REVIEWER, Role.ADJUDICATOR, Role.INVESTIGATOR, Role.PROVINCE, Role.AUDITOR)
]
FileId = Annotated[int, Path(ge=1, le=2**53)]


@router.post("/claims/{case_no}/files", response_model=ClaimFileOut, status_code=201)
async def put_file(
    case: Resting,
    session: Session,
    actor: Clerk,
    request: Request,
    file: Annotated[UploadFile, File(description="PDF, PNG, JPEG or TIFF, judged by its content")],
    paper: Annotated[str, Form(pattern=rf"^({'|'.join(PAPERS)})$")],
) -> dict[str, Any]:
    """资料上传: a file of a paper, into the store under its SHA-256; the answer tells which other claims have it."""
    async with reading(request.app.state.sessions) as looking:
        await filing.check_takes_file(looking, case)
    stored = await request.app.state.files.put(file)
    held = await get_case(session, Claim, case.case_no, actor)
    return (await filing.shown(session, await filing.put_file(session, held, paper, stored, actor)))[0]


@router.get("/claims/{case_no}/files", response_model=list[ClaimFileOut])
async def list_files(case: Viewed, session: ReadSession, actor: Reader) -> list[dict[str, Any]]:
    """资料影像清单: the files of a claim's papers, in the order of their coming."""
    return await filing.files_of(session, case)


async def _file_at_rest(case: Resting, file_id: FileId, request: Request) -> ClaimFile:
    async with reading(request.app.state.sessions) as session:
        return await filing.file_of(session, case, file_id)


@router.get("/claims/{case_no}/files/{file_id}", response_class=Response)
async def view_file(
    row: Annotated[ClaimFile, Depends(_file_at_rest)], session: Session, actor: Reader, request: Request
) -> Response:
    """调阅影像: the file itself. It shows personal data: the token needs `pii:read`, and the read is recorded."""
    check_may_view(actor, Text("调阅影像须有查看个人信息的权限", "Files show personal data"))
    content = await filing.content_of(session, request.app.state.files, row, actor)
    return Response(content, media_type=row.media_type)


@router.post("/claims/{case_no}/files/{file_id}/removal", response_model=ClaimFileOut)
async def remove_file(case: Held, file_id: FileId, session: Session, actor: Clerk) -> dict[str, Any]:
    """撤除影像: a file that doesn't belong there; it stays on record."""
    return (await filing.shown(session, await filing.remove_file(session, case, file_id)))[0]
