"""Routes of a group's insured persons: lists, additions and removals, who is on the policy. HTTP only."""

from typing import Annotated, Literal

from fastapi import File, Query, Request, Response, UploadFile
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from services.intake.groups.commands import insured, spans
from services.intake.groups.commands.spans import Span
from services.intake.groups.list_files import look_at
from services.intake.groups.list_law import grounds_of, words_of
from services.intake.groups.models import GroupApplication, Insured, InsuredList, RowFinding
from services.intake.groups.schemas import (
    AdditionsIn,
    GroupApplicationOut,
    InsuredPageOut,
    InsuredSearchIn,
    InsuredSpanOut,
    ListOut,
    RemovalsIn,
    RowFindingOut,
)
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.case_routes import case_at_rest, case_in_hand, case_on_view, reply
from shared.cases import get_case, permit
from shared.csv_files import CSV
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.etag import IfMatch
from shared.idempotency import CHANGES_NOTHING
from shared.language import language_of
from shared.pagination import Found, Page, PageParams, paginate
from shared.people_search import add_people_search
from shared.person_forms import PartyRef
from shared.pii import blind_index
from shared.schemas import CaseNo, Code, Day, Written

router = make_router(Text("团单被保险人", "Insured persons of groups"))

Viewed = Annotated[GroupApplication, case_on_view(GroupApplication)]
Resting = Annotated[GroupApplication, case_at_rest(GroupApplication)]
Held = Annotated[GroupApplication, case_in_hand(GroupApplication)]
Teller = Annotated[Actor, allow(Role.TELLER)]
READERS = allow(
    Role.TELLER, Role.REVIEWER, Role.UNDERWRITER, Role.AUDITOR, Role.SERVICE, Role.BRANCH_MANAGER, Role.COMPLIANCE
)
PersonReader = Annotated[Actor, READERS]
Sister = Annotated[Actor, allow(Role.SERVICE)]
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


@router.get("/group-applications/{case_no}/insured-list/findings", response_model=Page[RowFindingOut])
async def list_findings(
    case: Viewed, session: ReadSession, page: PageParams, request: Request, list_no: ListNo = None
) -> Found[RowFindingOut]:
    """导入报告: what is wrong with a list, row by row: row, column, code and text."""
    held = await insured.list_of(session, case, list_no)
    theirs = select(RowFinding).where(RowFinding.list_id == held.id)
    found = await paginate(session, theirs, page, RowFinding.row, RowFinding.id)
    return Found([_told(each, request) for each in found.items], found.next_cursor)


def _told(finding: RowFinding, request: Request) -> RowFindingOut:
    text = str(getattr(words_of(finding.code), language_of(request)))
    place = {"row": finding.row, "column": finding.column, "other_row": finding.other_row}
    return RowFindingOut(code=finding.code, text=text, **place, **grounds_of(finding.code))


@router.get("/group-applications/{case_no}/insured")
async def get_insured(
    case: Held,
    session: Session,
    actor: PersonReader,
    page: PageParams,
    on: Annotated[Day | None, Query(description="Insured on this day; left out: who is listed and stays")] = None,
    purpose: Annotated[Code, Query()] = "service",
) -> InsuredPageOut:
    """被保险人: who is insured, or was on a day, masked unless the token may read personal data; that is recorded."""
    return await insured.show_insured(session, case, page, on, purpose, actor)


@router.post("/group-applications/{case_no}/additions", response_model=GroupApplicationOut)
async def add_insured(
    case: Held, body: AdditionsIn, session: Session, actor: Teller, response: Response
) -> GroupApplication:
    """加人: add insured persons before underwriting, by the checks of a list; after issue see `/group-changes`."""
    return reply(response, await insured.add(session, case, body.persons, actor))


@router.post("/group-applications/{case_no}/removals", response_model=GroupApplicationOut)
async def remove_insured(
    case: Held, body: RemovalsIn, session: Session, actor: Teller, response: Response
) -> GroupApplication:
    """减人: remove insured persons before underwriting; after issue see `/group-changes`."""
    return reply(response, await insured.remove(session, case, body.party_refs, actor))


@router.post(
    "/group-policies/{policy_no}/insured-search", response_model=list[InsuredSpanOut], openapi_extra=CHANGES_NOTHING
)
async def search_insured(policy_no: CaseNo, body: InsuredSearchIn, session: Session, actor: Sister) -> list[Span]:
    """被保险人核对: from when until when somebody is, or was, insured by a group policy; the search is recorded."""
    return await spans.spans_of(session, policy_no, blind_index(body.id_number, "id_number"), body.purpose, actor)


@router.get("/group-policies/{policy_no}/insured/{party_ref}", response_model=InsuredSpanOut)
async def get_insured_span(
    policy_no: CaseNo,
    party_ref: PartyRef,
    session: ReadSession,
    actor: Sister,
    on: Annotated[Day | None, Query(description="How old they are then")] = None,
) -> Span:
    """被保险人保险期间: as it is by what was endorsed until now."""
    return await spans.span_of(session, policy_no, party_ref, on, actor)
