"""Routes of the open claims of a policy (未结理赔). HTTP only."""

from collections.abc import Sequence
from typing import Annotated

from services.policy_service.open_claims import commands
from services.policy_service.open_claims.models import PolicyClaim
from services.policy_service.open_claims.schemas import OpenClaimOut
from services.policy_service.policies.models import Policy
from shared.app import make_router
from shared.case_routes import case_on_view
from shared.db import ReadSession
from shared.errors import Text

router = make_router(Text("未结理赔", "Open claims"))

Viewed = Annotated[Policy, case_on_view(Policy)]


@router.get("/policies/{case_no}/open-claims", response_model=list[OpenClaimOut])
async def list_open_claims(case: Viewed, session: ReadSession) -> Sequence[PolicyClaim]:
    """未结理赔: claims of the policy that aren't closed, for which some services and benefits wait."""
    return await commands.open_of(session, case.case_no)
