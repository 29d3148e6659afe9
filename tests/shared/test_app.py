"""The conventions at every door: health, docs, strictness, limits, OpenAPI."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import func, insert, select, text
from starlette.applications import Starlette
from starlette.routing import Mount
from structlog.testing import capture_logs

from shared import clock
from shared.app import make_app, tidy
from shared.auth import Role
from shared.errors import Text
from shared.tables import idempotency_keys, inbox
from tests.shared.library import library, reader_of, settings_in


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with library(tmp_path, max_body_bytes=2000, max_upload_bytes=1000) as app:
        yield app


@pytest.fixture
async def client(app: FastAPI, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with reader_of(app, tmp_path, Role.TELLER) as client:
        yield client


async def test_healthy_and_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok", "service": "library"}
    ready = (await client.get("/readyz")).json()
    assert (ready["status"], ready["checks"]) == ("ready", {"database": "ok"})


async def test_not_ready_while_something_it_stands_on_fails(app: FastAPI, client: httpx.AsyncClient) -> None:
    async def broken() -> None:
        raise ConnectionError("kafka:9092 with a secret")

    app.state.checks["bus"] = broken
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    unready = answer.json()
    assert (unready["status"], unready["checks"]) == ("not ready", {"database": "ok", "bus": "failed"})


async def test_what_has_served_its_time_is_forgotten(app: FastAPI) -> None:
    settings, long_ago = app.state.settings, clock.now() - timedelta(days=500)
    answer = {"principal": "T1", "key": "k", "request_hash": "h", "claimed_at": long_ago}
    reaction = {"event_id": "e", "reaction": "lend", "case_no": "A1", "version": 1, "received_at": long_ago}
    async with app.state.sessions.begin() as session:
        await session.execute(insert(idempotency_keys).values(answer))
        await session.execute(insert(inbox).values(**reaction, done_at=long_ago))
    await tidy(app.state.sessions, settings)
    async with app.state.sessions.begin() as session:
        assert [await session.scalar(select(func.count()).select_from(t)) for t in (idempotency_keys, inbox)] == [0, 0]
        await session.execute(text("DROP TABLE inbox"))
    with capture_logs() as told:
        await tidy(app.state.sessions, settings)
    assert [each["event"] for each in told] == ["tidying.interrupted"]


async def test_tidying_begins_soon_after_the_start(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is started anew each hour tidies too."""
    pauses: list[float] = []
    done = asyncio.Event()

    async def hurried(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            done.set()
            await asyncio.Event().wait()

    monkeypatch.setattr("shared.app.asyncio.sleep", hurried)
    async with app.router.lifespan_context(app):
        async with asyncio.timeout(10):
            await done.wait()
    assert pauses == [60, 3600, 3600]


async def test_unknown_fields_and_parameters_are_named_and_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/loans", json={"loan_no": "A1", "colour": "red"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "colour", "in": "body", "rule": "extra_forbidden", "message": "不认识的字段"}
    ]
    answer = await client.get("/v1/search?countt=3")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "countt"


