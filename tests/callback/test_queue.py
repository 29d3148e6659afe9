"""The queue of calls: the least time left comes first, nobody gets what another holds, nobody is rung at night."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.callback.app import create_app
from services.callback.callbacks.queue import LEASE
from shared.auth import Role, mint_token
from shared.contracts.policy_service import PolicyAcknowledged, PolicyOpened
from shared.testing.alone import Alone, alone
from shared.testing.databases import BOTH, database
from tests.callback.conftest import COMPLETED, MONDAY, policy

PROVINCE, COUNTY = "35", "350322"


async def owe(centre: Alone, count: int, **facts: Any) -> None:
    """New policies, each signed a day before the next, and the one signed first is heard of last."""
    for number in reversed(range(count)):
        of = {"case_no": f"BD261012-{number:08}"} | facts
        signed = MONDAY - timedelta(days=count - 1 - number)
        dates = {name: day.date().isoformat() for name, day in _dates(signed).items()}
        await centre.feed(policy(PolicyOpened, "open", 1, **of), policy(PolicyAcknowledged, "sign", 3, **dates, **of))


def _dates(signed: datetime) -> dict[str, datetime]:
    return {"signed_on": signed, "free_look_ends_on": signed + timedelta(days=15)}


class Caller:
    def __init__(self, centre: Alone, ref: str, org: str = PROVINCE) -> None:
        self.centre, self.ref = centre, ref
        token = mint_token(centre.settings, ref, [Role.CALLER], org=org)
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    async def ask(self, path: str, body: Any = None) -> Any:
        return await self.centre.http.post(f"/v1{path}", json=body, headers=self.headers)

    async def next(self, **asked: Any) -> Any:
        answer = await self.ask("/next", asked)
        assert answer.status_code in (200, 204), answer.text
        return answer.json() if answer.status_code == 200 else None

    async def tell(self, case: Any, result: str = "no-answer", **more: Any) -> Any:
        body = COMPLETED if result == "completed" else {"result": result, **more}
        return await self.ask(f"/callbacks/{case['case_no']}/attempts", body)


@asynccontextmanager
async def centre_on(kind: str, folder: Path) -> AsyncIterator[Alone]:
    async with database(kind, folder) as url, alone("callback", create_app, folder, MONDAY, {}, url) as opened:
        yield opened


@pytest.mark.parametrize("kind", BOTH)
async def test_eight_callers_at_once_get_each_case_once_the_most_urgent_first(tmp_path: Path, kind: str):
    async with centre_on(kind, tmp_path) as centre:
        await owe(centre, 12)
        callers = [Caller(centre, f"V{number}") for number in range(8)]
        taken = await asyncio.gather(*(caller.next() for caller in callers))
        assert sorted(case["policy_no"] for case in taken) == [f"BD261012-{number:08}" for number in range(8)]
        assert {case["held_by"] for case in taken} == {caller.ref for caller in callers}
        again = await asyncio.gather(*(caller.next(load=2) for caller in callers))
        assert len({case["case_no"] for case in again if case}) == 4, "all twelve, and four get none"
        assert await Caller(centre, "V9").next() is None, "nothing is left"


async def test_who_asks_again_gets_what_they_hold(centre: Alone):
    await owe(centre, 2)
    caller = Caller(centre, "V1")
    first = await caller.next()
    assert (await caller.next())["case_no"] == first["case_no"]
    assert (await caller.next(load=2))["case_no"] != first["case_no"]


async def test_a_caller_who_vanishes_releases_the_case_and_can_say_nothing_more_of_it(centre: Alone):
    await owe(centre, 1)
    gone, here = Caller(centre, "V1"), Caller(centre, "V2")
    case = await gone.next()
    assert await here.next() is None
    centre.time.set(MONDAY + LEASE)
    late = await gone.tell(case)
    assert (late.status_code, late.json()["rule"]) == (409, "lease-ended")
    assert (await here.next())["case_no"] == case["case_no"]
    held = await gone.tell(case)
    assert (held.status_code, held.json()["rule"]) == (409, "held-by-another")
    assert (await gone.ask(f"/callbacks/{case['case_no']}/hold")).json()["rule"] == "held-by-another"
    assert (await here.tell(case, "completed")).json()["status"] == "completed"


async def test_a_result_is_told_once_and_by_who_holds_the_case(centre: Alone):
    await owe(centre, 1)
    caller = Caller(centre, "V1")
    (case,) = (await centre.get("/callbacks")).json()["items"]
    refused = await caller.tell(case)
    assert (refused.status_code, refused.json()["rule"]) == (409, "not-held")
    await caller.next()
    assert (await caller.tell(case)).status_code == 200
    assert (await caller.tell(case)).json()["rule"] == "not-held"
    assert len((await centre.get(f"/callbacks/{case['case_no']}")).json()["attempts"]) == 1


async def test_a_case_rests_after_a_call_and_comes_back(centre: Alone):
    await owe(centre, 1)
    caller = Caller(centre, "V1")
    case = (await caller.tell(await caller.next())).json()
    assert datetime.fromisoformat(case["ready_at"]) == MONDAY + timedelta(hours=2)
    assert await caller.next() is None
    assert (await caller.ask(f"/callbacks/{case['case_no']}/hold")).status_code == 200, "who wishes to may"
    centre.time.set(MONDAY + timedelta(hours=2))
    assert (await Caller(centre, "V2").next())["case_no"] == case["case_no"]


@pytest.mark.parametrize(
    ("local", "allowed"), [("08:59", False), ("09:00", True), ("20:59", True), ("21:00", False)], ids=str
)
async def test_nobody_is_rung_before_nine_or_from_nine_in_the_evening_on(centre: Alone, local: str, allowed: bool):
    await owe(centre, 1)
    centre.time.set(datetime.fromisoformat(f"2026-10-13T{local}:00+08:00").astimezone(UTC))
    (case,) = (await centre.get("/callbacks")).json()["items"]
    caller = Caller(centre, "V1")
    for answer in (await caller.ask("/next", {}), await caller.ask(f"/callbacks/{case['case_no']}/hold")):
        assert answer.status_code == (200 if allowed else 409), answer.text
        assert allowed or answer.json()["rule"] == "calling-hours"


async def test_while_the_clock_runs_a_call_is_taken_and_told_of(centre: Alone):
    await owe(centre, 2)
    centre.time.advance(timedelta(seconds=1), rate=1.0)  # no two looks at it are the same
    caller = Caller(centre, "V1")
    taken = await caller.next()
    assert (await caller.ask(f"/callbacks/{taken['case_no']}/hold")).status_code == 200
    assert (await caller.tell(taken, "busy")).status_code == 200
    assert (await caller.next())["case_no"] != taken["case_no"]


async def test_what_would_be_rung_at_night_is_rung_in_the_morning(centre: Alone):
    await owe(centre, 1)
    centre.time.set(datetime(2026, 10, 12, 12, 30, tzinfo=UTC))  # half past eight in the evening
    caller = Caller(centre, "V1")
    case = (await caller.tell(await caller.next(), "busy")).json()
    assert case["ready_at"] == "2026-10-13T01:00:00Z"


@pytest.mark.parametrize(
    ("call_at", "rule"),
    [
        ("2026-10-13T19:30:00+08:00", None),
        ("2026-10-13T21:30:00+08:00", "calling-hours"),
        ("2026-10-12T09:30:00+08:00", "later"),
        ("2026-10-27T20:59:00+08:00", None),
        ("2026-10-28T10:00:00+08:00", "appointment-in-time"),
        ("9999-12-31T23:00:00Z", "appointment-in-time"),
        (None, "required"),
    ],
    ids=["evening", "night", "past", "last day", "when somebody visits", "never", "none"],
)
async def test_an_appointment_is_kept_and_uses_up_no_call(centre: Alone, call_at: str | None, rule: str | None):
    await owe(centre, 1)
    caller = Caller(centre, "V1")
    answer = await caller.tell(await caller.next(), "appointment", call_at=call_at)
    if rule:
        assert (answer.status_code, answer.json()["rule"]) == (422, rule)
    else:
        assert answer.json()["tries"] == 0
        assert datetime.fromisoformat(answer.json()["ready_at"]) == datetime.fromisoformat(str(call_at))


async def test_the_province_and_the_branch_each_get_their_own(centre: Alone):
    await owe(centre, 1)
    branch, elsewhere = Caller(centre, "V1", COUNTY), Caller(centre, "V2", "350100")
    assert await branch.next() is None, "it is the province's"
    assert await elsewhere.next(owner="province") is None
    assert (await branch.next(owner="province"))["owner"] == "province", "a county that does all itself"


async def test_the_least_tried_number_comes_first_and_a_wrong_one_last(centre: Alone, policy_service: dict[str, Any]):
    phones = {"mobile": "13959512345", "home_phone": "0594-2512701", "office_phone": "0594-2512702"}
    for answer in policy_service.values():
        answer["items"][0]["phones"] = phones
    await owe(centre, 1, case_no="BD261012-00000001")
    caller = Caller(centre, "V1")
    case = await caller.next()

    async def numbers() -> list[str]:
        path = f"/v1/callbacks/{case['case_no']}/contact"
        contact = await centre.http.get(path, headers=caller.headers)
        return [each["field"] for each in contact.json()["numbers"]]

    assert await numbers() == ["mobile", "home_phone", "office_phone"]
    await caller.tell(case, "no-answer", field="mobile")
    await caller.ask(f"/callbacks/{case['case_no']}/hold")
    assert await numbers() == ["home_phone", "office_phone", "mobile"]
    await caller.tell(case, "wrong-number", field="home_phone")
    await caller.ask(f"/callbacks/{case['case_no']}/hold")
    assert await numbers() == ["office_phone", "mobile", "home_phone"]
