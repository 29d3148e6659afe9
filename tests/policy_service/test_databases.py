"""The tables of policy_service on both databases."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.policy_service.app import create_app
from shared.auth import Role
from shared.migrate import tables_of
from shared.tables import case_events
from shared.testing.alone import alone, answering
from shared.testing.databases import BOTH, check_migrations, database
from tests.policy_service.conftest import MONDAY, issued
from tests.policy_service.requests.money_desk import money_desk


@pytest.mark.parametrize("kind", BOTH)
async def test_migrations_make_what_the_models_say(tmp_path: Path, kind: str):
    async with database(kind, tmp_path) as url:
        await check_migrations(url, "policy_service", tables_of("policy_service"))


@pytest.mark.real
async def test_a_policys_whole_way_on_postgresql(tmp_path: Path, intake: dict[str, Any]):
    sisters = {"intake": answering(intake)}
    async with (
        database("postgresql", tmp_path) as url,
        alone("policy_service", create_app, tmp_path, MONDAY, sisters, url) as office,
    ):
        await office.feed(issued(), issued())
        for what, body in (("delivery", {"delivered_on": "2026-10-12"}), ("receipt", {"signed_on": "2026-10-12"})):
            answer = await office.post(f"/policies/BD261012-00000001/{what}", Role.TELLER, body)
            assert answer.status_code == 200, answer.text
        assert await office.pass_time(datetime(2026, 10, 27, 16, 0, tzinfo=UTC)) == 1
        types = [row.type.split(".")[2] for row in await office.rows(case_events)]
        assert types == ["opened", "delivered", "acknowledged", "free-look-ended"]
        stood = (await office.get("/policies/BD261012-00000001/as-of/2026-10-12", pii=True)).json()
        assert (stood["policy"]["version"], len(stood["people"]["items"])) == (3, 2)


@pytest.mark.real
async def test_a_loan_a_dividend_and_a_surrender_on_postgresql(tmp_path: Path, intake: dict[str, Any]):
    before, sisters = datetime(2022, 10, 12, 2, tzinfo=UTC), {"intake": answering(intake)}
    async with (
        database("postgresql", tmp_path) as url,
        alone("policy_service", create_app, tmp_path, before, sisters, url) as office,
    ):
        desk = await money_desk(office)
        desk.at("2023-04-13")
        await desk.lent(50_000)
        desk.at("2023-10-13")
        body, key = {"policy_year": 1, "amount_fen": 12_345}, {"Idempotency-Key": "dividend-1"}
        for _ in range(2):
            answer = await office.post("/policies/BD261012-00000001/dividends", Role.INTEGRATOR, body, **key)
            assert answer.json()["balance_fen"] == 12_345, answer.text
        other = {"Idempotency-Key": "dividend-2"}
        again = await office.post("/policies/BD261012-00000001/dividends", Role.INTEGRATOR, body, **other)
        assert again.json()["rule"] == "one-dividend-a-year"
        case = await desk.agreed("surrender", reason="need-for-cash")
        assert case["money_out_fen"] == 150_000 + 12_345 - 50_000 - 1_253
        assert (await desk.paid(case, "payout", 111_092))["status"] == "confirmed"