@pytest.mark.parametrize(
    "fine", ['"12"', "true", "12.0", "1e3", "-1", "99999999999999999999999999", "18446744073709551615", "null"]
)
async def test_money_is_a_plain_integer_in_range(client: httpx.AsyncClient, fine: str) -> None:
    body = f'{{"loan_no": "A1", "fine": {fine}}}'
    answer = await client.post("/v1/loans", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "fine"


async def test_dates_come_as_strings_all_the_same(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/loans", json={"loan_no": "A1", "due_on": "2026-03-01"})).status_code == 201


@pytest.mark.parametrize("body", ["{", "", "[1,", "nul", '{"loan_no": NaN}', "[" * 3000, "\ud800"])
async def test_malformed_json_is_said_to_be_so(client: httpx.AsyncClient, body: str) -> None:
    content = body[:1900].encode("utf-8", "surrogatepass")
    answer = await client.post("/v1/loans", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == (400 if content else 422)
    assert answer.json()["type"] == ("/problems/malformed-body" if content else "/problems/invalid-request")


@pytest.mark.parametrize("kind", ["Application/Json", "application/merge-patch+json", "text/plain", ""])
async def test_only_a_form_may_be_as_long_as_a_file(client: httpx.AsyncClient, kind: str) -> None:
    answer = await client.post("/v1/loans", content=b" " * 2001, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["limit_bytes"]) == (413, 2000)


async def test_a_refusal_is_short_however_much_is_wrong(tmp_path: Path) -> None:
    async with library(tmp_path) as app, reader_of(app, tmp_path, Role.TELLER) as client:
        answer = await client.post("/v1/loans", json={f"n{each}" + "x" * 100: each for each in range(200)})
        assert (answer.status_code, len(answer.json()["errors"])) == (422, 50)
        assert {len(each["field"]) for each in answer.json()["errors"]} <= {80, len("loan_no")}


async def test_of_too_many_fields_none_is_looked_at(tmp_path: Path) -> None:
    """pydantic would make an error of each, and hold the process meanwhile."""
    many = {f"n{each}": each for each in range(20_000)}
    async with library(tmp_path) as app, reader_of(app, tmp_path, Role.TELLER) as client:
        for body, field in ((many, "body"), ({"loan_no": "A1", "copies": [{}, many]}, "copies.1")):
            answer = await client.post("/v1/loans", json=body)
            assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-request")
            assert answer.json()["errors"] == [
                {"field": field, "in": "body", "rule": "too_many_fields", "message": "至多 200 个字段"}
            ]


@pytest.mark.parametrize(("depth", "status"), [(100, 422), (101, 400), (900, 400)])
async def test_json_has_a_bounded_depth(client: httpx.AsyncClient, depth: int, status: int) -> None:
    for inmost in ('"\\n"', "1"):
        content = "[" * depth + inmost + "]" * depth
        answer = await client.post("/v1/loans", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[2J", "\x08", "\x7f"])
async def test_control_characters_get_nowhere(client: httpx.AsyncClient, text: str) -> None:
    answer = await client.post("/v1/loans", json={"loan_no": "A1", "remark": text})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "remark")
    answer = await client.get("/v1/search", params={"word": text})
    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (422, "control_character")
    answer = await client.get(f"/v1/loans/{quote(text)}")
    assert (answer.status_code, answer.json()["errors"][0]["in"]) == (422, "path")


async def test_tabs_newlines_and_escaped_chinese_are_welcome(client: httpx.AsyncClient) -> None:
    body = json.dumps({"loan_no": "A1", "remark": "第一行\n\t第二行 \\u0000"}, ensure_ascii=True)
    answer = await client.post("/v1/loans", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 201


async def test_foreign_media_types_are_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/loans", content="<loan/>", headers={"Content-Type": "text/xml"})
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")
    answer = await client.post("/v1/scans", json={})
    assert answer.status_code == 415
    answer = await client.get("/v1/search", headers={"Accept": "text/xml"})
    assert (answer.status_code, answer.json()["type"]) == (406, "/problems/not-acceptable")
    assert (await client.get("/v1/search", headers={"Accept": "text/html, */*;q=0.1"})).status_code == 200


async def test_large_bodies_are_refused_whether_announced_or_not(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b" " * 100

    kind = {"Content-Type": "application/json"}
    for content in (b" " * 5000, chunks()):
        answer = await client.post("/v1/loans", content=content, headers=kind)
        assert (answer.status_code, answer.json()["type"]) == (413, "/problems/payload-too-large")
    answer = await client.post("/v1/scans", files={"file": ("a.pdf", b"%PDF-" + b"x" * 100_000)})
    assert answer.status_code == 413


async def test_unknown_paths_and_methods_are_problems_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/nothing")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    answer = await client.delete("/v1/search")
    assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed")
    assert answer.headers["allow"] == "GET"
    assert (await client.delete("/v1/loans")).headers["allow"] == "GET, POST"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_docs_need_nothing_from_elsewhere(app: FastAPI) -> None:
    suite = Starlette(routes=[Mount("/library", app)])
    for door, prefix in ((app, ""), (suite, "/library")):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(door), base_url="http://localhost") as client:
            page = (await client.get(f"{prefix}/docs")).text
            assert f"url: '{prefix}/openapi.json'" in page
            assert "//" not in page.replace("<!DOCTYPE html>", "").replace("// ", "").replace("window.location", "")
            for asset in ("swagger-ui-bundle.js", "swagger-ui.css"):
                assert f"{prefix}/docs/assets/{asset}" in page
                assert len((await client.get(f"{prefix}/docs/assets/{asset}")).content) > 100_000
            assert (await client.get(f"{prefix}/openapi.json")).status_code == 200


async def test_openapi_tells_of_tokens_problems_and_keys(app: FastAPI) -> None:
    document = app.openapi()
    lend = document["paths"]["/v1/loans"]["post"]
    assert document["security"] == [{"bearer": []}]
    assert lend["x-roles"] == ["teller"]
    assert lend["summary"] == "借出 · Lend"
    assert document["paths"]["/v1/loans"]["get"]["summary"] == "List loans"
    assert list(lend["responses"]["422"]["content"]) == ["application/problem+json"]
    assert lend["responses"]["default"]["content"].keys() == {"application/problem+json"}
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert "Idempotency-Key" in [entry["name"] for entry in lend["parameters"]]
    headers = {entry["name"]: entry for entry in document["paths"]["/v1/payments"]["post"]["parameters"]}
    assert headers["Idempotency-Key"]["required"]
    waiver = {entry["name"]: entry for entry in document["paths"]["/v1/loans/{loan_no}/waiver"]["post"]["parameters"]}
    assert waiver["If-Match"]["required"]
    assert not waiver["Idempotency-Key"]["required"]
    assert app.openapi() == document
    assert "/dev/token" not in document["paths"]


async def test_routes_of_another_class_are_refused_at_start(app: FastAPI, tmp_path: Path) -> None:
    loose = APIRouter()
    loose.add_api_route("/v1/loose", lambda: None)
    with pytest.raises(TypeError, match="/v1/loose"):
        make_app("x", Text("x", "x"), [loose], settings=settings_in(tmp_path), sessions=app.state.sessions)


async def test_answers_about_cases_are_not_cached(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/search")).headers["cache-control"] == "no-store"


async def test_lifespan_parts_are_entered_and_left(tmp_path: Path, app: FastAPI) -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def part(_app: FastAPI) -> AsyncIterator[None]:
        seen.append("entered")
        yield
        seen.append("left")

    made = make_app(
        "x", Text("x", "x"), [], settings=settings_in(tmp_path), sessions=app.state.sessions, lifespans=[part]
    )
    async with made.router.lifespan_context(made):
        assert seen == ["entered"]
    assert seen == ["entered", "left"]
