"""Who is on record under a number, whatever the kind of case: one search over all of them (客户检索)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.intake.app import PEOPLE
from services.intake.models import Base
from shared import clock
from shared.auth import Role
from shared.clock import SimulatedClock
from shared.people import PersonMixin
from shared.pii import blind_index
from shared.settings import Settings
from shared.testing.databases import BOTH, database, migrate_quickly
from tests.intake.counter import ORG, PERSON, Counter, counter_in, faults, refused
from tests.intake.groups_desk import GroupDesk, csv_of

ID_NUMBER, MOBILE = str(PERSON["id_number"]), "13959512345"
INSURED = ("欧阳建国", "男", "1985-03-04", "护照", ID_NUMBER, "", MOBILE)
CARD = {"card_no": "8800000001", "password": "735190"}


@pytest.fixture(params=BOTH)
async def counter_on_both(
    request: pytest.FixtureRequest, tmp_path: Path, time: SimulatedClock
) -> AsyncIterator[Counter]:
    async with database(request.param, tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url)
        await migrate_quickly(settings, "intake")
        async with counter_in(settings, time) as counter:
            yield counter


async def search(
    counter: Counter, role: Role = Role.TELLER, /, org: str = ORG, asks: str = "", **asked: Any
) -> httpx.Response:
    headers = counter.token(role, org, pii=asked.pop("pii", False))
    return await counter.http.post(f"/v1/people/search{asks}", json=asked, headers=headers)


def found(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    return [(each["kind"], each["role"]) for each in answer.json()["items"]]


async def sell_card(counter: Counter) -> None:
    delivery = {"org": ORG, "outlet": "XY01", "product": "K2001", "cards": [CARD]}
    for path, body in (
        ("cards", delivery),
        ("card-moves", {"action": "hand_out", "card_nos": [CARD["card_no"]], "salesperson": "A1", "prepaid": False}),
        ("card-activations", CARD | {"policyholder": PERSON}),
    ):
        answer = await counter.http.post(f"/v1/{path}", json=body, headers=counter.token(Role.TELLER))
        assert answer.status_code == 201, answer.text


async def one_of_each(counter: Counter) -> None:
    """An application, a day later a card, a day later a group with its list."""
    await counter.accept()
    counter.time.set(clock.now() + timedelta(days=1))
    await sell_card(counter)
    counter.time.set(clock.now() + timedelta(days=1))
    desk = GroupDesk(counter)
    case, _ = await desk.import_list(await desk.accept(product="G2002"), csv_of([INSURED]))
    assert case["heads"] == 1


NEWEST_FIRST = [
    ("group_application", "insured"),
    *[("card_activation", role) for role in ("policyholder", "insured")],
    *[("application", role) for role in ("policyholder", "insured")],
]


async def test_somebody_is_found_on_every_kind_of_case_the_newest_first(counter_on_both: Counter):
    await one_of_each(counter_on_both)
    for asked in ({"id_number": ID_NUMBER}, {"mobile": MOBILE}):
        answer = await search(counter_on_both, **asked)
        assert sorted(found(answer)) == sorted(NEWEST_FIRST)
        opened = [each["opened_at"] for each in answer.json()["items"]]
        assert opened == sorted(opened, reverse=True)
        assert found(answer)[0] == NEWEST_FIRST[0]
    for nobody in ({"id_number": MOBILE}, {"mobile": "13959512346"}):
        assert found(await search(counter_on_both, **nobody)) == []


async def test_what_is_found_is_read_on_page_by_page(counter_on_both: Counter):
    await one_of_each(counter_on_both)
    whole = (await search(counter_on_both, mobile=MOBILE)).json()["items"]
    cursor, pages = "", []
    while len(pages) < 9:
        answer = (await search(counter_on_both, asks=f"?limit=2{cursor}", mobile=MOBILE)).json()
        pages.append(answer["items"])
        if answer["next_cursor"] is None:
            break
        cursor = f"&cursor={answer['next_cursor']}"
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [each for page in pages for each in page] == whole


async def test_nobody_is_found_in_another_branch(counter: Counter):
    await one_of_each(counter)
    assert [len(found(await search(counter, org=org, mobile=MOBILE))) for org in ("350323", "3503")] == [0, 5]


async def test_who_is_found_is_masked_or_each_read_is_recorded(counter: Counter):
    await one_of_each(counter)
    before = len(await counter.pii_reads())
    masked = await search(counter, mobile=MOBILE)
    assert masked.json()["masked"]
    for secret in (PERSON["name"], ID_NUMBER, PERSON["account_no"], MOBILE):
        assert str(secret) not in masked.text
    (told,) = (await counter.pii_reads())[before:]
    assert (told.subject, told.fields) == (f"search:{blind_index(MOBILE, 'mobile')}", ["mobile", "found=5"])
    seen = (await search(counter, mobile=MOBILE, pii=True, purpose="claim")).json()
    assert {each["name"] for each in seen["items"]} == {PERSON["name"]}
    reads = (await counter.pii_reads())[before + 1 :]
    assert {read.purpose for read in reads} == {"claim"}
    assert [read.subject for read in reads[1:]] == [each["case_no"] for each in seen["items"]]


async def test_it_is_bounded_with_the_other_searches_and_for_those_who_may_see_all(
    settings: Settings, time: SimulatedClock
):
    async with counter_in(settings.model_copy(update={"searches_a_day": 2}), time) as counter:
        for role in (Role.CASHIER, Role.REVIEWER, Role.INTEGRATOR):
            refused(await search(counter, role, mobile=MOBILE), 403, "forbidden")
        assert faults(await search(counter)) == {("body", "one-number")}
        headers = counter.token(Role.TELLER)
        assert (await counter.http.post("/v1/parties/search", json={"mobile": MOBILE}, headers=headers)).is_success
        found(await search(counter, mobile=MOBILE))
        refused(await search(counter, mobile=MOBILE), 429, "too-many-searches", limit=2)


def test_the_people_of_every_kind_are_searched():
    tables = {each.class_ for each in Base.registry.mappers if issubclass(each.class_, PersonMixin)}
    assert {people.person for people in PEOPLE} == tables
