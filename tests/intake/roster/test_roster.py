"""The roster: who holds which position from when to when, who is away, and who is on duty on a day."""

import asyncio
from typing import Any

import pytest

from shared.auth import Role
from tests.intake.counter import ORG, faults, refused
from tests.intake.house import MANAGER, POST, House

LEAVE = {"staff": "T1", "type": "annual", "from_on": "2026-10-13", "to_on": "2026-10-14"}


async def on_duty(house: House, day: str, **who: Any) -> dict[str, tuple[str, bool, bool]]:
    roster = await house.get("/roster", org=ORG, day=day, **who)
    return {each["staff"]: (each["position"], each["morning"], each["afternoon"]) for each in roster["duties"]}


async def test_the_roster_of_a_day_is_positions_less_leave(house: House):
    await house.posted()
    await house.posted(staff="M1", position="counter_manager")
    await house.posted(staff="T2", from_on="2026-10-14")
    await house.away("T1", "2026-10-14", part="morning")
    await house.away("M1", "2026-10-14", to_on="2026-10-15")
    assert await on_duty(house, "2026-10-13") == {
        "M1": ("counter_manager", True, True),
        "T1": ("teller", True, True),
    }
    assert await on_duty(house, "2026-10-14") == {
        "M1": ("counter_manager", False, False),
        "T1": ("teller", False, True),
        "T2": ("teller", True, True),
    }
    assert await on_duty(house, "2026-10-17") == {}, "a Saturday"
    (duty,) = [each for each in (await house.get("/roster", org=ORG))["duties"] if each["staff"] == "T1"]
    assert (duty["front_desk"], duty["leave"]) == (True, []), "today, where no day is asked"


async def test_which_positions_count_follows_the_report(house: House):
    rules = {each["position"]: each for each in await house.get("/position-rules", Role.TELLER)}
    assert [position for position, rule in rules.items() if rule["front_desk"]] == ["teller"]
    assert {rule["mark"] for rule in rules.values()} == {"V"}
    assert set(rules) == {
        "teller", "counter_manager", "general_processing", "investigator", "customer_service", "cashier",
    }  # fmt: skip


async def test_another_position_ends_the_former_the_day_before(house: House):
    former = await house.posted()
    later = {"position": "cashier", "from_on": "2026-10-15"}
    new = await house.done(f"/positions/{former['id']}/change", later)
    assert (new["staff"], new["outlet"], new["to_on"]) == ("T1", "XY01", None)
    (shown,) = await house.items("/positions", on="2026-10-14")
    assert (shown["id"], shown["to_on"]) == (former["id"], "2026-10-14")
    assert (await on_duty(house, "2026-10-15"))["T1"][0] == "cashier"
    too_soon = await house.post(f"/positions/{new['id']}/change", later)
    refused(too_soon, 422, "rule-broken", field="from_on", rule="after-the-former", former="2026-10-15")


async def test_nobody_holds_two_positions_on_a_day(house: House):
    first = await house.posted(to_on="2026-10-20")
    for span in (
        {"from_on": "2026-10-20"},
        {"from_on": "2026-10-01"},
        {"from_on": "2026-10-01", "to_on": "2026-10-12"},
    ):
        async with house.counter.nothing_written():
            answer = await house.post("/positions", POST | span | {"outlet": "XY02"})
            refused(answer, 409, "conflict", field="from_on", rule="one-position-a-day", position_id=first["id"])
    await house.posted(from_on="2026-10-21")
    async with house.counter.nothing_written():
        longer = await house.post(f"/positions/{first['id']}/end", {"to_on": "2026-10-21"})
        refused(longer, 409, "conflict", rule="one-position-a-day")
    await house.done(f"/positions/{first['id']}/end", {"to_on": "2026-10-16"})
    assert "T1" not in await on_duty(house, "2026-10-19")


