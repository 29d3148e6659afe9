"""Route of what the old dialler would have missed. HTTP only."""

from typing import Any

from services.callback.policies import old_rule
from services.callback.policies.schemas import OldRuleOut
from shared.app import make_router
from shared.auth import CurrentActor
from shared.case_routes import OrgFilter
from shared.db import ReadSession
from shared.errors import Text

router = make_router(Text("拨号规则", "Dialling rule"))


@router.get("/old-dialling-rule", response_model=list[OldRuleOut])
async def compare_with_old_rule(
    session: ReadSession, actor: CurrentActor, org: OrgFilter = None
) -> list[dict[str, Any]]:
    """原拨号规则对比: how many policyholders the old dialler would have failed to ring, by channel."""
    return await old_rule.by_channel(session, actor, org)
