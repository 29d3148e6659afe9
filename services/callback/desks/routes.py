"""Routes of the dialect desks (方言坐席). HTTP only."""

from collections.abc import Sequence
from typing import Annotated

from services.callback.desks import commands
from services.callback.desks.models import DialectDesk
from services.callback.desks.schemas import DeskIn, DeskOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.db import ReadSession, Session
from shared.errors import Text

router = make_router(Text("方言坐席", "Dialect desks"))

Manager = Annotated[Actor, allow(Role.BRANCH_MANAGER, Role.PROVINCE)]


@router.get("/dialect-desks", response_model=list[DeskOut])
async def list_desks(session: ReadSession, actor: CurrentActor) -> Sequence[DialectDesk]:
    """方言坐席: the desks of your organisation."""
    return await commands.desks_of(session, actor)


@router.post("/dialect-desks", response_model=DeskOut)
async def keep_desk(body: DeskIn, session: Session, actor: Manager) -> DialectDesk:
    """设置坐席: a desk with its language, people, hours and slots, set up or changed."""
    return await commands.keep(session, body, actor)
