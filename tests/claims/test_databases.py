"""The tables of claims on both databases, and its documents."""

from pathlib import Path
from typing import Any

import pytest

from services.claims.app import create_app
from shared.migrate import tables_of
from shared.testing.alone import Alone, alone, answering
from shared.testing.databases import BOTH, check_migrations, database
from tests.claims.conftest import MONDAY, opened
from tests.claims.hall import ClaimsHall, refused


async def test_healthy_ready_and_documented(office: Alone):
    assert (await office.http.get("/healthz")).json() == {"status": "ok", "service": "claims"}
    assert (await office.http.get("/readyz")).json()["status"] == "ready"
    assert (await office.http.get("/openapi.json")).json()["info"]["title"] == "理赔 · Claims"


@pytest.mark.parametrize("kind", BOTH)
async def test_migrations_make_what_the_models_say(tmp_path: Path, kind: str):
    async with database(kind, tmp_path) as url:
        await check_migrations(url, "claims", tables_of("claims"))


@pytest.mark.real
async def test_a_claims_whole_way_on_postgresql(tmp_path: Path, policy_service: dict[str, Any]):
    sisters = {"policy_service": answering(policy_service)}
    async with (
        database("postgresql", tmp_path) as url,
        alone("claims", create_app, tmp_path, MONDAY, sisters, url) as office,
    ):
        await office.feed(opened(), opened())
        hall = ClaimsHall(office)
        case = await hall.paid()
        assert (case["status"], case["paid_fen"]) == ("paid", 118_000)
        other = await hall.accepted()
        told = refused(
            await hall.post(f"/{other['case_no']}/registration", {}, "adjudicator"), 409, "possible-duplicates"
        )
        assert told["possible_duplicates"] == [case["case_no"]]
        cleared = (await office.get("/clearance")).json()
        assert (cleared["taken_in"], cleared["closed"]) == (1, 1)
