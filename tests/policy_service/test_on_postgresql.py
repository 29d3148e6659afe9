"""Look-ups, campaigns and patterns where two act at once and nobody is alone with the database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.policy_service.app import create_app
from services.policy_service.policies.models import Party
from shared.auth import Role
from shared.testing.alone import Alone, alone, answering
from shared.testing.databases import database
from tests.policy_service.archives.room import FORM, VOUCHER, ArchiveRoom
from tests.policy_service.campaigns.desk import CampaignDesk
from tests.policy_service.conftest import MONDAY
from tests.policy_service.requests.desk import policy_given_back

pytestmark = pytest.mark.real


@pytest.fixture
async def served(tmp_path: Path, intake: dict[str, Any]) -> AsyncIterator[Alone]:
    sisters = {"intake": answering(intake)}
    async with (
        database("postgresql", tmp_path) as url,
        alone("policy_service", create_app, tmp_path, MONDAY, sisters, url) as office,
    ):
        yield office


async def test_two_of_everything_at_once(served: Alone, intake: dict[str, Any]):
    room, desk = ArchiveRoom(served), CampaignDesk(served, intake)
    opened = await asyncio.gather(*(room.post("", FORM | {"voucher": VOUCHER | {"number": "1"}}) for _ in range(2)))
    assert sorted(answer.status_code for answer in opened) == [201, 409]
    one, other = await room.proposed(number="2"), await room.proposed(number="3")
    both = await asyncio.gather(room.review(one), room.review(other))  # of one number, by two vouchers
    assert sorted(answer.status_code for answer in both) == [200, 409]
    assert len(await served.rows(Party.__table__)) == 2

    policies = [await desk.sell(number, account=None, free_look_days=15) for number in range(1, 5)]
    await asyncio.gather(*(desk.sell(number, salesperson="A9") for number in range(5, 25)))
    number = await desk.opened("debit-mandate")
    starts = await asyncio.gather(*(desk.post(f"/{number}/start") for _ in range(2)))
    assert sorted(answer.status_code for answer in starts) == [200, 409]
    calls = await asyncio.gather(*(desk.contact(number, policies[0], "later") for _ in range(4)))
    assert [answer.status_code for answer in calls] == [201] * 4
    assert (await desk.targets(number))[policies[0]]["contacts"] == 4
    request = await desk.change_account(policies[1])
    assert (await desk.progress(number))["whole"]["signed"] == 1
    assert (await desk.targets(number, outcome="signed"))[policies[1]]["signed_by"] == request


async def test_two_who_look_at_once_flag_a_pattern_once(served: Alone, intake: dict[str, Any]):
    desk = CampaignDesk(served, intake)
    for number in range(1, 25):
        policy = await desk.sell(number, salesperson="A1" if number < 5 else "A2", free_look_days=15)
        if number < 4:
            await policy_given_back(served, policy, "participating-oversold")
    ask = ("/sales-pattern-looks", Role.BRANCH_MANAGER, {"org": "350322"})
    looks = await asyncio.gather(*(served.post(*ask) for _ in range(2)))
    assert sorted(len(answer.json()["flagged"]) for answer in looks) == [0, 1]
