"""Two policies of one child: what is added to both at one instant stays within the law's limit (LAW33)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.policy_service.app import create_app
from services.policy_service.policies.models import Policy
from services.policy_service.requests.models import ServiceRequest
from shared.auth import Actor, Role
from shared.cases import advance, get_case
from shared.testing.alone import Alone, alone, answering
from shared.testing.databases import database
from tests.policy_service.conftest import PARTIES, PERSON, issued
from tests.policy_service.requests.adding_desk import ACCIDENT
from tests.policy_service.requests.conftest import BEFORE
from tests.policy_service.requests.desk import POLICY_NO, Case
from tests.policy_service.requests.money_desk import MoneyDesk
from tests.policy_service.requests.test_added_lives import CHILD, OTHER

pytestmark = pytest.mark.real
SECOND = "BD261012-00000002"
HOLDERS = {POLICY_NO: PERSON["party_ref"], SECOND: "5b0f8a52-3c1d-4f7e-9a66-0c2d8e417b00"}


@pytest.fixture
async def desk(tmp_path: Path, intake: dict[str, Any]) -> AsyncIterator[MoneyDesk]:
    intake[PARTIES]["items"][1] = CHILD
    people = [PERSON | {"party_ref": HOLDERS[SECOND]}, CHILD | {"party_ref": "0d3c9d0e-6b43-4a1e-8a55-5d1e4a7f2c00"}]
    intake[OTHER] = {"masked": False, "items": people}
    sisters = {"intake": answering(intake)}
    async with (
        database("postgresql", tmp_path) as url,
        alone("policy_service", create_app, tmp_path, BEFORE, sisters, url) as office,
    ):
        for number in HOLDERS:
            await in_its_second_year(office, number)
        opened = MoneyDesk(office)
        opened.at("2023-10-20")
        yield opened


async def in_its_second_year(office: Alone, number: str) -> None:
    known = {"policy_no": number, "case_no": number.replace("BD", "TB")}
    await office.feed(issued(**known, effective_on="2022-10-13", sum_assured_fen=5_000_000))
    for what, body in (("delivery", {"delivered_on": "2022-10-12"}), ("receipt", {"signed_on": "2022-10-12"})):
        assert (await office.post(f"/policies/{number}/{what}", Role.TELLER, body)).status_code == 200
    async with office.app.state.sessions.begin() as session:
        policy = await get_case(session, Policy, number, Actor.system())
        policy.paid_to_on = date(2024, 10, 13)
        await advance(session, policy, "renew", Actor.system())


async def due(desk: MoneyDesk, number: str) -> Case:
    form = desk.asking("rider-addition", cover_elsewhere_fen=0, **ACCIDENT)
    asked = await desk.office.post(
        "/service-requests", Role.TELLER, form | {"policy_no": number, "applicant_ref": HOLDERS[number]}
    )
    assert asked.status_code == 201, asked.text
    return await desk.reviewed(await desk.underwritten(await desk.moved(asked.json(), "submission")))


async def test_one_of_two_that_are_paid_at_one_instant_is_refused(desk: MoneyDesk):
    cases = [await due(desk, number) for number in HOLDERS]
    async with desk.office.app.state.sessions.begin() as session:  # neither is written before both are checked
        await session.execute(select(ServiceRequest.case_no).with_for_update())
        paying = asyncio.gather(*(desk.money(case, "receipts", case["money_in_fen"]) for case in cases))
        await asyncio.sleep(0.5)
    paid = await paying
    assert sorted(answer.status_code for answer in paid) == [200, 422]
    (refused,) = [answer.json() for answer in paid if answer.status_code == 422]
    assert (refused["rule"], refused["total_fen"]) == ("minor-sum-cap", 30_000_000)
