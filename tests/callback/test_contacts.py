"""Whom to ring and at which number: for who holds the call, and what came of a call holds for the number dialled."""

from datetime import timedelta
from typing import Any

import pytest

from services.callback.callbacks.queue import LEASE
from shared.auth import Role
from shared.contracts.policy_service import PolicyEndorsed
from shared.testing.alone import Alone
from tests.callback.conftest import MONDAY, PERSON, acknowledged, opened, policy
from tests.callback.test_queue import COUNTY, Caller

PHONES = {"mobile": "13959512345", "home_phone": "0594-2512701-8", "office_phone": "0594-2512702"}
IN_ORDER = ["mobile", "home_phone", "office_phone"]
MOBILE_LAST = ["home_phone", "office_phone", "mobile"]


@pytest.fixture
async def case(centre: Alone, policy_service: dict[str, Any]) -> dict[str, Any]:
    for answer in policy_service.values():
        answer["items"] = [PERSON | {"phones": PHONES}]
    await centre.feed(opened(numbers=facts()), acknowledged(numbers=facts()))
    (owed,) = (await centre.get("/callbacks")).json()["items"]
    return dict(owed)


def facts(**doubts: str) -> list[dict[str, Any]]:
    kinds = {"mobile": "mobile", "home_phone": "fixed", "office_phone": "fixed"}
    return [
        {"field": each, "kind": kinds[each], "flags": [doubts[each]] if each in doubts else []} for each in IN_ORDER
    ]


def endorsed(version: int, item: str, changed: tuple[str, ...] = (), **doubts: str) -> PolicyEndorsed:
    at = (MONDAY + timedelta(hours=version)).isoformat()
    told = [each | ({"since": at} if each["field"] in changed else {}) for each in facts(**doubts)]
    event: PolicyEndorsed = policy(PolicyEndorsed, "endorse", version, item=item, numbers=told, at=at, org=COUNTY)
    return event


async def ask(caller: Caller, case: dict[str, Any]) -> Any:
    return await caller.centre.http.get(f"/v1/callbacks/{case['case_no']}/contact", headers=caller.headers)


async def refused(caller: Caller, case: dict[str, Any]) -> str:
    answer = await ask(caller, case)
    assert answer.status_code == 409, answer.text
    return str(answer.json()["rule"])


async def numbers(caller: Caller, case: dict[str, Any]) -> list[str]:
    await caller.ask(f"/callbacks/{case['case_no']}/hold")
    return [each["field"] for each in (await ask(caller, case)).json()["numbers"]]


async def test_whom_to_ring_is_for_who_holds_the_call(centre: Alone, case: dict[str, Any]):
    here, other = Caller(centre, "V1", COUNTY), Caller(centre, "V2", COUNTY)
    assert await refused(here, case) == "not-held"
    await here.ask(f"/callbacks/{case['case_no']}/hold")
    assert (await ask(here, case)).status_code == 200
    assert await refused(other, case) == "held-by-another"
    centre.time.set(MONDAY + LEASE)
    assert await refused(here, case) == "lease-ended"


async def test_of_who_is_not_to_be_called_nobody_gets_the_number(centre: Alone, case: dict[str, Any]):
    caller = Caller(centre, "V1", COUNTY)
    await caller.ask(f"/callbacks/{case['case_no']}/hold")
    assert (await caller.tell(case, "completed")).json()["status"] == "completed"
    closed = await ask(caller, case)
    assert (closed.status_code, closed.json()["type"]) == (409, "/problems/illegal-transition"), closed.text
    await centre.feed(opened(case_no="BD261012-00000002"))
    waiting = (await centre.get("/callbacks", status="awaiting_receipt")).json()["items"][0]
    assert (await ask(caller, waiting)).status_code == 409


async def test_whom_to_visit_is_for_the_callers_of_the_branch(centre: Alone, case: dict[str, Any]):
    caller = Caller(centre, "V3")
    await caller.ask(f"/callbacks/{case['case_no']}/hold")
    await caller.tell(case, "unwilling")
    assert (await centre.post(f"/callbacks/{case['case_no']}/visit-orders", Role.CALLER, None)).status_code == 200
    assert (await ask(Caller(centre, "V1", COUNTY), case)).status_code == 200
    assert (await ask(Caller(centre, "V1", "350100"), case)).status_code == 403


async def test_an_extension_is_masked_as_its_number_is(centre: Alone, case: dict[str, Any]):
    caller = Caller(centre, "V1", COUNTY)
    await caller.ask(f"/callbacks/{case['case_no']}/hold")
    home = (await ask(caller, case)).json()["numbers"][1]
    assert (home["field"], home["dial_string"], home["extension"]) == ("home_phone", "059****2701", "*")


@pytest.mark.parametrize(
    ("item", "changed", "order"),
    [
        ("contact-change", ("mobile",), IN_ORDER),
        ("holder-change", tuple(IN_ORDER), IN_ORDER),
        ("contact-change", (), MOBILE_LAST),
        ("contact-change", ("home_phone",), MOBILE_LAST),
        ("beneficiary-change", (), MOBILE_LAST),
    ],
)
async def test_a_number_found_wrong_stands_last_until_it_is_changed(
    centre: Alone, case: dict[str, Any], item: str, changed: tuple[str, ...], order: list[str]
):
    caller = Caller(centre, "V1", COUNTY)
    assert await numbers(caller, case) == IN_ORDER
    await caller.tell(case, "wrong-number", field="mobile")
    await centre.feed(endorsed(4, item, changed))
    centre.time.set(MONDAY + timedelta(hours=5))
    assert await numbers(caller, case) == order


@pytest.mark.parametrize("doubt", ["shared-number", "salespersons-number"])
async def test_a_number_that_is_others_too_is_dialled_after_the_customers_own(
    centre: Alone, case: dict[str, Any], doubt: str
):
    caller = Caller(centre, "V1", COUNTY)
    centre.time.set(MONDAY + timedelta(hours=4))
    await centre.feed(endorsed(4, "contact-change", mobile=doubt))
    assert await numbers(caller, case) == ["home_phone", "office_phone", "mobile"]
    await caller.tell(case, "wrong-number", field="home_phone")
    centre.time.set(MONDAY + timedelta(hours=5))
    await centre.feed(endorsed(5, "beneficiary-change", mobile=doubt))
    assert (await numbers(caller, case))[0] == "office_phone"
