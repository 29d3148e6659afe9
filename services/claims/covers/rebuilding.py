"""Covers of policies whose events are older than a service remembers, asked of who keeps them, page by page (重建)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.covers.commands import People, keep_people, keep_policy
from services.claims.covers.schemas import RebuildIn
from shared.auth import EVERYWHERE, Actor
from shared.contracts.policy_service import PolicyEvent
from shared.errors import RuleBroken, Text
from shared.sisters import Sisters

NO_CURSOR = Text("不是本清单的 cursor", "Not a cursor of this list")


class Known(NamedTuple):
    policy_no: str
    steps: Sequence[PolicyEvent]
    people: People


class Page(NamedTuple):
    policies: Sequence[Known]
    next_cursor: str | None


async def look_up(sisters: Sisters, form: RebuildIn, actor: Actor) -> Page:
    """Of the actor's organisation; never inside a transaction."""
    asked = {"limit": str(form.most)} | ({"cursor": form.cursor} if form.cursor else {})
    asked |= {} if actor.org == EVERYWHERE else {"org": actor.org}
    try:
        page = await sisters.get("policy_service", "/v1/policies", **asked)
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise RuleBroken("cursor", "cursor-of-this-list", NO_CURSOR) from refused
        raise
    return Page([await _known(sisters, each["case_no"]) for each in page["items"]], page["next_cursor"])


async def keep(session: AsyncSession, page: Page) -> dict[str, Any]:
    """A step that is known already stays as it is, so that it may be asked for as often as need be."""
    for policy in page.policies:
        for step in policy.steps:
            await keep_policy(session, step)
        await keep_people(session, policy.policy_no, policy.people)
    return {"policies": len(page.policies), "next_cursor": page.next_cursor}


async def _known(sisters: Sisters, policy_no: str) -> Known:
    steps = await sisters.get("policy_service", f"/v1/policies/{policy_no}/told-steps")
    people = await sisters.get("policy_service", f"/v1/policies/{policy_no}/parties", purpose="cover")
    return Known(policy_no, [PolicyEvent.model_validate(each) for each in steps], people["items"])
