"""claims is mounted with its health and documents; its tables are the shared ones only."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.claims.app import create_app
from shared.testing.alone import alone
from shared.testing.databases import BOTH, check_migrations, database


async def test_healthy_ready_and_documented(tmp_path: Path):
    async with alone("claims", create_app, tmp_path, datetime(2026, 10, 12, 2, 0, tzinfo=UTC)) as claims:
        assert (await claims.http.get("/healthz")).json() == {"status": "ok", "service": "claims"}
        assert (await claims.http.get("/readyz")).json()["status"] == "ready"
        assert (await claims.http.get("/openapi.json")).json()["info"]["title"] == "理赔 · Claims"
        assert (await claims.http.get("/docs")).status_code == 200


@pytest.mark.parametrize("kind", BOTH)
async def test_its_migrations_make_the_shared_tables_only(tmp_path: Path, kind: str):
    async with database(kind, tmp_path) as url:
        await check_migrations(url, "claims")
