"""What is done once a day is done at once where a clock is moved by hand, and not again on that day."""

from datetime import timedelta
from typing import Any

from shared.auth import Role
from shared.testing.alone import Alone
from tests.policy_service.benefits.paying import Paying
from tests.policy_service.conftest import MONDAY
from tests.policy_service.patterns.test_patterns import Branch


async def run_the_day(office: Alone) -> int:
    return sum([await run() for run in office.app.state.day_runs])


async def test_benefits_that_fall_due_are_found_on_each_new_day(office: Alone, intake: dict[str, Any]):
    paying = Paying(office, intake)
    today, tomorrow = await paying.sold(), await paying.sold(effective_on="2023-10-13")
    assert await run_the_day(office) > 0
    assert [case["policy_no"] for case in await paying.benefits()] == [today]
    assert await run_the_day(office) == 0
    office.time.set(MONDAY + timedelta(days=1))
    assert await run_the_day(office) > 0
    assert [case["policy_no"] for case in await paying.benefits()] == [today, tomorrow]
    assert {case["due_on"] for case in await paying.benefits()} == {"2026-10-12", "2026-10-13"}


async def test_patterns_of_endings_are_looked_for_on_each_new_day(office: Alone, intake: dict[str, Any]):
    branch = Branch(office, intake)
    await branch.sell("A2", 20)
    await run_the_day(office)
    await branch.sell("A1", 4, 3)
    assert await run_the_day(office) == 0
    assert await flagged(office) == []
    office.time.set(MONDAY + timedelta(days=1))
    assert await run_the_day(office) > 0
    assert await flagged(office) == ["A1"]


async def flagged(office: Alone) -> list[str]:
    found = await office.get("/sales-patterns", Role.BRANCH_MANAGER)
    return [case["salesperson"] for case in found.json()["items"]]
