"""Policies that end oftener at one salesperson than chance explains: flagged once, and examined."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.policy_service.pattern_watch import PatternWatch
from shared.auth import Role
from shared.contracts.policy_service_patterns import SalesPatternFlagged
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.policy_service.campaigns.desk import CampaignDesk
from tests.policy_service.conftest import MONDAY
from tests.policy_service.requests.desk import policy_given_back

MANAGER = Role.BRANCH_MANAGER
LOOK = {"org": "350322"}


class Branch:
    """Twenty-four policies: A1 sold four, of which three are given back, A2 twenty, all kept."""

    def __init__(self, office: Alone, intake: dict[str, Any]) -> None:
        self.office, self._desk = office, CampaignDesk(office, intake)
        self._sold = 0

    async def sell(self, salesperson: str, many: int, given_back: int = 0) -> list[str]:
        numbers = range(self._sold + 1, self._sold + many + 1)
        self._sold += many
        terms = {"salesperson": salesperson, "free_look_days": 15}
        policies = [await self._desk.sell(number, **terms) for number in numbers]
        for policy in policies[:given_back]:
            await self.give_back(policy)
        return policies[:given_back]

    async def give_back(self, policy: str) -> None:
        await policy_given_back(self.office, policy, "participating-oversold")

    async def look(self) -> list[dict[str, Any]]:
        answer = await self.office.post("/sales-pattern-looks", MANAGER, LOOK)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["flagged"])

    async def examine(self, case: dict[str, Any], finding: str) -> dict[str, Any]:
        body = {"finding": finding, "reasons": ["employer-closed"]}
        tag = {"If-Match": f'"{case["version"]}"'}
        answer = await self.office.post(f"/sales-patterns/{case['case_no']}/examination", MANAGER, body, **tag)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture
async def branch(office: Alone, intake: dict[str, Any]) -> Branch:
    opened = Branch(office, intake)
    await opened.sell("A2", 20)
    return opened


async def test_it_is_flagged_with_its_numbers_and_no_person(branch: Branch):
    ended = await branch.sell("A1", 4, given_back=3)
    (case,) = await branch.look()
    numbers = [case[name] for name in ("salesperson", "exposed", "ended", "branch_exposed", "branch_ended")]
    assert numbers == ["A1", 4, 3, 24, 3]
    # An eighth each: 4·(1/8)³·(7/8) + (1/8)⁴ = 29/4096
    assert case["p_value"] == pytest.approx(29 / 4096, rel=1e-5)
    assert (case["branch_rate"], case["policies"], case["period_from"]) == (0.125, ended, "2026-04-16")
    (row,) = [row for row in await branch.office.rows(case_events) if row.type == SalesPatternFlagged.type]
    assert SalesPatternFlagged.model_validate_json(row.data).ended == 3
    assert "BD261012" not in row.data


async def test_at_each_days_end_it_is_flagged_once(branch: Branch):
    await branch.sell("A1", 4, given_back=3)
    watch = PatternWatch(branch.office.app.state.sessions)
    assert [await watch.look(), await watch.look()] == [1, 0]
    assert await branch.look() == []


async def test_two_who_look_at_once_flag_it_once(branch: Branch):
    await branch.sell("A1", 4, given_back=3)
    found = await asyncio.gather(branch.look(), branch.look())
    assert sorted(len(each) for each in found) == [0, 1]


@pytest.mark.parametrize("finding", ["confirmed", "unfounded"])
async def test_examined_it_comes_back_only_with_more(branch: Branch, finding: str):
    await branch.sell("A1", 4, given_back=3)
    (case,) = await branch.look()
    done = await branch.examine(case, finding)
    assert (done["status"], done["outcome"], done["reasons"]) == (finding, finding, ["employer-closed"])
    assert await branch.look() == []
    await branch.sell("A1", 1, given_back=1)
    (again,) = await branch.look()
    assert again["ended"] == 4


async def test_endings_before_the_period_count_no_more(branch: Branch):
    await branch.sell("A1", 4, given_back=3)
    branch.office.time.set(MONDAY + timedelta(days=180))
    assert await branch.look() == []


async def test_fewer_than_three_or_as_many_as_elsewhere_are_none(branch: Branch):
    await branch.sell("A3", 2, given_back=2)
    assert await branch.look() == []


async def test_who_reads_and_who_examines(branch: Branch):
    await branch.sell("A1", 4, given_back=3)
    office = branch.office
    assert (await office.post("/sales-pattern-looks", Role.TELLER, LOOK)).status_code == 403
    assert (await office.post("/sales-pattern-looks", MANAGER, {"org": "350100"})).status_code == 403
    (case,) = await branch.look()
    path = f"/sales-patterns/{case['case_no']}"
    for route in ("/sales-patterns", path, f"{path}/history", f"{path}/sla"):
        assert [(await office.get(route, role)).status_code for role in (Role.TELLER, Role.AUDITOR)] == [403, 200]
    body = {"finding": "confirmed", "reasons": ["sold-as-deposit"]}
    assert (await office.post(f"{path}/examination", MANAGER, body)).status_code == 428
    none = await office.post(f"{path}/examination", MANAGER, body | {"reasons": []}, **{"If-Match": '"1"'})
    assert none.status_code == 422
