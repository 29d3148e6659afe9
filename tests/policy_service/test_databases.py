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
