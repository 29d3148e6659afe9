"""Dialect desks: who speaks no Mandarin is called by somebody who speaks as they do, or else by the branch."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.auth import Role
from shared.testing.alone import Alone
from tests.callback.conftest import MONDAY
from tests.callback.test_queue import Caller, owe

DESK: dict[str, Any] = {
    "desk_no": "PX-1",
    "org": "35",
    "language": "puxian",
    "callers": ["V-puxian"],
    "slot_minutes": 30,
}
SPEAKERS = {"languages": ["mandarin", "puxian"]}


async def set_up(centre: Alone, who: str = "35", **more: Any) -> Any:
    return await centre.post("/dialect-desks", Role.BRANCH_MANAGER, DESK | more, org=who)


async def says_dialect(centre: Alone, language: str = "puxian") -> Any:
    caller = Caller(centre, "V1")
    return (await caller.tell(await caller.next(), "dialect", language=language)).json()


async def test_a_slot_is_booked_and_the_desk_calls_then_and_nobody_else(centre: Alone):
    await set_up(centre)
    await owe(centre, 1)
    case = await says_dialect(centre)
    assert (case["status"], case["desk_no"], case["language"], case["tries"]) == ("due", "PX-1", "puxian", 0)
    assert case["ready_at"] == "2026-10-12T02:00:00Z", "a slot begins at this moment"
    speaker = Caller(centre, "V-puxian")
    assert await Caller(centre, "V1").next() is None
    assert (await speaker.next(**SPEAKERS))["case_no"] == case["case_no"]
    done = (await speaker.tell(case, "completed")).json()
    assert (done["status"], done["desk_no"], done["attempts"][-1]["owner"]) == ("completed", None, "province")


async def test_who_sits_at_no_desk_neither_asks_for_its_calls_nor_takes_one(centre: Alone):
    await set_up(centre)
    await owe(centre, 1)
    case = await says_dialect(centre)
    stranger = Caller(centre, "V1")
    for answer in (await stranger.ask("/next", SPEAKERS), await stranger.ask(f"/callbacks/{case['case_no']}/hold")):
        assert (answer.status_code, answer.json()["rule"], answer.json()["language"]) == (403, "skill", "puxian")


async def test_a_full_slot_is_passed_over_and_comes_free_again(centre: Alone):
    await set_up(centre)
    await owe(centre, 3)
    first, second = await says_dialect(centre), await says_dialect(centre)
    at = [datetime.fromisoformat(each["ready_at"]) for each in (first, second)]
    assert at[1] - at[0] == timedelta(minutes=30)
    speaker = Caller(centre, "V-puxian")
    await speaker.ask(f"/callbacks/{first['case_no']}/hold")
    await speaker.tell(first, "completed")
    assert datetime.fromisoformat((await says_dialect(centre))["ready_at"]) == at[0]


@pytest.mark.parametrize("desk", [None, {"capacity": 0}, {"org": "3501"}, {"language": "hakka"}], ids=str)
async def test_where_no_desk_has_time_the_branch_calls_by_its_deadline(centre: Alone, desk: dict[str, Any] | None):
    if desk is not None:
        await set_up(centre, **desk)
    await owe(centre, 1)
    case = await says_dialect(centre)
    assert (case["status"], case["owner"], case["desk_no"]) == ("branch_round", "branch", None)
    branch = Caller(centre, "V2", "350322")
    assert await branch.next(languages=["mandarin"]) is None, "who asks for a language gets that alone"
    assert (await branch.next())["case_no"] == case["case_no"], "they speak as their customers do"
    assert (await branch.tell(case, "completed")).json()["attempts"][-1]["owner"] == "branch"


async def test_a_slot_lies_in_the_desks_hours_of_a_working_day_before_the_branchs_turn(centre: Alone):
    await set_up(centre, opens="09:00", closes="10:30")
    await owe(centre, 1)
    assert (await says_dialect(centre))["ready_at"] == "2026-10-12T02:00:00Z"
    centre.time.set(MONDAY + timedelta(days=4, hours=1))  # Friday, when the desk has closed
    await owe(centre, 1, case_no="BD261012-00000009")
    assert (await says_dialect(centre))["ready_at"] == "2026-10-19T01:00:00Z", "Monday at nine"


async def test_where_the_desk_itself_fails_for_its_dialect_the_branch_calls(centre: Alone):
    await set_up(centre)
    await owe(centre, 1)
    case, speaker = await says_dialect(centre), Caller(centre, "V-puxian")
    await speaker.next(**SPEAKERS)
    down = (await speaker.tell(case, "dialect", language="puxian")).json()
    assert (down["status"], down["owner"], down["desk_no"]) == ("branch_round", "branch", None)


async def test_no_desk_is_booked_twice_for_one_dialect(centre: Alone):
    """The two desks would send each other the case without end."""
    await set_up(centre)
    await set_up(centre, desk_no="HK-1", language="hakka", callers=["V-hakka"])
    await owe(centre, 1)
    case, puxian, hakka = await says_dialect(centre), Caller(centre, "V-puxian"), Caller(centre, "V-hakka")
    await puxian.next(**SPEAKERS)
    assert (await puxian.tell(case, "dialect", language="hakka")).json()["desk_no"] == "HK-1"
    await hakka.ask(f"/callbacks/{case['case_no']}/hold")
    down = (await hakka.tell(case, "dialect", language="puxian")).json()
    assert (down["status"], down["owner"], down["desk_no"]) == ("branch_round", "branch", None)


@pytest.mark.parametrize(
    ("more", "status", "field", "rule"),
    [
        ({"opens": "08:00"}, 422, "opens", "calling-hours"),
        ({"closes": "21:30"}, 422, "closes", "calling-hours"),
        ({"opens": "12:00", "closes": "11:00"}, 422, "closes", "room-for-a-slot"),
        ({"closes": "09:30", "slot_minutes": 31}, 422, "closes", "room-for-a-slot"),
        ({"language": "mandarin"}, 422, None, None),
        ({"opens": "09:00:00Z"}, 422, None, None),
        ({"org": "36"}, 403, None, None),
    ],
    ids=["early", "late", "backwards", "no slot", "no dialect", "a zone", "another province"],
)
async def test_a_desk_that_can_not_be_is_refused(
    centre: Alone, more: dict[str, Any], status: int, field: str | None, rule: str | None
):
    refused = await set_up(centre, **more)
    told = refused.json()
    assert (refused.status_code, told.get("field"), told.get("rule")) == (status, field, rule), refused.text
    assert (await centre.get("/dialect-desks", org="35")).json() == []


async def test_a_branch_changes_no_desk_of_the_provinces(centre: Alone):
    assert (await set_up(centre)).status_code == 200
    assert (await set_up(centre, "3503", org="3503")).status_code == 403
    (desk,) = (await centre.get("/dialect-desks", org="35")).json()
    assert (desk["org"], desk["callers"], desk["opens"]) == ("35", ["V-puxian"], "09:00")


@pytest.mark.parametrize(
    ("result", "language", "rule"),
    [("no-answer", "puxian", "of-dialects"), ("dialect", None, "required"), ("dialect", "mandarin", "required")],
)
async def test_a_language_is_told_where_a_call_failed_for_it_and_nowhere_else(
    centre: Alone, result: str, language: str | None, rule: str
):
    await owe(centre, 1)
    caller = Caller(centre, "V1")
    case = await caller.next()
    refused = await caller.tell(case, result, language=language)
    assert (refused.status_code, refused.json()["field"], refused.json()["rule"]) == (422, "language", rule)
    assert (await centre.get(f"/callbacks/{case['case_no']}")).json()["language"] == "mandarin"
