"""A number drawn twice on one day: what was to be opened is opened once, under another one, and nothing is lost."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import IntegrityError

from services.policy_service.app import create_app
from services.policy_service.archives.models import ArchiveLookup
from services.policy_service.collection.models import RenewalMandate
from shared.auth import Role
from shared.tables import case_events
from shared.testing.alone import Alone, alone, answering
from shared.testing.databases import BOTH, database
from shared.testing.numbers import draw
from tests.policy_service.archives.room import FORM, VOUCHER
from tests.policy_service.benefits.paying import Paying
from tests.policy_service.conftest import MONDAY, issued
from tests.policy_service.renewals.collector import Collector
from tests.policy_service.requests.desk import ServiceDesk

SAME, OTHER = 7, 8


@pytest.fixture(params=BOTH)
async def office(request: pytest.FixtureRequest, tmp_path: Path, intake: dict[str, Any]) -> AsyncIterator[Alone]:
    sisters = {"intake": answering(intake)}
    async with (
        database(request.param, tmp_path) as url,
        alone("policy_service", create_app, tmp_path, MONDAY, sisters, url) as opened,
    ):
        yield opened


async def look_up(office: Alone, voucher: str, **headers: str) -> httpx.Response:
    form = FORM | {"voucher": VOUCHER | {"number": voucher}}
    return await office.post("/archive-lookups", Role.TELLER, form, **headers)


async def test_a_request_whose_number_is_taken_gets_another_one(office: Alone, monkeypatch: pytest.MonkeyPatch):
    draw(monkeypatch, SAME, SAME, OTHER)
    first = await look_up(office, "1")
    second, again = [await look_up(office, "2", **{"Idempotency-Key": "K-2"}) for _ in range(2)]
    assert [first.status_code, second.status_code, again.json()] == [201, 201, second.json()]
    assert first.json()["case_no"] != second.json()["case_no"]
    assert len(await office.rows(ArchiveLookup.__table__)) == len(await office.rows(case_events)) == 2


async def test_taken_twice_running_the_request_is_refused_and_leaves_nothing(
    office: Alone, monkeypatch: pytest.MonkeyPatch
):
    draw(monkeypatch, SAME, SAME, SAME)
    await look_up(office, "1")
    refused = await look_up(office, "2")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    assert len(await office.rows(case_events)) == 1
    assert (await look_up(office, "2")).status_code == 201


async def test_an_endorsement_whose_number_is_taken_is_made_once(office: Alone, monkeypatch: pytest.MonkeyPatch):
    await office.feed(issued())
    desk = ServiceDesk(office)
    asked = [await desk.asked(item) for item in ("contact-change", "account-change")]
    draw(monkeypatch, SAME, SAME, OTHER)
    one, other = [await desk.finished(case) for case in asked]
    assert one["endorsement_no"] != other["endorsement_no"]
    endorsed = [row for row in await office.rows() if row.type == "policy_service.policy.endorsed.v1"]
    assert [row.version for row in endorsed] == [2, 3]
    assert len(await office.rows(RenewalMandate.__table__)) == 2, "that of the form, and the new account's"


async def test_a_run_whose_numbers_collide_is_taken_up_again(
    office: Alone, intake: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    collector = Collector(office, intake)
    await collector.policies(3)
    await collector.ask("2026-10-12")
    draw(monkeypatch, OTHER, SAME, SAME)
    with pytest.raises(IntegrityError):
        await office.app.state.renewals.work()
    assert await collector.renewals() == []
    await office.app.state.renewals.work()
    assert sorted(each["policy_no"][-1] for each in await collector.renewals()) == ["0", "1", "2"]
    [run] = (await office.get("/renewal-runs")).json()["items"]
    assert (run["opened"], run["noticed"], run["finished_at"] is not None) == (3, 3, True)
    assert len([row for row in await office.rows() if row.kind == "renewal"]) == 6


async def test_a_benefit_whose_number_is_taken_is_found_by_the_next_run(
    office: Alone, intake: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    paying = Paying(office, intake)
    await paying.sold()
    await paying.sold()
    draw(monkeypatch, SAME, SAME)
    run = (await paying.run()).json()
    assert (run["opened"], run["failed"]) == (1, 1)
    assert await paying.opened() == 1
    assert len({each["policy_no"] for each in await paying.benefits()}) == 2
