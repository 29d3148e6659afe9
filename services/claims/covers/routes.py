"""Routes of the covers (承保信息). HTTP only."""

from typing import Annotated, Any

from fastapi import Query, Request

from services.claims.covers import commands, rebuilding
from services.claims.covers.day_status import Standing
from services.claims.covers.models import Cover
from services.claims.covers.schemas import CoverHistoryOut, CoverOut, CoverSearchIn, RebuildIn, RebuildOut
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.days import today_at
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.idempotency import CHANGES_NOTHING
from shared.people_search import check_bound, record_search
from shared.pii import blind_index
from shared.schemas import CaseNo, Day

router = make_router(Text("承保信息", "Covers"))

READERS = allow(
    Role.TELLER, Role.REVIEWER, Role.ADJUDICATOR, Role.INVESTIGATOR, Role.BRANCH_MANAGER, Role.PROVINCE, Role.AUDITOR
)
Reader = Annotated[Actor, READERS]
Operator = Annotated[Actor, allow(Role.PROVINCE, Role.INTEGRATOR)]


@router.post("/cover-search", response_model=list[CoverOut], openapi_extra=CHANGES_NOTHING)
async def search_covers(body: CoverSearchIn, session: Session, actor: Reader, request: Request) -> list[dict[str, Any]]:
    """出险人保单检索: by which policies of your organisation somebody is insured; the search is recorded."""
    await check_bound(session, actor, request.app.state.settings.searches_a_day)
    hashed = blind_index(body.id_number, "id_number")
    found = await commands.covers_of(session, hashed, actor)
    await record_search(session, hashed, "id_number", len(found), body.purpose, actor)
    return [_shown(each, await commands.standing_of(session, each, body.day or today_at(each.org))) for each in found]


@router.get("/covers/{policy_no}", response_model=CoverHistoryOut)
async def get_cover(
    policy_no: CaseNo,
    session: ReadSession,
    actor: Reader,
    day: Annotated[Day | None, Query(description="Left out: today")] = None,
) -> dict[str, Any]:
    """承保信息: how a policy stood on a day, and the steps that say so."""
    cover = await commands.get_cover(session, policy_no, actor)
    standing = await commands.standing_of(session, cover, day or today_at(cover.org))
    return _shown(cover, standing) | {"steps": await commands.steps_of(session, policy_no)}


@router.post("/cover-rebuilds", response_model=RebuildOut)
async def rebuild_covers(body: RebuildIn, session: Session, actor: Operator, request: Request) -> dict[str, Any]:
    """承保信息重建: of a new service, the covers of policies whose events are too old for it, page by page."""
    return await rebuilding.keep(session, await rebuilding.look_up(request.app.state.sisters, body, actor))


def _shown(cover: Cover, standing: Standing) -> dict[str, Any]:
    names = ("policy_no", "org", "product", "is_group", "effective_on", "ends_on")
    return {name: getattr(cover, name) for name in names} | {"standing": standing}
