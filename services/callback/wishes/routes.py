"""Routes of the wishes (谢绝来电). HTTP only."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import select

from services.callback import sparing
from services.callback.wishes import commands
from services.callback.wishes.models import CallWish
from services.callback.wishes.schemas import WishIn, WishOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, at_or_below
from shared.cases import get_record
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import CaseNo, Code

router = make_router(Text("谢绝来电", "Do-not-call wishes"))

Staff = Annotated[Actor, allow(Role.CALLER, Role.TELLER, Role.BRANCH_MANAGER, Role.PROVINCE, Role.INTEGRATOR)]


@router.post("/do-not-call-wishes", response_model=WishOut, status_code=201)
async def record_wish(body: WishIn, session: Session, actor: Staff) -> dict[str, Any]:
    """登记谢绝来电: nobody rings the policyholder from now on; what is owed goes to a visit, a letter or on-line.

    Tell what came of a call in which they said so before: with the wish the task leaves the queue.
    """
    wish = await commands.record(session, body, actor)
    await sparing.heed(session, {wish.policyholder_ref})
    return _shown(wish)


@router.get("/do-not-call-wishes", response_model=Page[WishOut])
async def list_wishes(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    policyholder_ref: Annotated[Code | None, Query(description="投保人")] = None,
) -> Found[dict[str, Any]]:
    """谢绝来电清单: the wishes of your organisation, those over and withdrawn among them, the newest last."""
    query = select(CallWish).where(at_or_below(CallWish.org, actor.org))
    query = query.where(CallWish.policyholder_ref == policyholder_ref) if policyholder_ref else query
    found = await paginate(session, query, page, CallWish.recorded_at, CallWish.wish_no)
    return Found([_shown(each) for each in found.items], found.next_cursor)


@router.get("/do-not-call-wishes/{wish_no}", response_model=WishOut)
async def get_wish(wish_no: CaseNo, session: ReadSession, actor: CurrentActor) -> dict[str, Any]:
    """查询谢绝来电: one wish."""
    return _shown(await get_record(session, CallWish, wish_no, actor))


@router.post("/do-not-call-wishes/{wish_no}/withdrawal", response_model=WishOut)
async def withdraw_wish(wish_no: CaseNo, session: Session, actor: Staff) -> dict[str, Any]:
    """撤回谢绝来电: the policyholder may be rung again; what waited for the wish's end is ready."""
    wish = await commands.withdraw(session, wish_no, actor)
    await sparing.ring_again(session, wish)
    return _shown(wish)


def _shown(wish: CallWish) -> dict[str, Any]:
    names = [name for name in WishOut.model_fields if name != "in_force"]
    return {name: getattr(wish, name) for name in names} | {"in_force": commands.is_in_force(wish)}
