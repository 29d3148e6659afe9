"""The conventions at every door: health, docs, problems, strictness, limits."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import Field

from shared.app import make_app, make_router
from shared.auth import Role, allow, mint_token
from shared.db import Session, make_engine, make_sessions, sqlite_url
from shared.errors import Text
from shared.schemas import Body, Fen, Remark
from shared.settings import Settings
from shared.tables import core

router = make_router(Text("借阅", "lending"))


class LoanIn(Body):
    title: str = Field(max_length=20)
    fine: Fen
    remark: Remark = ""


@router.post("/loans", dependencies=[allow(Role.TELLER)])
async def lend(body: LoanIn, session: Session) -> dict[str, int]:
    """Lend (借出)."""
    return {"fine": body.fine}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    engine = make_engine(sqlite_url(tmp_path / "t.db"))
    async with engine.begin() as connection:
        await connection.run_sync(core.create_all)
    settings = Settings(data=tmp_path)
    app = make_app("library", Text("图书馆", "Library"), [router], settings=settings, sessions=make_sessions(engine))
    token = mint_token(settings, "T1", [Role.TELLER], org="3503")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost", headers={"Authorization": f"Bearer {token}"}
    ) as client:
        yield client
    await engine.dispose()


async def test_healthy_and_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok", "service": "library"}
    assert (await client.get("/readyz")).json() == {"status": "ready", "checks": {"database": "ok"}}


async def test_command_answers(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/loans", json={"title": "红楼梦", "fine": 100})
    assert (answer.status_code, answer.json()) == (200, {"fine": 100})