async def test_who_is_posted_twice_at_once_is_posted_once(house: House):
    answers = await asyncio.gather(*(house.post("/positions", POST | {"outlet": f"XY0{n}"}) for n in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len(await house.items("/positions")) == 1


async def test_one_recorded_by_mistake_is_taken_back_and_stays_in_the_book(house: House):
    row = await house.posted()
    row = await house.done(f"/positions/{row['id']}/removal")
    assert row["removed_by"] == f"S-{MANAGER}"
    assert [each["id"] for each in await house.items("/positions")] == [row["id"]]
    assert await house.items("/positions", on="2026-10-12") == []
    refused(await house.post(f"/positions/{row['id']}/removal"), 409, "conflict", rule="not-taken-back")
    await house.posted()


async def test_a_half_day_is_away_once(house: House):
    await house.posted()
    await house.away(part="morning")
    for part in ("morning", "full"):
        answer = await house.post("/leaves", LEAVE | {"part": part})
        refused(answer, 409, "conflict", field="from_on", rule="one-leave-a-half-day")
    other = await house.away(part="afternoon")
    assert (await on_duty(house, "2026-10-13"))["T1"] == ("teller", False, False)
    await house.done(f"/leaves/{other['id']}/cancellation")
    assert (await on_duty(house, "2026-10-13"))["T1"] == ("teller", False, True)
    refused(await house.post(f"/leaves/{other['id']}/cancellation"), 409, "conflict", rule="not-taken-back")


async def test_tellers_see_their_own(house: House):
    for staff in ("T1", "T2"):
        await house.posted(staff=staff)
        await house.away(staff)
    own = {"role": Role.TELLER, "ref": "T2"}
    for path in ("/positions", "/leaves"):
        assert {each["staff"] for each in await house.items(path)} == {"T1", "T2"}
        assert {each["staff"] for each in await house.items(path, **own)} == {"T2"}
        assert await house.items(path, **own, staff="T1") == []
    assert set(await on_duty(house, "2026-10-12", **own)) == {"T2"}
    refused(await house.ask("/counter-days", **own), 403, "forbidden")
    (day,) = await house.items("/counter-days")
    refused(await house.ask(f"/counter-days/{day['case_no']}", **own), 403, "forbidden")


async def test_only_the_manager_of_the_organisation_keeps_it(house: House):
    row, leave = await house.posted(), await house.away()
    steps = {
        "change": {"position": "cashier", "from_on": "2026-10-20"},
        "end": {"to_on": "2026-10-20"},
        "removal": None,
    }
    writes: dict[str, Any] = {f"/positions/{row['id']}/{step}": body for step, body in steps.items()}
    writes |= {"/positions": POST | {"staff": "T9"}, "/leaves": LEAVE, f"/leaves/{leave['id']}/cancellation": None}
    async with house.counter.nothing_written():
        for path, body in writes.items():
            for role in set(Role) - {MANAGER}:
                refused(await house.post(path, body, role), 403, "forbidden")
        refused(await house.post("/positions", POST | {"staff": "T9"}, org="350302"), 403, "out-of-scope")
        refused(await house.post("/leaves", LEAVE, org="350302"), 422, "rule-broken", rule="on-the-roster")
        for path in (
            f"/positions/{row['id']}/removal",
            f"/leaves/{leave['id']}/cancellation",
            "/leaves/77/cancellation",
        ):
            refused(await house.post(path, org="350302"), 404, "not-found")
    refused(await house.ask("/roster", org="3503"), 403, "out-of-scope")


# fmt: off
WRONG = [
    ({"to_on": "2026-10-11"},    ("to_on",    "from-before-to")),
    ({"from_on": "1969-12-31"},  ("from_on",  "day-plausible")),
    ({"to_on": "9999-12-31"},    ("to_on",    "day-plausible")),
    ({"position": "director"},   ("position", "enum")),
    ({"staff": "欧阳建国"},      ("staff",    "string_pattern_mismatch")),
]
# fmt: on


@pytest.mark.parametrize(("changes", "fault"), WRONG)
async def test_what_is_wrong_is_told_with_its_field(house: House, changes: Any, fault: tuple[str, str]):
    async with house.counter.nothing_written():
        assert fault in faults(await house.post("/positions", POST | changes))


async def test_days_out_of_reach_are_told(house: House):
    await house.posted(from_on="2020-01-01")
    async with house.counter.nothing_written():
        ahead = await house.post("/positions", POST | {"staff": "T2", "from_on": "2027-01-13"})
        refused(ahead, 422, "rule-broken", field="from_on", rule="a-quarter-ahead")
        long_ago = await house.post("/leaves", LEAVE | {"from_on": "2026-07-11"})
        refused(long_ago, 422, "rule-broken", field="from_on", rule="within-a-quarter")
        too_long = await house.post("/leaves", LEAVE | {"to_on": "2027-10-20"})
        assert ("to_on", "a-year-at-most") in faults(too_long)
        nobody = await house.post("/leaves", LEAVE | {"staff": "T2"})
        refused(nobody, 422, "rule-broken", field="staff", rule="on-the-roster")
    refused(await house.ask("/roster", org=ORG, day="9999-12-31"), 422, "rule-broken", rule="calendar-year")
