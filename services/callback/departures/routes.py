"""Route of the leavers' list (离司名单). HTTP only."""

from typing import Annotated

from services.callback.departures import commands
from services.callback.departures.schemas import DepartureOut, DeparturesIn
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.db import Session
from shared.errors import Text

router = make_router(Text("离司业务员", "Salespeople who left"))

Lister = Annotated[Actor, allow(Role.INTEGRATOR, Role.BRANCH_MANAGER)]


@router.post("/salesperson-departures", response_model=list[DepartureOut])
async def take_in_departures(body: DeparturesIn, session: Session, actor: Lister) -> list[DepartureOut]:
    """离司名单: the holder of each policy that somebody left behind is owed a call; listed twice, it is owed once."""
    return await commands.take_in(session, body.departures, actor)
