"""claims is mounted with its health and documents; its tables are the shared ones only."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import inspect

from services.claims.app import create_app
from shared.db import make_engine
from shared.migrate import migrate
from shared.settings import Settings
from shared.tables import core
from shared.testing.alone import alone


async def test_healthy_ready_and_documented(tmp_path: Path):
    async with alone("claims", create_app, tmp_path, datetime(2026, 10, 12, 2, 0, tzinfo=UTC)) as claims:
        assert (await claims.http.get("/healthz")).json() == {"status": "ok", "service": "claims"}
        assert (await claims.http.get("/readyz")).json()["status"] == "ready"
        assert (await claims.http.get("/openapi.json")).json()["info"]["title"] == "理赔 · Claims"
        assert (await claims.http.get("/docs")).status_code == 200


async def test_its_database_has_the_shared_tables_only_and_goes_again(tmp_path: Path):
    settings = Settings(data=tmp_path)

    async def tables() -> set[str]:
        engine = make_engine(settings.database_url_of("claims"))
        async with engine.connect() as connection:
            found = await connection.run_sync(lambda each: inspect(each).get_table_names())
        await engine.dispose()
        return set(found) - {"alembic_version"}

    await migrate(settings, "claims")
    assert await tables() == set(core.tables)
    await migrate(settings, "claims", "base")
    assert await tables() == set()
