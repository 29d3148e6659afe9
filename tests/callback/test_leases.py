"""A lease is beside what was agreed with the customer: it ends, and the case is as it was; no step writes over it."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from services.callback.callbacks.calling import by_itself
from services.callback.callbacks.models import Callback
from services.callback.callbacks.queue import LEASE, keep_from_others
from services.callback.consumers import keep_calls_owed
from shared.auth import Actor, Role
from shared.cases import get_case
from shared.contracts.policy_service import PolicyAcknowledged
from shared.errors import Conflict
from shared.testing.alone import Alone
from tests.callback.causes import GRACE, KNOWN
from tests.callback.collections.test_collecting import INVALID, MOBILE, renumbered
from tests.callback.conftest import MONDAY, POLICY_NO, opened, policy, transferred
from tests.callback.test_desks import SPEAKERS, says_dialect, set_up
from tests.callback.test_queue import Caller, centre_on, owe

AGREED = "2026-10-13T11:30:00Z"
TOMORROW = datetime.fromisoformat(AGREED)
AS_SAID = "2026-10-13T19:30:00+08:00"
HERE = {"case_no": POLICY_NO}


async def only(centre: Alone) -> dict[str, Any]:
    (case,) = (await centre.get("/callbacks", org="35")).json()["items"]
    return dict(case)


async def agreed(centre: Alone) -> dict[str, Any]:
    """Called once, and to be called again at the time that the customer named."""
    await owe(centre, 1, **HERE)
    caller = Caller(centre, "V1")
    answer = await caller.tell(await caller.next(), "appointment", call_at=AS_SAID)
    assert answer.status_code == 200, answer.text
    case = dict(answer.json())
    assert case["ready_at"] == AGREED, "a time is answered in UTC, whatever zone it was told in"
    return case


async def hold(caller: Caller, case: Any) -> Any:
    return await caller.ask(f"/callbacks/{case['case_no']}/hold")


async def test_what_a_vanished_caller_held_is_called_at_the_time_agreed_on_and_not_before(centre: Alone):
    case = await agreed(centre)
    held = (await hold(Caller(centre, "V2"), case)).json()
    assert (held["ready_at"], held["held_by"]) == (AGREED, "V2")
    assert datetime.fromisoformat(held["held_until"]) == MONDAY + LEASE
    centre.time.set(MONDAY + LEASE)
    here = Caller(centre, "V3")
    assert await here.next() is None, "it rests as before"
    centre.time.set(TOMORROW - timedelta(seconds=1))
    assert await here.next() is None
    centre.time.set(TOMORROW)
    assert (await here.next())["case_no"] == case["case_no"]


async def test_nobody_keeps_a_case_by_taking_it_again(centre: Alone):
    await owe(centre, 1)
    caller = Caller(centre, "V1")
    case = await caller.next()
    centre.time.set(MONDAY + LEASE / 2)
    again = await hold(caller, case)
    assert (again.status_code, again.json()["held_until"]) == (200, case["held_until"])
    centre.time.set(MONDAY + LEASE)
    assert (await Caller(centre, "V2").next())["case_no"] == case["case_no"]


async def test_what_was_agreed_on_holds_at_the_branch_that_the_policy_moves_to(centre: Alone):
    case = await agreed(centre)
    await centre.feed(transferred())
    moved = await only(centre)
    assert (moved["org"], moved["ready_at"]) == ("350400", AGREED)
    assert await Caller(centre, "V2").next() is None
    centre.time.set(TOMORROW)
    assert (await Caller(centre, "V2").next())["case_no"] == case["case_no"]


async def test_a_case_that_is_moved_while_somebody_calls_is_the_new_branchs_at_once(centre: Alone):
    await owe(centre, 1, **HERE)
    before, after = Caller(centre, "V1", "350322"), Caller(centre, "V2", "350400")
    case = await before.next(owner="province")
    await centre.feed(transferred())
    assert (await before.tell(case)).status_code == 403
    moved = await hold(after, case)
    assert (moved.status_code, moved.json()["held_by"]) == (200, "V2"), moved.text
    assert (await after.tell(case)).status_code == 200


async def test_a_slot_is_kept_where_the_desk_serves_the_new_branch_too(centre: Alone):
    await set_up(centre, opens="14:00")
    await owe(centre, 1, **HERE)
    case = await says_dialect(centre)
    await centre.feed(transferred())
    moved = await only(centre)
    assert (moved["desk_no"], moved["ready_at"]) == ("PX-1", case["ready_at"])
    assert moved["ready_at"] == "2026-10-12T06:00:00Z"
    centre.time.set(MONDAY + timedelta(hours=4))
    assert (await Caller(centre, "V-puxian").next(**SPEAKERS))["case_no"] == case["case_no"]


@pytest.mark.parametrize(
    ("there", "status", "desk", "ready_at"),
    [
        ({"org": "3504", "opens": "15:00"}, "due", "PX-2", "2026-10-12T07:00:00Z"),
        ({"org": "3501"}, "branch_round", None, "2026-10-12T02:00:00Z"),
    ],
    ids=["another desk", "none"],
)
async def test_a_desk_that_does_not_serve_the_new_branch_gives_its_slot_back(
    centre: Alone, there: dict[str, Any], status: str, desk: str | None, ready_at: str
):
    await set_up(centre, org="3503", opens="14:00")
    await set_up(centre, desk_no="PX-2", **there)
    await owe(centre, 1, **HERE)
    first = await says_dialect(centre)
    assert first["desk_no"] == "PX-1"
    await centre.feed(transferred())
    moved = await only(centre)
    assert (moved["status"], moved["desk_no"], moved["ready_at"]) == (status, desk, ready_at)
    await owe(centre, 1, case_no="BD261012-00000009")
    assert (await says_dialect(centre))["ready_at"] == first["ready_at"], "the slot is free"


async def test_who_loses_their_number_is_nobodys_next_and_comes_back_with_one(centre: Alone):
    await centre.feed(*signed(MOBILE), renumbered(4, INVALID))
    caller = Caller(centre, "V1")
    assert (await caller.next(), (await only(centre))["ready_at"]) == (None, None)
    await centre.feed(renumbered(5, MOBILE))
    assert (await caller.next())["policy_no"] == POLICY_NO


async def test_who_is_calling_when_the_number_is_lost_tells_what_came_of_it(centre: Alone):
    await centre.feed(*signed(MOBILE))
    caller = Caller(centre, "V1")
    case = await caller.next()
    await centre.feed(renumbered(4, INVALID))
    told = await caller.tell(case)
    assert (told.status_code, told.json()["ready_at"]) == (200, None), told.text


async def test_without_a_number_a_lost_lease_puts_nobody_into_the_queue(centre: Alone):
    await centre.feed(*signed(INVALID))
    assert (await hold(Caller(centre, "V1"), await only(centre))).status_code == 200, "a number may be known elsewhere"
    centre.time.set(MONDAY + LEASE)
    assert await Caller(centre, "V2").next() is None


def signed(*numbers: Any) -> list[Any]:
    dates = {"signed_on": "2026-10-12", "free_look_ends_on": "2026-10-27"}
    return [opened(numbers=numbers), policy(PolicyAcknowledged, "acknowledge", 3, numbers=numbers, **dates)]


async def test_an_attempt_looks_once_how_its_case_stands_in_the_queue(centre: Alone):
    await owe(centre, 1)
    caller, asked = Caller(centre, "V1"), []
    engine = centre.app.state.sessions.kw["bind"].sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for result in ("no-answer", "wrong-number"):  # the second hands the case down in the same transaction
        case = await hold(caller, await only(centre))
        asked.clear()
        assert (await caller.tell(case.json(), result)).status_code == 200
        looks = [each for each in asked if each.startswith("SELECT callbacks.ready_at, callbacks.resting")]
        assert len(looks) == 1, looks
    assert (await only(centre))["status"] == "branch_round"


@pytest.mark.real
async def test_a_step_that_read_the_case_before_it_was_taken_leaves_the_lease_alone(tmp_path: Path):
    async with centre_on("postgresql", tmp_path) as centre:
        await owe(centre, 1)
        number = (await only(centre))["case_no"]
        async with centre.app.state.sessions.begin() as session:
            case = await get_case(session, Callback, number, Actor.system())
            assert (await Caller(centre, "V1").next())["case_no"] == number
            await by_itself("hand_down")(session, case)
        now = await only(centre)
        assert (now["status"], now["held_by"]) == ("branch_round", "V1")
        assert (await Caller(centre, "V1").tell(now)).status_code == 200


@pytest.mark.real
async def test_what_a_dialler_tells_takes_no_lease_from_who_took_the_case_meanwhile(tmp_path: Path):
    dialler = Actor("D1", frozenset({Role.INTEGRATOR}), "35")
    async with centre_on("postgresql", tmp_path) as centre:
        await owe(centre, 1)
        async with centre.app.state.sessions.begin() as session:
            case = await get_case(session, Callback, (await only(centre))["case_no"], dialler)
            await Caller(centre, "V1").next()
            with pytest.raises(Conflict):
                await keep_from_others(session, case, dialler)


@pytest.mark.real
async def test_a_number_that_arrives_while_a_call_is_opened_puts_it_into_the_queue(tmp_path: Path):
    async with centre_on("postgresql", tmp_path) as centre:
        await centre.feed(KNOWN, renumbered(2))
        async with centre.app.state.sessions.begin() as session:
            await keep_calls_owed(session, [GRACE])
            arriving = asyncio.create_task(centre.feed(renumbered(3, MOBILE)))
            await asyncio.sleep(0.3)
        await arriving
        assert (await only(centre))["ready_at"] is not None
        assert (await Caller(centre, "V1", "350322").next())["project"] == "grace-period"


@pytest.mark.real
async def test_a_wish_told_while_a_call_is_opened_is_heeded(tmp_path: Path):
    async with centre_on("postgresql", tmp_path) as centre:
        await centre.feed(KNOWN)
        async with centre.app.state.sessions.begin() as session:
            await keep_calls_owed(session, [GRACE])
            told = {"policy_no": POLICY_NO, "source": "counter"}
            telling = asyncio.create_task(centre.post("/do-not-call-wishes", Role.TELLER, told))
            await asyncio.sleep(0.3)
        assert (await telling).status_code == 201
        assert (await only(centre))["outcome"] == "do-not-call"
