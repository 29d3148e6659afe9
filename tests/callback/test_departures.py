"""The sales company's list of leavers (离司名单): a call to the holder of each policy that somebody leaves behind."""

from datetime import timedelta
from typing import Any

import pytest

from shared.auth import Role
from shared.contracts.policy_service import PolicyMatured
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.callback.causes import of_policy
from tests.callback.conftest import opened

LEFT: dict[str, Any] = {"salesperson": "A1024", "left_on": "2026-10-10"}
OTHERS = "BD261012-00000002"


async def list_them(centre: Alone, *departures: Any, role: Role = Role.INTEGRATOR, org: str = "350322") -> Any:
    return await centre.post("/salesperson-departures", role, {"departures": list(departures)}, org=org)


async def of_leavers(centre: Alone) -> list[dict[str, Any]]:
    return list((await centre.get("/callbacks", Role.CALLER, project="agent-left", org="35")).json()["items"])


@pytest.fixture
async def two(centre: Alone) -> Alone:
    """Two policies of one salesperson's, and one of another's."""
    await centre.feed(
        opened(salesperson="A1024"),
        opened(salesperson="A1024", case_no=OTHERS, free_look_days=0),
        opened(salesperson="A2048", case_no="BD261012-00000003"),
    )
    return centre


async def test_each_policy_of_who_left_is_owed_a_call_within_thirty_days(two: Alone):
    told = await list_them(two, LEFT)
    assert (told.status_code, told.json()) == (200, [{"salesperson": "A1024", "policies": 2, "opened": 2}])
    tasks = await of_leavers(two)
    assert {each["policy_no"] for each in tasks} == {"BD261012-00000001", OTHERS}
    for task in tasks:
        assert (task["status"], task["owner"], task["called"]) == ("due", "branch", "policyholder")
        assert (task["cause_no"], task["cause_on"], task["by"]) == ("A1024", "2026-10-10", "S-integrator")
        assert task["due_at"] == "2026-11-09T16:00:00Z", "24:00 of the thirtieth day after"


async def test_listed_twice_nothing_more_is_owed_but_for_what_came_to_light(two: Alone):
    await list_them(two, LEFT)
    assert (await list_them(two, LEFT)).json()[0]["opened"] == 0
    await two.feed(opened(salesperson="A1024", case_no="BD261012-00000004"))
    assert (await list_them(two, LEFT)).json() == [{"salesperson": "A1024", "policies": 3, "opened": 1}]
    assert len(await of_leavers(two)) == 3


async def test_who_came_back_and_leaves_again_is_told_of_again(two: Alone):
    await list_them(two, LEFT)
    two.time.advance(timedelta(days=30))
    assert (await list_them(two, LEFT | {"left_on": "2026-11-09"})).json()[0]["opened"] == 2


@pytest.mark.parametrize(("left_on", "status"), [("2025-10-11", 200), ("2025-10-10", 422), ("0001-01-01", 422)])
async def test_who_left_more_than_a_year_ago_is_no_news(two: Alone, left_on: str, status: int):
    told = await list_them(two, {"salesperson": "A2048", "left_on": "2026-10-10"}, LEFT | {"left_on": left_on})
    assert told.status_code == status
    if status == 422:
        assert (told.json()["field"], told.json()["rule"]) == ("departures.1.left_on", "left-within-a-year")
        assert await of_leavers(two) == []


async def test_a_policy_that_ended_is_nobodys_to_call_about(two: Alone):
    await two.feed(of_policy(PolicyMatured, 8, "terminated", case_no=OTHERS, salesperson="A1024"))
    assert (await list_them(two, LEFT)).json() == [{"salesperson": "A1024", "policies": 1, "opened": 1}]
    await two.feed(of_policy(PolicyMatured, 8, "terminated", salesperson="A1024"))
    assert [(each["status"], each["outcome"]) for each in await of_leavers(two)] == [("dropped", "policy-ended")]


async def test_a_policy_is_theirs_who_look_after_it_now(two: Alone):
    await two.feed(of_policy(PolicyMatured, 7, "in_force", salesperson="A2048"))
    assert (await list_them(two, LEFT)).json()[0]["policies"] == 1


async def test_an_older_event_makes_nobody_the_salesperson_again(two: Alone):
    await two.feed(of_policy(PolicyMatured, 7, "in_force", salesperson="A2048"))
    await two.feed(of_policy(PolicyMatured, 6, "in_force", salesperson="A1024"))
    assert (await list_them(two, LEFT)).json()[0]["policies"] == 1


async def test_somebody_of_whom_no_policy_is_known_leaves_nothing_behind(two: Alone):
    assert (await list_them(two, LEFT | {"salesperson": "A9999"})).json() == [
        {"salesperson": "A9999", "policies": 0, "opened": 0}
    ]


async def test_a_branchs_list_reaches_no_further_than_the_branch(two: Alone):
    assert (await list_them(two, LEFT, role=Role.BRANCH_MANAGER, org="350323")).json()[0]["policies"] == 0
    assert await of_leavers(two) == []


@pytest.mark.parametrize(
    ("departures", "field", "rule"),
    [
        ([], "departures", "too_short"),
        ([LEFT | {"left_on": "2026-10-13"}], "departures.0.left_on", "not-in-the-future"),
        ([LEFT, {"salesperson": "A2048", "left_on": "2026-10-13"}], "departures.1.left_on", "not-in-the-future"),
        ([LEFT, LEFT | {"left_on": "2026-10-09"}], "departures", "listed-once"),
        ([LEFT | {"salesperson": "欧阳建国"}], "departures.0.salesperson", "string_pattern_mismatch"),
        ([{"salesperson": "A1024"}], "departures.0.left_on", "missing"),
        ([LEFT | {"phone": "13800000000"}], "departures.0.phone", "extra_forbidden"),
        ([LEFT | {"left_on": "yesterday"}], "departures.0.left_on", "date_type"),
        ([{"salesperson": f"A{n}", "left_on": "2026-10-10"} for n in range(101)], "departures", "too_long"),
    ],
)
async def test_an_unfit_list_is_refused_whole(two: Alone, departures: list[Any], field: str, rule: str):
    refused = await list_them(two, *departures)
    assert refused.status_code == 422, refused.text
    (fault,) = refused.json().get("errors") or [refused.json()]
    assert (fault["field"], fault["rule"]) == (field, rule)
    assert await of_leavers(two) == []


async def test_not_everybody_lists_leavers(two: Alone):
    before = len(await two.rows(case_events))
    for role in (Role.CALLER, Role.TELLER, Role.AUDITOR):
        assert (await list_them(two, LEFT, role=role)).status_code == 403
    assert len(await two.rows(case_events)) == before
