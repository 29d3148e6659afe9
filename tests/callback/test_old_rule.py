"""How many policyholders the county's old dialler would have failed to ring, by channel."""

from typing import Any

from shared.contracts.policy_service import PolicyEndorsed, PolicySurrendered
from shared.testing.alone import Alone
from tests.callback.causes import of_policy
from tests.callback.conftest import opened, policy

MOBILE = {"field": "mobile", "kind": "mobile", "flags": []}
MISSED = {"field": "office_phone", "kind": "mobile", "flags": ["mobile-in-office-field"]}
NONE = dict.fromkeys(("policies", "rung", "missed", "none", "unknown"), 0)


async def rows(centre: Alone, **asked: str) -> list[dict[str, Any]]:
    answer = await centre.get("/old-dialling-rule", **asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def sell(centre: Alone, number: int, channel: str | None, numbers: Any, **facts: Any) -> None:
    await centre.feed(opened(case_no=f"BD{number}", channel=channel, numbers=numbers, **facts))


async def test_whom_the_old_rule_missed_by_channel(centre: Alone):
    await sell(centre, 1, "bank", [MISSED])
    await sell(centre, 2, "bank", [MISSED])
    await sell(centre, 3, "bank", [MISSED, MOBILE])
    await sell(centre, 4, "agent", [MOBILE])
    await sell(centre, 5, "agent", ())
    await sell(centre, 6, None, None)
    assert await rows(centre) == [
        NONE | {"channel": "agent", "policies": 2, "rung": 1, "none": 1},
        NONE | {"channel": "bank", "policies": 3, "rung": 1, "missed": 2},
        NONE | {"channel": None, "policies": 1, "unknown": 1},
    ]


async def test_numbers_count_as_they_are_now_and_ended_policies_no_more(centre: Alone):
    await sell(centre, 1, "bank", [MISSED])
    await sell(centre, 2, "bank", [MISSED])
    fresh = {"case_no": "BD1", "channel": "bank", "numbers": [MISSED, MOBILE]}
    await centre.feed(policy(PolicyEndorsed, "endorse", 2, item="contact-change", **fresh))
    await centre.feed(of_policy(PolicySurrendered, 5, "terminated", case_no="BD2", channel="bank", numbers=[MISSED]))
    assert await rows(centre) == [NONE | {"channel": "bank", "policies": 1, "rung": 1}]


async def test_each_sees_their_own_organisation(centre: Alone):
    await sell(centre, 1, "bank", [MISSED], org="350322")
    await sell(centre, 2, "bank", [MISSED], org="350400")
    assert [row["policies"] for row in await rows(centre)] == [1]
    assert [row["policies"] for row in await rows(centre, org="35")] == [2]
    assert await rows(centre, org="350500") == []
