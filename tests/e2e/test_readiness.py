"""A service whose database lacks its tables says that it is not ready."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from services.suite import CREATE
from shared.migrate import migrate
from shared.settings import Settings


async def checks(app: FastAPI) -> tuple[int, str]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        answer = await client.get("/readyz")
    return answer.status_code, answer.json()["checks"]["schema"]


@pytest.mark.parametrize("service", CREATE)
async def test_a_database_without_its_tables_is_not_ready(tmp_path: Path, service: str):
    settings = Settings(data=tmp_path, jobs=False)
    app = CREATE[service](settings)
    assert await checks(app) == (503, "failed")
    await migrate(settings, service)
    assert await checks(app) == (200, "ok")
    await app.state.sessions.kw["bind"].dispose()


async def test_tables_of_an_older_version_are_not_ready_but_of_a_later_one_are(tmp_path: Path):
    settings = Settings(data=tmp_path, jobs=False)
    app = CREATE["intake"](settings)
    await migrate(settings, "intake", "0001")
    assert await checks(app) == (503, "failed")
    await migrate(settings, "intake")
    async with app.state.sessions.begin() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert await checks(app) == (200, "ok")
    await app.state.sessions.kw["bind"].dispose()
