"""The branch's day: what waits is allocated within what its investigators can do; the rest is told or handed over."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.claims.app import create_app
from shared.auth import Role
from shared.testing.alone import Alone, alone, answering
from shared.testing.databases import BOTH, database
from tests.claims.conftest import MONDAY, opened
from tests.claims.hall import ClaimsHall, refused
from tests.claims.surveys.field import CITY, ORG, Field


def morning(day: int) -> datetime:
    return datetime(2026, 10, day, 1, tzinfo=UTC)


async def test_the_earliest_due_are_allocated_evenly_within_capacity(field: Field):
    await field.capacity("T1", 1)
    await field.capacity("T2", 1)
    slow = await field.opened(survey_type="out-of-area")
    urgent, other = await field.opened(), await field.opened()
    day = await field.allocate()
    assert {each["case_no"]: each["investigator"] for each in day["newly"]} == {
        urgent["case_no"]: "T1",
        other["case_no"]: "T2",
    }
    assert (day["status"], day["held_on"], day["allocated"], day["left_open"], day["late"]) == (
        *("allocated", "2026-10-12", 2, 1, 0),
    )
    assert day["seats"] == [{"staff": who, "capacity": 1, "held": 1} for who in ("T1", "T2")]
    (foreseen,) = day["foreseen"]
    assert foreseen == {
        "case_no": slow["case_no"],
        "claim_no": slow["claim_no"],
        "due_on": "2026-10-27",
        "foreseen_on": "2026-10-13",
        "is_late": False,
    }
    assert (await field.get(urgent))["handler"] == "T1"
    again = await field.allocate()
    assert (again["case_no"], again["version"], again["newly"], again["allocated"]) == (day["case_no"], 2, [], 2)


async def test_what_is_in_hand_takes_up_capacity_until_it_is_reported(field: Field):
    await field.capacity("T1", 2)
    mine = await field.under_way("T1")
    one, two = await field.opened(), await field.opened()
    assert [each["case_no"] for each in (await field.allocate())["newly"]] == [one["case_no"]]
    for type in ("visit-record", "medical-copy"):
        await field.bring(mine, type, "T1")
        mine = await field.get(mine)
    await field.report(mine, "T1")
    assert [each["case_no"] for each in (await field.allocate())["newly"]] == [two["case_no"]]
    loads = await field.listed("/survey-loads", org=ORG)
    assert (loads["waiting"], loads["investigators"]) == (
        0,
        [
            {"staff": "T1", "capacity": 2, "allocated": 2, "under_way": 0, "sent_back": 0, "overdue": 0}
            | {"utilisation": 1.0}
        ],
    )


async def test_who_is_away_gets_nothing_and_what_they_have_not_begun_goes_to_others(field: Field, office: Alone):
    await field.capacity("T1", 2)
    not_begun, begun = await field.given("T1"), await field.under_way("T1")
    await field.capacity("T1", 0, "2026-10-13", "2026-10-14")
    await field.capacity("T2", 1)
    office.time.set(morning(13))
    day = await field.allocate()
    assert day["newly"] == [{"case_no": not_begun["case_no"], "investigator": "T2"}]
    assert (await field.get(begun))["handler"] == "T1"
    assert [(seat["staff"], seat["capacity"], seat["held"]) for seat in day["seats"]] == [("T1", 0, 1), ("T2", 1, 1)]
    office.time.set(morning(15))
    load = (await field.listed("/survey-loads", org=ORG))["investigators"]
    assert [(each["staff"], each["capacity"], each["utilisation"]) for each in load] == [("T1", 2, 0.5), ("T2", 1, 1.0)]


async def test_what_the_branch_cannot_finish_on_time_is_told_and_handed_over_if_asked(field: Field):
    await field.capacity("T1", 1)
    surveys = [await field.opened() for _ in range(6)]
    day = await field.allocate()
    # Due on the 15th: one today, and one on each of the three days to come.
    assert (day["left_open"], day["late"]) == (5, 2)
    late = [each["case_no"] for each in day["foreseen"] if each["is_late"]]
    assert late == [each["case_no"] for each in surveys[4:]]
    body = {"reason": "over-capacity"}
    refused(await field.act(surveys[1], "hand-over", "M1", body, role=Role.BRANCH_MANAGER), 422, "over-capacity")
    handed = await field.done(surveys[5], "hand-over", "M1", body, role=Role.BRANCH_MANAGER)
    assert handed["status"] == "with_city"
    day = await field.allocate(hand_over=True)
    assert (day["left_open"], day["late"], day["handed_over"]) == (3, 0, 1)
    city = await field.listed(status="with_city")
    assert {each["case_no"] for each in city["items"]} == {each["case_no"] for each in surveys[4:]}
    assert (await field.done(city["items"][0], "start", "C1", org=CITY))["handler"] == "C1"


async def test_no_day_is_allocated_without_investigators_or_on_a_day_off(field: Field, office: Alone):
    body = {"org": ORG}
    refused(await office.post("/survey-allocations", Role.BRANCH_MANAGER, body), 422, "investigators-known")
    await field.capacity("T1", 1)
    office.time.set(morning(17))
    refused(await office.post("/survey-allocations", Role.BRANCH_MANAGER, body), 422, "working-day")
    assert (await office.post("/survey-allocations", Role.BRANCH_MANAGER, {"org": "3501"})).status_code == 403
    assert (await office.post("/survey-allocations", Role.INVESTIGATOR, body)).status_code == 403
    headers = office.headers(Role.BRANCH_MANAGER, ORG, False)
    assert (await office.http.get("/v1/survey-loads?org=3501", headers=headers)).status_code == 403


async def test_of_what_was_said_of_a_day_the_newest_holds(field: Field, office: Alone):
    await field.capacity("T1", 3)
    await field.capacity("T1", 1, "2026-10-12", "2026-10-12")
    for number in range(3):
        await field.opened(place=f"{number}号楼")
    assert len((await field.allocate())["newly"]) == 1
    office.time.set(morning(13))
    assert len((await field.allocate())["newly"]) == 2
    rows = await field.listed("/investigator-capacities", staff="T1")
    assert [row["per_day"] for row in rows["items"]] == [3, 1]
    wrong = {"org": ORG, "staff": "T1", "per_day": 1, "from_on": "2026-10-12", "to_on": "2026-10-11"}
    assert (await office.post("/investigator-capacities", Role.BRANCH_MANAGER, wrong)).status_code == 422


@pytest.mark.parametrize("kind", BOTH)
async def test_a_day_allocated_twice_at_once_gives_nothing_twice(
    tmp_path: Path, kind: str, policy_service: dict[str, Any]
):
    sisters = {"policy_service": answering(policy_service)}
    async with (
        database(kind, tmp_path) as url,
        alone("claims", create_app, tmp_path, MONDAY, sisters, url) as office,
    ):
        await office.feed(opened())
        field = Field(ClaimsHall(office))
        await field.capacity("T1", 2)
        surveys = [await field.opened() for _ in range(3)]
        days = await asyncio.gather(*(field.allocate() for _ in range(2)))
        newly = [each["case_no"] for day in days for each in day["newly"]]
        assert sorted(newly) == sorted(each["case_no"] for each in surveys[:2])
        (seat,) = max(days, key=lambda day: int(day["version"]))["seats"]
        assert (seat["capacity"], seat["held"]) == (2, 2)
        case = await field.reported("T2", surveys[2])
        assert case["reports"] == 1
