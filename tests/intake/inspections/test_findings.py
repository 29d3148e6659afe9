"""Findings: put right by their owner, closed by somebody else, dunned when their time is over."""

from datetime import datetime
from typing import Any

import pytest

from shared.auth import Role
from tests.intake.counter import CHINA, Case, refused
from tests.intake.house import MANAGER, House


async def step(house: House, case: Case, what: str, body: Any = None, role: Role = MANAGER, **who: Any) -> Case:
    return await house.done(f"/findings/{case['case_no']}/{what}", body, role, **who)


async def until(house: House, day: int, hour: int = 0) -> None:
    await house.counter.until(datetime(2026, 10, day, hour, 5, tzinfo=CHINA))


async def test_the_owner_puts_it_right_and_somebody_else_closes_it(house: House):
    (case,) = await house.found("badge")
    async with house.counter.nothing_written():
        other = await house.post(f"/findings/{case['case_no']}/fix", None, Role.TELLER, ref="T2")
        refused(other, 403, "forbidden", rule="owner-only")
    case = await step(house, case, "fix", None, Role.TELLER, ref="T1")
    assert (case["status"], case["fixed_by"]) == ("fixed", "T1")
    case = await step(house, case, "closing")
    assert (case["status"], case["outcome"]) == ("closed", "closed")
    assert case["closed_at"]


async def test_a_manager_who_put_it_right_does_not_close_it(house: House):
    (case,) = await house.found("badge")
    case = await step(house, case, "assignment", {"owner": "M1"})
    assert case["handler"] == "M1"
    await step(house, case, "fix", ref="M1")
    async with house.counter.nothing_written():
        refused(await house.post(f"/findings/{case['case_no']}/closing", ref="M1"), 403, "forbidden", rule="four-eyes")
    assert (await step(house, case, "closing", ref="M2"))["status"] == "closed"


async def test_it_is_dunned_each_working_day_once_its_time_is_over(house: House):
    (case,) = await house.found("badge")
    assert (await house.counter.timers(case))["remind"] == datetime(2026, 10, 20, tzinfo=CHINA)
    await until(house, 19, 20)
    assert (await house.get(f"/findings/{case['case_no']}"))["reminders"] == 0
    for day in range(20, 28):  # over on Monday 19: told as that day ends, and each working day after it
        await until(house, day)
    told = await house.get(f"/findings/{case['case_no']}")
    assert (told["reminders"], told["status"], told["remind_on"]) == (6, "to_fix", "2026-10-27")
    await step(house, case, "fix", None, Role.TELLER, ref="T1")
    await until(house, 28)
    assert (await house.get(f"/findings/{case['case_no']}"))["reminders"] == 7, "the manager has yet to look"
    await step(house, case, "closing")
    assert await house.counter.timers(case) == {}


async def test_what_is_found_on_a_sunday_counts_from_monday(house: House):
    await until(house, 18, 10)
    (case,) = await house.found("badge", inspected_on="2026-10-16")
    assert (case["due_at"], case["remind_on"]) == ("2026-10-26T09:30:00Z", "2026-10-26"), "no reminder before it is due"


async def test_sent_back_before_it_was_closed_its_time_goes_on(house: House):
    (case,) = await house.found("badge")
    due_at = case["due_at"]
    await step(house, case, "fix", None, Role.TELLER, ref="T1")
    case = await step(house, case, "reopening")
    assert (case["status"], case["due_at"], case["fixed_by"], case["reopenings"]) == ("to_fix", due_at, None, 1)


async def test_opened_again_after_it_was_closed_it_has_its_whole_time(house: House):
    (case,) = await house.found("badge")
    await step(house, case, "fix", None, Role.TELLER, ref="T1")
    await step(house, case, "closing")
    await until(house, 21, 10)
    case = await step(house, case, "reopening")
    assert (case["due_at"], case["remind_on"], case["outcome"]) == ("2026-10-28T09:30:00Z", "2026-10-28", None)
    clocks = (await house.get(f"/findings/{case['case_no']}/sla"))["clocks"]
    assert [each["explanation"]["stopped_at"] is None for each in clocks] == [False, True]


async def test_one_that_was_none_is_cancelled(house: House):
    (case,) = await house.found("badge")
    case = await step(house, case, "cancellation")
    assert (case["status"], case["outcome"]) == ("cancelled", "cancelled")
    refused(await house.post(f"/findings/{case['case_no']}/cancellation"), 409, "illegal-transition", allowed=[])


ROUTES = ["assignment", "fix", "closing", "reopening", "cancellation"]


@pytest.mark.parametrize("route", ROUTES)
async def test_a_route_is_open_to_its_roles_and_organisation_only(house: House, route: str):
    (case,) = await house.found("badge")
    staff = {Role.TELLER, Role.REVIEWER, Role.CASHIER, Role.INVESTIGATOR, Role.CALLER, MANAGER}
    body, path = {"owner": "T2"} if route == "assignment" else None, f"/findings/{case['case_no']}/{route}"
    async with house.counter.nothing_written():
        for role in set(Role) - (staff if route == "fix" else {MANAGER}):
            refused(await house.post(path, body, role), 403, "forbidden")
        refused(await house.post(path, body, org="350302"), 403, "out-of-scope")
