"""Routes of the investigators' capacities (调查能力). HTTP only."""

from typing import Annotated

from fastapi import Query

from services.claims.investigators import capacity
from services.claims.investigators.models import InvestigatorCapacity
from services.claims.investigators.schemas import CapacityIn, CapacityOut
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.case_routes import OrgFilter, in_view
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import StaffRef

router = make_router(Text("调查能力", "Investigators"))

Manager = Annotated[Actor, allow(Role.BRANCH_MANAGER)]
Reader = Annotated[Actor, allow(Role.ADJUDICATOR, Role.INVESTIGATOR, Role.BRANCH_MANAGER, Role.PROVINCE, Role.AUDITOR)]


@router.post("/investigator-capacities", response_model=CapacityOut, status_code=201)
async def record_capacity(body: CapacityIn, session: Session, actor: Manager) -> InvestigatorCapacity:
    """登记调查能力: how many surveys somebody can do a day, from a day on; none at all is leave."""
    return await capacity.record(session, body, actor)


@router.get("/investigator-capacities", response_model=Page[CapacityOut])
async def list_capacities(
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    org: OrgFilter = None,
    staff: Annotated[StaffRef | None, Query(description="调查员")] = None,
) -> Found[InvestigatorCapacity]:
    """调查能力清单: everything that was said, the newest last; of several that cover a day the newest holds."""
    query = in_view(InvestigatorCapacity, actor, (InvestigatorCapacity.staff, staff), org=org)
    return await paginate(session, query, page, InvestigatorCapacity.id)
