"""What a route's OpenAPI lists is what its code may refuse; an answer that it doesn't list fails a test."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from shared.app import make_app, make_router
from shared.auth import CurrentActor, Role
from shared.errors import FourEyes, NotFound, Problem, Text
from shared.testing.documented import watching
from tests.shared.library import library, reader_of

EVERY = {"401", "406", "422"}
BODY = {"400", "413", "415"}
CHECKS: dict[str, Any] = {"shelf": lambda: _refuse_the_maker()}
HIDDEN = {"gone": "NotFound"}
shelves = make_router()


def _refuse_the_maker() -> None:
    raise FourEyes


def _refuse_by_hidden_name() -> None:
    problems = {kind.__name__: kind for kind in Problem.__subclasses__()}
    raise problems[HIDDEN["gone"]](Text("没有 book_shelf", "No book_shelf"))


@shelves.post("/shelves/check")
async def check(actor: CurrentActor) -> None:
    """A refusal that stands in a table."""
    CHECKS["shelf"]()


@shelves.get("/shelves/secret")
async def secret(actor: CurrentActor) -> None:
    """A refusal that no name leads to."""
    _refuse_by_hidden_name()


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with library(tmp_path) as made:
        parts = (made.state.settings, made.state.sessions)
        yield make_app("library", Text("图书馆", "Library"), [shelves], settings=parts[0], sessions=parts[1])


@pytest.fixture
async def client(app: FastAPI, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with reader_of(app, tmp_path, Role.TELLER) as opened:
        yield opened


@pytest.mark.parametrize(
    ("method", "path", "listed"),
    [
        ("get", "/v1/loans", EVERY),
        ("get", "/v1/loans/{loan_no}", EVERY | {"403", "404"}),
        ("get", "/v1/loans/{loan_no}/phone", EVERY | {"404", "409"}),
        ("put", "/v1/loans/{loan_no}/fine", EVERY | BODY | {"403", "404", "409", "412"}),
        ("post", "/v1/loans/{loan_no}/waiver", EVERY | {"403", "404", "409", "412", "428"}),
        ("post", "/v1/payments", EVERY | BODY | {"403", "409"}),
    ],
)
async def test_a_route_lists_what_it_may_refuse(tmp_path: Path, method: str, path: str, listed: set[str]):
    async with library(tmp_path) as made:
        responses = made.openapi()["paths"][path][method]["responses"]
    assert {status for status in responses if status.startswith("4")} == listed


async def test_a_refusal_in_a_table_is_found_and_told_with_its_words(app: FastAPI):
    refused = app.openapi()["paths"]["/v1/shelves/check"]["post"]["responses"]["403"]
    assert refused["description"] == "`four-eyes` 经办人不能复核自己的件 The maker can't review their own work"


async def test_a_status_that_is_not_listed_and_a_code_in_a_text_are_noticed(client: httpx.AsyncClient):
    with watching() as wrong:
        assert (await client.post("/v1/shelves/check")).status_code == 403
        assert wrong == []
        assert (await client.get("/v1/shelves/secret")).status_code == NotFound.status
    told = [fault.partition(" (")[0] for fault in wrong]
    assert sorted(told) == [
        "GET /v1/shelves/secret answered 404, which its OpenAPI doesn't list",
        "a code in “No book_shelf”",
        "a code in “没有 book_shelf”",
    ]
