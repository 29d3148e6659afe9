"""Covers of policies whose events are older than a service remembers, asked of who keeps them, page by page (重建)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.covers.commands import People, keep_group, keep_people, keep_policy
from services.claims.covers.schemas import RebuildIn
from shared.auth import EVERYWHERE, Actor
from shared.contracts.intake_groups import GroupApplicationIssued
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
    groups: Sequence[GroupApplicationIssued]
    next_cursor: str | None


async def look_up(sisters: Sisters, form: RebuildIn, actor: Actor) -> Page:
    """Of the actor's organisation; never inside a transaction. A group's people stay with intake, which is asked."""
    if form.of == "groups":
        page = await _page(sisters, "intake", "/v1/group-applications", form, actor, status="issued")
        groups = [GroupApplicationIssued.model_validate(each) for each in page["items"]]
        return Page((), groups, page["next_cursor"])
    page = await _page(sisters, "policy_service", "/v1/policies", form, actor)
    policies = [await _known(sisters, each["case_no"]) for each in page["items"]]
    return Page(policies, (), page["next_cursor"])


async def keep(session: AsyncSession, page: Page) -> dict[str, Any]:
    """A step that is known already stays as it is, so that it may be asked for as often as need be."""
    for policy in page.policies:
        for step in policy.steps:
            await keep_policy(session, step)
        await keep_people(session, policy.policy_no, policy.people)
    for group in page.groups:
        await keep_group(session, group)
    return {"policies": len(page.policies) + len(page.groups), "next_cursor": page.next_cursor}


async def _page(sisters: Sisters, sister: str, path: str, form: RebuildIn, actor: Actor, **more: str) -> Any:
    asked = {"limit": str(form.most)} | ({"cursor": form.cursor} if form.cursor else {}) | more
    asked |= {} if actor.org == EVERYWHERE else {"org": actor.org}
    try:
        return await sisters.get(sister, path, **asked)
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise RuleBroken("cursor", "cursor-of-this-list", NO_CURSOR) from refused
        raise


async def _known(sisters: Sisters, policy_no: str) -> Known:
    steps = await sisters.get("policy_service", f"/v1/policies/{policy_no}/told-steps")
    people = await sisters.get("policy_service", f"/v1/policies/{policy_no}/parties", purpose="cover")
    return Known(policy_no, [PolicyEvent.model_validate(each) for each in steps], people["items"])
