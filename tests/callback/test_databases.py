"""The tables of callback on both databases."""

from pathlib import Path
from typing import Any

import pytest

from services.callback.app import create_app
from shared.auth import Role
from shared.migrate import tables_of
from shared.tables import pii_reads
from shared.testing.alone import alone, answering
from shared.testing.databases import BOTH, check_migrations, database
from tests.callback.conftest import MONDAY, PERSON, acknowledged, opened


@pytest.mark.parametrize("kind", BOTH)
async def test_migrations_make_what_the_models_say(tmp_path: Path, kind: str):
    async with database(kind, tmp_path) as url:
        await check_migrations(url, "callback", tables_of("callback"))


@pytest.mark.real
async def test_a_callbacks_whole_way_on_postgresql(tmp_path: Path, policy_service: dict[str, Any]):
    sisters = {"policy_service": answering(policy_service)}
    async with (
        database("postgresql", tmp_path) as url,
        alone("callback", create_app, tmp_path, MONDAY, sisters, url) as centre,
    ):
        await centre.feed(opened(), acknowledged(), acknowledged())
        case_no = (await centre.get("/callbacks")).json()["items"][0]["case_no"]
        contact = await centre.get(f"/callbacks/{case_no}/contact", Role.CALLER, pii=True)
        assert contact.json()["name"] == PERSON["name"]
        done = await centre.post(f"/callbacks/{case_no}/attempts", Role.CALLER, {"result": "completed"})
        assert (done.status_code, done.json()["status"], len(await centre.rows(pii_reads))) == (200, "completed", 1)
