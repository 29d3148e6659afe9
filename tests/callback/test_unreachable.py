"""Who has no number and will bring none: their call ends with its limit, and nobody else's does."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.contracts.policy_service import PolicySurrendered
from shared.tables import timers
from shared.testing.alone import Alone
from tests.callback.causes import BY_AGENT, of_policy
from tests.callback.collections.test_collecting import INVALID, MOBILE
from tests.callback.conftest import opened

OVER = datetime(2026, 10, 26, 16, tzinfo=UTC)  # ten working days are over, and the last day with them
NUMBERLESS = {"free_look_days": 0, "numbers": ()}


def surrendered(*numbers: Any) -> Any:
    return of_policy(PolicySurrendered, 5, "terminated", numbers=numbers)


async def call_about(centre: Alone, project: str) -> dict[str, Any]:
    (case,) = (await centre.get("/callbacks", project=project)).json()["items"]
    return dict(case)


async def test_the_call_of_a_surrender_that_nobody_can_make_ends_with_its_limit(centre: Alone):
    await centre.feed(opened(status="in_force", **NUMBERLESS), surrendered(INVALID))
    waiting = await call_about(centre, "policy-surrendered")
    assert (waiting["ready_at"], waiting["due_at"]) == (None, "2026-10-26T09:30:00Z")
    await centre.pass_time(datetime(2026, 10, 26, 15, 59, tzinfo=UTC))
    assert (await call_about(centre, "policy-surrendered"))["closed_at"] is None, "an answer on-line may come"
    await centre.pass_time(OVER)
    ended = await call_about(centre, "policy-surrendered")
    assert (ended["status"], ended["outcome"], ended["by"]) == ("unreached", "unreached", "system")
    assert [row.name for row in await centre.rows(timers) if row.kind == "callback"] == []


async def test_who_can_be_rung_is_owed_the_call_after_its_limit_too(centre: Alone):
    await centre.feed(opened(status="in_force", **NUMBERLESS), surrendered(MOBILE))
    await centre.pass_time(OVER)
    late = await call_about(centre, "policy-surrendered")
    assert (late["status"], late["ready_at"] is None) == ("branch_round", False)


@pytest.mark.parametrize("ends", [False, True])
async def test_while_a_number_is_collected_the_call_waits_for_it(centre: Alone, ends: bool):
    await centre.feed(opened(status="in_force", **NUMBERLESS), BY_AGENT)
    await centre.pass_time(OVER)
    assert (await call_about(centre, "agent-service"))["status"] == "due"
    if ends:
        await centre.feed(surrendered(INVALID))
        assert (await call_about(centre, "agent-service"))["status"] == "unreached", "no number will come any more"
