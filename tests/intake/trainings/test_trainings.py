"""Trainings in the field: what is recorded, by whom, and what of it is told."""

import json
from typing import Any

import pytest

from shared.auth import Role
from tests.intake.counter import faults, refused
from tests.intake.house import TRAINING, House


async def test_a_training_counts_on_its_day_and_tells_nobodys_reference_but_the_trainers(house: House):
    case = await house.done("/trainings", TRAINING | {"held_on": "2026-10-09", "salespeople": ["A1", "A2"]})
    told = {name: case[name] for name in ("held_on", "handler", "opened_at", "status", "attendees", "salespeople")}
    assert told == {
        "held_on": "2026-10-09",
        "handler": "T1",
        "opened_at": "2026-10-08T16:00:00Z",
        "status": "recorded",
        "attendees": 12,
        "salespeople": ["A1", "A2"],
    }
    (event,) = await house.counter.events(case)
    data = json.loads(event.data)
    assert (data["topics"], data["attendees"]) == (["account-missing", "address-off"], 12)
    assert "A1" not in event.data


async def test_one_recorded_by_mistake_is_taken_back_once(house: House):
    case = await house.done("/trainings", TRAINING, Role.TELLER)
    refused(await house.post(f"/trainings/{case['case_no']}/cancellation", None, Role.TELLER), 403, "forbidden")
    case = await house.done(f"/trainings/{case['case_no']}/cancellation")
    assert (case["status"], case["outcome"]) == ("cancelled", "cancelled")
    again = await house.post(f"/trainings/{case['case_no']}/cancellation")
    refused(again, 409, "illegal-transition", allowed=[])
    assert [each["case_no"] for each in await house.items("/trainings", status="cancelled")] == [case["case_no"]]


# fmt: off
WRONG = [
    ({"attendees": 0},                              ("attendees", "greater_than_equal")),
    ({"attendees": "12"},                           ("attendees", "int_type")),
    ({"topics": []},                                ("topics", "too_short")),
    ({"topics": ["unsigned", "unsigned"]},          ("topics", "no-duplicates")),
    ({"trainer": "张三"},                           ("trainer", "string_pattern_mismatch")),
    ({"attendees": 1, "salespeople": ["A1", "A2"]}, ("salespeople", "attendees-at-least-those-listed")),
]
# fmt: on


@pytest.mark.parametrize(("changes", "fault"), WRONG)
async def test_what_is_wrong_is_told_with_its_field(house: House, changes: Any, fault: tuple[str, str]):
    async with house.counter.nothing_written():
        assert fault in faults(await house.post("/trainings", TRAINING | changes))


# fmt: off
BROKEN = [
    ({"held_on": "2026-10-13"},               "held_on",  "not-in-the-future"),
    ({"held_on": "2026-07-11"},               "held_on",  "within-a-quarter"),
    ({"held_on": "0001-01-01"},               "held_on",  "within-a-quarter"),
    ({"topics": ["unsigned", "bad-weather"]}, "topics.1", "known-defect"),
]
# fmt: on


@pytest.mark.parametrize(("changes", "field", "rule"), BROKEN)
async def test_a_rule_is_told_with_its_field(house: House, changes: Any, field: str, rule: str):
    async with house.counter.nothing_written():
        refused(await house.post("/trainings", TRAINING | changes), 422, "rule-broken", field=field, rule=rule)


async def test_another_organisations_training_is_out_of_reach(house: House):
    refused(await house.post("/trainings", TRAINING, org="350302"), 403, "out-of-scope")
    refused(await house.post("/trainings", TRAINING, Role.CASHIER), 403, "forbidden")
