"""Claims where two act at once and nobody is alone with the database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.claims.app import create_app
from shared.auth import Role
from shared.testing.alone import alone, answering
from shared.testing.databases import database
from tests.claims.conftest import MONDAY
from tests.claims.hall import ClaimsHall, ok
from tests.claims.test_calculating import SUM_FEN, calculate, invoiced, issue_card
from tests.claims.test_money_rules import LIVES, WAN, died, insure

pytestmark = pytest.mark.real


@pytest.fixture
async def card(tmp_path: Path, policy_service: dict[str, Any]) -> AsyncIterator[ClaimsHall]:
    sisters = {"policy_service": answering(policy_service)}
    async with (
        database("postgresql", tmp_path) as url,
        alone("claims", create_app, tmp_path, MONDAY, sisters, url) as office,
    ):
        hall = ClaimsHall(office)
        await issue_card(hall, policy_service)
        yield hall


async def test_two_calculations_at_one_instant_share_the_years_limit(card: ClaimsHall):
    cases = [await invoiced(card, f"A{day}", 3_020_000, event_on=f"2026-10-0{day}") for day in (5, 6, 7)]
    done = await asyncio.gather(*(calculate(card, case) for case in cases))
    assert sorted(case["total_fen"] for case in done) == [0, SUM_FEN - 1_800_000, 1_800_000]


async def test_one_file_in_two_claims_at_one_instant_is_paid_in_one(card: ClaimsHall):
    file = {"sha256": "c" * 64}
    cases = [await invoiced(card, f"B{day}", 200_000, event_on=f"2026-10-0{day}", **file) for day in (5, 6)]
    done = await asyncio.gather(*(calculate(card, case) for case in cases))
    assert sorted(case["total_fen"] for case in done) == [0, 108_000]


async def test_two_registrations_and_two_payments_at_one_instant(card: ClaimsHall):
    one, other = await card.accepted(policy_no="BD260301-00000002"), await card.accepted(policy_no="BD260301-00000002")
    paths = [f"/{case['case_no']}/registration" for case in (one, other)]
    answers = await asyncio.gather(*(card.post(path, {}, Role.ADJUDICATOR) for path in paths))
    assert [answer.status_code for answer in answers] == [409, 409]
    case = await invoiced(card, "C1", 200_000, event_on="2026-10-04")
    case = ok(await card.decide(await card.passed(await calculate(card, case))))
    paid = await asyncio.gather(*(card.pay(case, 108_000, key) for key in ("a", "b")))
    assert sorted(answer.status_code for answer in paid)[0] == 200
    assert sorted(answer.status_code for answer in paid)[1] == 409
    assert (await card.get(case))["paid_fen"] == 108_000


async def test_two_deaths_at_one_instant_share_a_childs_limit(card: ClaimsHall, policy_service: dict[str, Any]):
    await insure(card, policy_service, "2017-01-01")
    cases = [await died(card, number) for number in LIVES]
    done = await asyncio.gather(*(calculate(card, case, died_on="2026-10-08") for case in cases))
    assert sum(case["total_fen"] for case in done) == 20 * WAN
