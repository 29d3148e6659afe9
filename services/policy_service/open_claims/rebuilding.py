"""Claims that were open before this service heard of any, asked of claims page by page (未结理赔重建)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.open_claims.commands import Listed, keep
from services.policy_service.open_claims.schemas import OpenClaimsRebuildIn
from shared.auth import EVERYWHERE, Actor
from shared.errors import RuleBroken, Text
from shared.sisters import Sisters

NO_CURSOR = Text("不是本清单的 cursor", "Not a cursor of this list")


class ClaimPage(NamedTuple):
    claims: Sequence[Listed]
    next_cursor: str | None


async def look_up(sisters: Sisters, form: OpenClaimsRebuildIn, actor: Actor) -> ClaimPage:
    """Of the actor's organisation; never inside a transaction."""
    asked = {"limit": str(form.most)} | ({"cursor": form.cursor} if form.cursor else {})
    asked |= {} if actor.org == EVERYWHERE else {"org": actor.org}
    try:
        page = await sisters.get("claims", "/v1/claims", **asked)
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise RuleBroken("cursor", "cursor-of-this-list", NO_CURSOR) from refused
        raise
    return ClaimPage([_listed(each) for each in page["items"] if each["closed_at"] is None], page["next_cursor"])


async def keep_all(session: AsyncSession, page: ClaimPage) -> dict[str, Any]:
    """Whatever was heard of a claim since it was listed holds, so that it may be asked for as often as need be."""
    for claim in sorted(page.claims, key=lambda each: each.policy_no):  # turns are taken in one order
        await keep(session, claim)
    return {"open_claims": len(page.claims), "next_cursor": page.next_cursor}


def _listed(told: dict[str, Any]) -> Listed:
    event_on = date.fromisoformat(told["event_on"])
    return Listed(told["case_no"], told["version"], told["policy_no"], event_on, told["types"])
