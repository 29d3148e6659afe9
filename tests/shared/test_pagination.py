"""Cursor pages: every row once, whatever is inserted meanwhile."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from shared.auth import Role
from tests.shared.library import Loan, library, reader_of

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
async def app(tmp_path: Path, database_url: str) -> AsyncIterator[FastAPI]:
    async with library(tmp_path, database_url) as app:
        yield app


@pytest.fixture
async def client(app: FastAPI, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with reader_of(app, tmp_path, Role.TELLER) as client:
        yield client


async def lend(app: FastAPI, *numbers: int) -> None:
    """Three loans share each instant, so that the second key must break ties."""
    async with app.state.sessions.begin() as session:
        for n in numbers:
            session.add(Loan(loan_no=f"L{n:03}", org="3503", fine=n, lent_at=START + timedelta(seconds=n // 3)))


async def walk(client: httpx.AsyncClient, query: str = "") -> AsyncIterator[list[str]]:
    cursor: str | None = ""
    while cursor is not None:
        answer = await client.get(f"/v1/loans?limit=4{query}" + (f"&cursor={cursor}" if cursor else ""))
        assert answer.status_code == 200, answer.text
        yield [loan["loan_no"] for loan in answer.json()["items"]]
        cursor = answer.json()["next_cursor"]


@pytest.mark.parametrize("many", [0, 1, 4, 5, 10])
@pytest.mark.parametrize("newest", [False, True])
async def test_pages_together_are_the_whole_list(
    app: FastAPI, client: httpx.AsyncClient, many: int, newest: bool
) -> None:
    await lend(app, *range(many))
    pages = [page async for page in walk(client, f"&newest={str(newest).lower()}")]
    expected = sorted((f"L{n:03}" for n in range(many)), reverse=newest)
    assert [number for page in pages for number in page] == expected
    assert len(pages) == max(1, -(-many // 4))


async def test_rows_inserted_while_turning_pages_shift_nothing(app: FastAPI, client: httpx.AsyncClient) -> None:
    await lend(app, *range(10, 20))
    seen: list[str] = []
    behind = iter(range(9, 0, -1))
    async for page in walk(client):
        seen += page
        await lend(app, next(behind))  # into what was read already
    assert [number for number in seen if number >= "L010"] == [f"L{n:03}" for n in range(10, 20)]
    assert len(seen) == len(set(seen))


def cursor(content: str) -> str:
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "sent",
    [
        "x",
        "????",
        "é",
        cursor("{}"),
        cursor("[]"),
        cursor('["2026-03-01T00:00:00+00:00"]'),
        cursor('["2026-03-01T00:00:00","L1"]'),
        cursor('["soon","L1"]'),
        cursor("[1,2]"),
        cursor('["0001-01-01T00:00:00+14:00","L1"]'),
        cursor('["9999-12-31T23:59:59-14:00","L1"]'),
        cursor('["2026-03-01T00:00:00+00:00",null]'),
        cursor('["2026-03-01T00:00:00+00:00","a\\u0000"]'),
        cursor("[" * 700),
    ],
)
async def test_a_cursor_not_ours_is_refused(client: httpx.AsyncClient, sent: str) -> None:
    answer = await client.get("/v1/loans", params={"cursor": sent})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


@pytest.mark.parametrize("limit", ["0", "201", "x", "1_0", " 1 ", "１", "99999999999999999999999"])
async def test_a_page_has_its_limits(client: httpx.AsyncClient, limit: str) -> None:
    answer = await client.get("/v1/loans", params={"limit": limit})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "limit")
