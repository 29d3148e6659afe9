"""Routes of a group's insured persons: lists, additions and removals, who is on the policy. HTTP only."""

from typing import Annotated, Literal

from fastapi import File, Query, Request, Response, UploadFile
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from services.intake.csv_files import CSV
from services.intake.groups.commands import insured
from services.intake.groups.list_files import look_at
from services.intake.groups.list_law import grounds_of, words_of
from services.intake.groups.models import Finding, GroupApplication, Insured, InsuredList
from services.intake.groups.schemas import (
    AdditionsIn,
    FindingOut,
    GroupApplicationOut,
    InsuredPageOut,
    ListOut,
    RemovalsIn,
)
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.case_routes import case_at_rest, case_in_hand, case_on_view, reply
from shared.cases import get_case, permit
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.etag import IfMatch
from shared.language import language_of
from shared.pagination import Found, Page, PageParams, paginate
from shared.people_search import add_people_search
from shared.schemas import Code, Written

router = make_router(Text("团单被保险人", "Insured persons of groups"))

Viewed = Annotated[GroupApplication, case_on_view(GroupApplication)]
Resting = Annotated[GroupApplication, case_at_rest(GroupApplication)]
Held = Annotated[GroupApplication, case_in_hand(GroupApplication)]
Teller = Annotated[Actor, allow(Role.TELLER)]
READERS = allow(
    Role.TELLER, Role.REVIEWER, Role.UNDERWRITER, Role.AUDITOR, Role.SERVICE, Role.BRANCH_MANAGER, Role.COMPLIANCE
)
PersonReader = Annotated[Actor, READERS]
ListNo = Annotated[int | None, Written, Query(ge=1, lt=2**31, description="Which list; left out: the last")]

STORED_AS = frozenset({"application/zip", CSV})  # an XLSX file is a ZIP archive to its first bytes

add_people_search(router, Insured, GroupApplication, READERS, "/group-applications/insured", insured.on_policy())


@router.post("/group-applications/{case_no}/insured-list", response_model=ListOut, status_code=202)
async def hand_in_list(
    case: Resting,
    seen: IfMatch,
    session: Session,
    actor: Teller,
    request: Request,
    file: Annotated[
        UploadFile,
        File(
            description="CSV (UTF-8 or GB18030) or XLSX, judged by its content; columns and a sample in docs/files.md"
        ),
    ],
    take: Annotated[Literal["all", "good"], Query(description="all: all rows or none; good: the good rows")] = "all",
) -> InsuredList:
    """导入清单: take in a list of insured persons; its rows are checked and stored while `GET` tells how far."""
    permit(case, "import_list", actor)
    content = await request.app.state.files.take(file)
    look = await run_in_threadpool(look_at, content)
    stored = await request.app.state.files.put(content, types=STORED_AS, plain=CSV)
    held = await get_case(session, GroupApplication, case.case_no, actor, expect=seen)
    return await insured.hand_in_list(session, held, stored, look, take, actor)


@router.get("/group-applications/{case_no}/insured-list", response_model=ListOut)
async def get_list(case: Viewed, session: ReadSession, list_no: ListNo = None) -> InsuredList:
    """导入进度: how far the work on a list has come, and what came of it."""
    return await insured.list_of(session, case, list_no)


@router.get("/group-applications/{case_no}/insured-list/findings", response_model=Page[FindingOut])
async def list_findings(
    case: Viewed, session: ReadSession, page: PageParams, request: Request, list_no: ListNo = None
) -> Found[FindingOut]:
    """导入报告: what is wrong with a list, row by row: row, column, code and text."""
    held = await insured.list_of(session, case, list_no)
    theirs = select(Finding).where(Finding.list_id == held.id)
    found = await paginate(session, theirs, page, Finding.row, Finding.id)
    return Found([_told(each, request) for each in found.items], found.next_cursor)


def _told(finding: Finding, request: Request) -> FindingOut:
    text = str(getattr(words_of(finding.code), language_of(request)))
    place = {"row": finding.row, "column": finding.column, "other_row": finding.other_row}
    return FindingOut(code=finding.code, text=text, **place, **grounds_of(finding.code))


@router.get("/group-applications/{case_no}/insured")
async def get_insured(
    case: Held,
    session: Session,
    actor: PersonReader,
    page: PageParams,
    purpose: Annotated[Code, Query()] = "service",
) -> InsuredPageOut:
    """被保险人: who is insured, masked unless the token may read personal data; such a read is recorded."""
    return await insured.show_insured(session, case, page, purpose, actor)


@router.post("/group-applications/{case_no}/additions", response_model=GroupApplicationOut)
async def add_insured(
    case: Held, body: AdditionsIn, session: Session, actor: Teller, response: Response
) -> GroupApplication:
    """加人: add insured persons before underwriting, by the checks of a list; after issue it is policy servicing."""
    return reply(response, await insured.add(session, case, body.persons, actor))


@router.post("/group-applications/{case_no}/removals", response_model=GroupApplicationOut)
async def remove_insured(
    case: Held, body: RemovalsIn, session: Session, actor: Teller, response: Response
) -> GroupApplication:
    """减人: remove insured persons before underwriting; after issue it is policy servicing."""
    return reply(response, await insured.remove(session, case, body.party_refs, actor))
