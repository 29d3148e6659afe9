"""Inspections with the daily tools: every item looked at, once a tool, outlet and day; what fails becomes a finding."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from services.intake.inspections.lifecycle import TOOLS
from shared.auth import Role
from tests.intake.counter import CHINA, faults, refused
from tests.intake.house import House, inspection


async def test_there_are_five_tools_and_each_says_where_it_comes_from(house: House):
    tools = await house.get("/inspection-tools", Role.TELLER)
    assert len(tools) == len(TOOLS) == 5
    assert [tool["code"] for tool in tools if tool["mark"] == "V"] == ["service-round"], "the one the report names"
    codes = [item["code"] for tool in tools for item in tool["items"]]
    assert len(codes) == len(set(codes)) == 18
    assert all(tool["basis"] and tool["name"]["zh"] and tool["name"]["en"] for tool in tools)


async def test_every_tool_can_be_used(house: House):
    for code, tool in TOOLS.items():
        items = [{"item": item.code, "passed": True} for item in tool.items]
        case = await house.inspected(tool=code, items=items)
        assert (case["outcome"], case["checked"], case["failed"]) == ("passed", len(items), 0)
    assert await house.items("/findings") == []


async def test_what_failed_becomes_a_finding_with_its_owner_and_limit(house: House):
    case = await house.inspected("uniform", "badge", inspected_on="2026-10-10")
    told = {name: case[name] for name in ("outcome", "checked", "failed", "handler", "opened_at")}
    assert told == {
        "outcome": "failed",
        "checked": 3,
        "failed": 2,
        "handler": "S-branch_manager",
        "opened_at": "2026-10-09T16:00:00Z",
    }
    found = await house.items("/findings", inspection_no=case["case_no"])
    assert {each["item"] for each in found} == {"uniform", "badge"}
    for each in found:
        assert (each["status"], each["handler"], each["severity"], each["limit_days"]) == ("to_fix", "T1", "minor", 5)
        assert each["due_at"] == "2026-10-19T09:30:00Z", "five working days from now, not from the inspection"


async def test_the_inspector_may_say_how_bad_it_is_and_how_long_it_may_take(house: House):
    bad = {"item": "uniform", "passed": False, "owner": "T2", "severity": "severe"}
    slow = {"item": "badge", "passed": False, "owner": "T2", "limit_days": 2}
    case = await house.inspected(items=[bad, slow, {"item": "grooming", "passed": True}])
    found = await house.items("/findings", inspection_no=case["case_no"], owner="T2")
    assert {each["item"]: (each["severity"], each["limit_days"]) for each in found} == {
        "uniform": ("severe", 1),
        "badge": ("minor", 2),
    }


async def test_a_tool_is_used_once_a_day(house: House):
    answers = await asyncio.gather(*(house.post("/inspections", inspection("badge")) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    refused(answers[-1], 409, "conflict", field="tool", rule="one-a-tool-and-day")
    assert len(await house.items("/findings")) == 1, "nothing half-written"
    await house.posted(staff="G2", outlet="XY02")
    await house.inspected(outlet="XY02")
    await house.inspected(inspected_on="2026-10-10")


async def test_one_recorded_by_mistake_takes_its_findings_with_it(house: House):
    first, second = await house.found("uniform", "badge")
    await house.done(f"/findings/{first['case_no']}/fix", None, Role.TELLER, ref="T1")
    await house.done(f"/findings/{first['case_no']}/closing")
    case_no = first["inspection_no"]
    assert (await house.done(f"/inspections/{case_no}/cancellation"))["status"] == "cancelled"
    left = {each["case_no"]: each["status"] for each in await house.items("/findings", inspection_no=case_no)}
    assert left == {first["case_no"]: "cancelled", second["case_no"]: "cancelled"}
    async with house.counter.nothing_written():
        again = await house.post(f"/findings/{first['case_no']}/reopening")
        refused(again, 409, "illegal-transition", allowed=[])
    await house.inspected("uniform")


async def test_only_an_outlet_with_somebody_on_its_roster_is_inspected(house: House):
    await house.posted(staff="T3", outlet="XY02", from_on="2026-10-10", to_on="2026-10-10")
    async with house.counter.nothing_written():
        for changes in ({"outlet": "XY09"}, {"outlet": "XY02"}, {"inspected_on": "2026-09-30"}):
            answer = await house.post("/inspections", inspection(**changes))
            refused(answer, 422, "rule-broken", field="outlet", rule="counter-day")
    await house.inspected(outlet="XY02", inspected_on="2026-10-10")
    await house.away("G1", "2026-10-12")
    await house.inspected()


@pytest.mark.usefixtures("_unpublished")
async def test_a_limit_that_ends_in_a_year_without_calendar_is_not_guessed(house: House):
    house.counter.time.set(datetime(2026, 12, 29, 9, tzinfo=CHINA))
    async with house.counter.nothing_written():
        answer = await house.post("/inspections", inspection("badge", inspected_on="2026-12-29"))
        refused(answer, 503, "calendar-year-missing", year=2027)
    soon = [{"item": "badge", "passed": False, "owner": "T1", "limit_days": 2}]
    items = [*soon, *({"item": each, "passed": True} for each in ("uniform", "grooming"))]
    (found,) = await house.items("/findings", inspection_no=(
        await house.inspected(items=items, inspected_on="2026-12-29"))["case_no"])  # fmt: skip
    assert found["due_at"] == "2026-12-31T09:30:00Z"


# fmt: off
WRONG = [
    ({"items": [{"item": "uniform", "passed": False}]},                 ("items.0", "failed-needs-owner")),
    ({"items": [{"item": "uniform", "passed": True, "owner": "T1"}]},   ("items.0", "passed-needs-nothing")),
    ({"items": [{"item": "uniform", "passed": "yes"}]},                 ("items.0.passed", "bool_type")),
    ({"items": []},                                                     ("items", "too_short")),
    ({"tool": "weather"},                                               ("tool", "literal_error")),
    ({"items": [{"item": "uniform", "passed": False, "owner": "T1", "limit_days": 0}]},
     ("items.0.limit_days", "greater_than_equal")),
]
BROKEN = [
    ({"inspected_on": "2026-10-13"},                         "inspected_on", "not-in-the-future"),
    ({"inspected_on": "2026-10-11"},                         "inspected_on", "working-day"),
    ({"inspected_on": "2026-07-11"},                         "inspected_on", "within-a-quarter"),
    ({"items": [{"item": "uniform", "passed": True}]},       "items",        "each-item-once"),
    ({"items": [{"item": "uniform", "passed": True}] * 3},   "items",        "each-item-once"),
    ({"tool": "queue"},                                      "items",        "each-item-once"),
]
# fmt: on


@pytest.mark.parametrize(("changes", "fault"), WRONG)
async def test_what_is_wrong_is_told_with_its_field(house: House, changes: Any, fault: tuple[str, str]):
    async with house.counter.nothing_written():
        assert fault in faults(await house.post("/inspections", inspection(**changes)))


@pytest.mark.parametrize(("changes", "field", "rule"), BROKEN)
async def test_a_rule_is_told_with_its_field(house: House, changes: Any, field: str, rule: str):
    async with house.counter.nothing_written():
        refused(await house.post("/inspections", inspection(**changes)), 422, "rule-broken", field=field, rule=rule)


async def test_only_the_manager_inspects(house: House):
    case = await house.inspected()
    async with house.counter.nothing_written():
        for role in set(Role) - {Role.BRANCH_MANAGER}:
            refused(await house.post("/inspections", inspection(outlet="XY02"), role), 403, "forbidden")
            refused(await house.post(f"/inspections/{case['case_no']}/cancellation", None, role), 403, "forbidden")
        refused(await house.post("/inspections", inspection(), org="350302"), 403, "out-of-scope")
