"""Suspicions that rules raise: one telephone or account of several people, and many contracts in short order."""

import asyncio
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import orjson
import pytest

from services.intake.aml.watch import Watch
from shared.auth import Role
from tests.intake.aml.desk import AmlDesk, Case
from tests.intake.conftest import MONDAY
from tests.intake.counter import CHINA

ONE_PHONE = {"phones": {"mobile": "13900001111"}}
ONE_ACCOUNT = {"account_no": "6227001234567890121"}

NUMBERS = count(5_000)


async def raised(desk: AmlDesk) -> list[Case]:
    while await desk.office.app.state.watch.look():
        pass
    return list((await desk.office.get("/suspicions", Role.COMPLIANCE, org="35")).json()["items"])


@pytest.mark.parametrize(("shared", "reason"), [(ONE_PHONE, "shared-mobile"), (ONE_ACCOUNT, "shared-account")])
async def test_three_unrelated_policyholders_with_one_number_are_suspicious(
    desk: AmlDesk, shared: dict[str, Any], reason: str
):
    cases = [await desk.paid(1_000, policyholder=desk.person(**shared)) for _ in range(2)]
    assert await raised(desk) == []
    cases.append(await desk.paid(1_000, policyholder=desk.person(**shared)))
    (found,) = await raised(desk)
    told = (found["reason"], found["raised_by_rule"], found["weight"], found["by"], found["org"])
    assert told == (reason, "AML-SEED-SHARED", 3, "system", "350322")
    assert found["cases"] == [case["case_no"] for case in cases]


async def test_the_same_mobile_written_otherwise_is_the_same(desk: AmlDesk):
    for phone in ("13900001111", "+86 139 0000 1111", "0139-0000-1111"):
        await desk.paid(1_000, policyholder=desk.person(phones={"office_phone": phone}))
    assert [found["reason"] for found in await raised(desk)] == ["shared-mobile"]


async def test_those_who_stand_on_one_form_count_as_one(desk: AmlDesk):
    """A couple, each for the other, and a third: two households."""
    one, other, third = (desk.person(**ONE_PHONE) for _ in range(3))
    await desk.paid(1_000, policyholder=one, insured=other)
    await desk.paid(1_000, policyholder=other, insured=one)
    await desk.paid(1_000, policyholder=third)
    assert await raised(desk) == []
    await desk.paid(1_000, policyholder=desk.person(**ONE_PHONE))
    assert [found["weight"] for found in await raised(desk)] == [3]


async def test_one_that_is_open_is_not_raised_again_and_a_dismissed_one_only_when_it_has_grown(desk: AmlDesk):
    for _ in range(3):
        await desk.paid(1_000, policyholder=desk.person(**ONE_PHONE))
    (found,) = await raised(desk)
    await desk.paid(1_000, policyholder=desk.person(**ONE_PHONE))
    assert len(await raised(desk)) == 1
    await desk.move("suspicions", found, "dismissal", {"reason": "employer-telephone"})
    known = desk.person(**ONE_PHONE)
    await desk.paid(1_000, policyholder=known)
    (first, second) = sorted(await raised(desk), key=lambda each: int(each["weight"]))  # both of one instant
    assert (first["weight"], second["weight"]) == (3, 5)
    await desk.move("suspicions", second, "dismissal", {"reason": "employer-telephone"})
    await desk.paid(1_000, policyholder=known)
    assert len(await raised(desk)) == 2


async def test_five_contracts_within_thirty_days_are_suspicious_and_four_are_not(desk: AmlDesk):
    who = desk.person()
    for day in (0, 20, 40, 45, 48):  # of these the last four lie within thirty days
        desk.office.time.set(MONDAY + timedelta(days=day))
        await desk.paid(1_000, policyholder=who)
    assert await raised(desk) == []
    desk.office.time.set(MONDAY + timedelta(days=49))
    await desk.paid(1_000, policyholder=who)
    (found,) = await raised(desk)
    told = (found["reason"], found["raised_by_rule"], found["weight"], len(found["cases"]))
    assert told == ("frequent-buying", "AML-SEED-FREQUENT", 5, 5)


async def test_neither_the_premiums_events_nor_its_trace_betray_a_suspicion(desk: AmlDesk):
    cases = [await desk.paid(1_000, policyholder=desk.person(**ONE_PHONE)) for _ in range(3)]
    desk.office.time.set(datetime(2026, 10, 12, 10, 0, tzinfo=CHINA))
    (found,) = await raised(desk)
    rows = await desk.office.rows()
    (event,) = [row for row in rows if row.kind == "suspicion"]
    others = [row for row in rows if row.kind != "suspicion"]
    assert event.traceparent not in {row.traceparent for row in others}
    assert [case["case_no"] for case in cases if case["case_no"] in event.data] == []
    assert [row.type for row in others if found["case_no"] in row.data] == []
    assert orjson.loads(event.data)["at"] > max(orjson.loads(row.data)["at"] for row in others)


async def test_two_watches_raise_one_suspicion(desk_on_both: AmlDesk):
    desk = desk_on_both
    for _ in range(2):  # the first rounds open the connections, without which nobody comes at once
        for _ in range(3):
            await desk.paid(1_000, policyholder=desk.person(phones={"mobile": f"1390000{next(NUMBERS):04d}"}))
        await asyncio.gather(*(Watch(desk.office.app.state.sessions).look() for _ in range(4)))
    for _ in range(3):
        await desk.paid(1_000, policyholder=desk.person(**ONE_PHONE))
    await asyncio.gather(*(Watch(desk.office.app.state.sessions).look() for _ in range(4)))
    assert len(await raised(desk)) == 1
