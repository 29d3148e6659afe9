"""Who is on record under a number (客户检索): exactly that number, in one's own organisation, masked or recorded."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared import clock
from shared.auth import Role
from shared.clock import SimulatedClock
from shared.pii import blind_index
from shared.settings import Settings
from shared.tables import idempotency_keys
from tests.intake.counter import CHILD, PERSON, THEIR_CHILD, Counter, counter_in, faults, refused


async def search(counter: Counter, role: Role = Role.TELLER, /, org: str = "350322", **asked: Any) -> httpx.Response:
    pii = asked.pop("pii", False)
    headers = counter.token(role, org, pii=pii)
    return await counter.http.post("/v1/parties/search", json=asked, headers=headers)


def on_case(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    return [(each["case_no"], each["role"]) for each in answer.json()["items"]]


async def test_a_person_is_found_by_the_whole_number_only(counter: Counter):
    adult = await counter.accept()
    case = await counter.accept(insured=CHILD | {"phones": {"mobile": "+86 137-0000-1111"}}, **THEIR_CHILD)
    both = [
        (each["case_no"], role) for each, role in ((adult, "policyholder"), (adult, "insured"), (case, "policyholder"))
    ]
    child = [(case["case_no"], "insured")]
    assert on_case(await search(counter, id_number=PERSON["id_number"])) == both
    assert on_case(await search(counter, mobile="13959512345")) == both, "though written in the office's field"
    assert on_case(await search(counter, id_number=CHILD["id_number"].lower())) == child
    assert on_case(await search(counter, mobile="13700001111")) == child
    for written in ("139-5951-2345", "+86 139 5951 2345", "１３９５９５１２３４５", "013959512345"):
        assert on_case(await search(counter, mobile=written)) == both, written
    assert on_case(await search(counter, id_number="Ｅ98 765-432")) == both
    for unfit in ({"mobile": "139595123456"}, {"mobile": "x13959512345"}, {"id_number": "E98" + " " * 90 + "765432"}):
        assert faults(await search(counter, **unfit)) == {(next(iter(unfit)), "string_pattern_mismatch")}
    for nobody in ({"id_number": PERSON["id_number"][:-1]}, {"mobile": "13959512346"}, {"id_number": "13959512345"}):
        assert on_case(await search(counter, **nobody)) == []


async def test_nobody_is_found_in_another_branch(counter: Counter):
    await counter.accept()
    for org, found in (("350323", 0), ("3503221", 0), ("3503", 2), ("350322", 2)):
        assert len(on_case(await search(counter, org=org, mobile="13959512345"))) == found


async def test_who_is_found_is_masked_or_the_read_is_recorded(counter: Counter):
    case = await counter.accept()
    masked = await search(counter, mobile="13959512345")
    assert (masked.json()["masked"], masked.json()["items"][0]["name"]) == (True, "欧***")
    for secret in (PERSON["name"], PERSON["id_number"], PERSON["account_no"], "13959512345"):
        assert str(secret) not in masked.text
    assert [read for read in await counter.pii_reads() if not read.subject.startswith("search:")] == []
    seen = (await search(counter, mobile="13959512345", pii=True, purpose="call-back")).json()
    assert (seen["masked"], seen["items"][0]["name"]) == (False, PERSON["name"])
    reads = [(read.actor, read.subject, read.purpose) for read in await counter.pii_reads()]
    assert reads[-2:] == [("S-teller", case["case_no"], "call-back")] * 2


async def test_every_search_is_recorded_without_its_number(counter: Counter):
    await counter.accept()
    for asked in ({"mobile": "13959512345"}, {"mobile": "13959512346"}, {"id_number": "13959512345"}):
        await search(counter, **asked, purpose="counter")
    found = [(read.actor, read.purpose, *read.fields) for read in await counter.pii_reads()]
    assert found == [
        ("S-teller", "counter", "mobile", "found=2"),
        ("S-teller", "counter", "mobile", "found=0"),
        ("S-teller", "counter", "id_number", "found=0"),
    ]
    subjects = [read.subject for read in await counter.pii_reads()]
    assert subjects[0] == f"search:{blind_index('13959512345', 'mobile')}"
    assert len(set(subjects)) == 3


async def test_a_search_that_is_sent_again_is_read_and_recorded_again(counter: Counter):
    await counter.accept()
    headers = counter.token(Role.TELLER, pii=True) | {"Idempotency-Key": "once"}
    reads = []
    for _ in range(2):
        answer = await counter.http.post("/v1/parties/search", json={"mobile": "13959512345"}, headers=headers)
        reads.append((len(on_case(answer)), len(await counter.pii_reads()), "idempotency-replayed" in answer.headers))
    assert reads == [(2, 3, False), (2, 6, False)]
    assert await counter.rows(idempotency_keys) == 0
    document = (await counter.http.get("/openapi.json")).json()
    offered = [each["name"] for each in document["paths"]["/v1/parties/search"]["post"]["parameters"]]
    assert "Idempotency-Key" not in offered


async def test_nobody_tries_numbers_without_end(settings: Settings, time: SimulatedClock):
    async with counter_in(settings.model_copy(update={"searches_a_day": 3}), time) as counter:
        for number in range(3):
            on_case(await search(counter, mobile=f"1390000000{number}"))
        refused(await search(counter, mobile="13900000004"), 429, "too-many-searches", limit=3)
        on_case(await search(counter, Role.REVIEWER, mobile="13900000004"))
        assert len(await counter.pii_reads()) == 4
        time.set(clock.now() + timedelta(days=1))
        on_case(await search(counter, mobile="13900000004"))


async def test_more_than_a_page_is_read_on(counter: Counter):
    await counter.accept()
    headers, asked = counter.token(Role.TELLER), {"mobile": "13959512345"}
    path = "/v1/parties/search?limit=1"
    first = (await counter.http.post(path, json=asked, headers=headers)).json()
    second = (await counter.http.post(f"{path}&cursor={first['next_cursor']}", json=asked, headers=headers)).json()
    roles = [page["items"][0]["role"] for page in (first, second)]
    assert (roles, second["next_cursor"]) == (["policyholder", "insured"], None)


@pytest.mark.parametrize("asked", [{}, {"id_number": "E98765432", "mobile": "13959512345"}])
async def test_exactly_one_number_is_asked_for(counter: Counter, asked: dict[str, str]):
    assert faults(await search(counter, **asked)) == {("body", "one-number")}


async def test_searching_is_for_those_who_may_see_people(counter: Counter):
    for role in (Role.CASHIER, Role.INTEGRATOR, Role.PROVINCE):
        refused(await search(counter, role, mobile="13959512345"), 403, "forbidden")
