"""Routes of the open claims of a policy (未结理赔). HTTP only."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Request

from services.policy_service.open_claims import commands, rebuilding
from services.policy_service.open_claims.models import PolicyClaim
from services.policy_service.open_claims.schemas import OpenClaimOut, OpenClaimsRebuildIn, OpenClaimsRebuildOut
from services.policy_service.policies.models import Policy
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.case_routes import case_on_view
from shared.db import ReadSession, Session
from shared.errors import Text

router = make_router(Text("未结理赔", "Open claims"))

Viewed = Annotated[Policy, case_on_view(Policy)]
Operator = Annotated[Actor, allow(Role.PROVINCE, Role.INTEGRATOR)]


@router.get("/policies/{case_no}/open-claims", response_model=list[OpenClaimOut])
async def list_open_claims(case: Viewed, session: ReadSession) -> Sequence[PolicyClaim]:
    """未结理赔: claims of the policy that aren't closed, for which some services and benefits wait."""
    return await commands.open_of(session, case.case_no)


@router.post("/open-claim-rebuilds", response_model=OpenClaimsRebuildOut)
async def rebuild_open_claims(
    body: OpenClaimsRebuildIn, session: Session, actor: Operator, request: Request
) -> dict[str, Any]:
    """未结理赔重建: claims that were open before policies heard of any freeze theirs, too; page by page, once."""
    return await rebuilding.keep_all(session, await rebuilding.look_up(request.app.state.sisters, body, actor))
