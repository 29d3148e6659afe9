"""Versions in HTTP."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from shared.auth import Role
from tests.shared.library import library, reader_of


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with library(tmp_path) as app, reader_of(app, tmp_path, Role.TELLER) as client:
        await client.post("/v1/loans", json={"loan_no": "A1"})
        yield client


async def test_the_answer_carries_the_version(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/loans/A1")).headers["etag"] == '"1"'


@pytest.mark.parametrize(
    ("sent", "status"),
    [(None, 200), ('"1"', 200), ("*", 200), ('"2"', 412), ('W/"1"', 412), ('"x"', 412), ("1", 422), ("", 422)],
)
async def test_an_ordinary_step_checks_the_version_if_it_is_given(
    client: httpx.AsyncClient, sent: str | None, status: int
) -> None:
    headers = {} if sent is None else {"If-Match": sent}
    assert (await client.put("/v1/loans/A1/fine", json={"fine": 5}, headers=headers)).status_code == status


@pytest.mark.parametrize(("sent", "status"), [(None, 428), ("*", 428), ('"1"', 204), ('"x"', 412), ("x", 422)])
async def test_a_decision_needs_the_version_that_was_seen(
    client: httpx.AsyncClient, sent: str | None, status: int
) -> None:
    headers = {} if sent is None else {"If-Match": sent}
    assert (await client.post("/v1/loans/A1/waiver", headers=headers)).status_code == status


async def test_what_is_documented_is_what_is_taken(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json")).json()["paths"]
    for path, method, takes_any in (
        ("/v1/loans/{loan_no}/fine", "put", True),
        ("/v1/loans/{loan_no}/waiver", "post", False),
    ):
        (header,) = [each for each in paths[path][method]["parameters"] if each["name"] == "If-Match"]
        assert header["required"] is not takes_any
        for sent, fits in (("*", takes_any), ('"1"', True), ('W/"x"', True), ("1", False)):
            assert bool(re.fullmatch(header["schema"]["pattern"], sent)) is fits, (path, sent)
