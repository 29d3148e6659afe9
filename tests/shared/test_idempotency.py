"""Idempotency-Key: one effect, one answer, whatever the network and the machine do in between."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, insert, select

from shared import clock, idempotency
from shared.auth import Role
from shared.db import make_engine
from shared.tables import idempotency_keys
from tests.shared.library import Loan, library, library_on, reader_of, settings_in

KEY = {"Idempotency-Key": "k-1"}


@pytest.fixture
async def app(tmp_path: Path, database_url: str) -> AsyncIterator[FastAPI]:
    async with library(tmp_path, database_url) as app:
        yield app


@pytest.fixture
async def client(app: FastAPI, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with reader_of(app, tmp_path, Role.TELLER) as client:
        yield client


async def count(app: FastAPI, table: Any) -> int:
    async with app.state.sessions() as session:
        return int(await session.scalar(select(func.count()).select_from(table)))


async def test_the_first_answer_comes_again(app: FastAPI, client: httpx.AsyncClient) -> None:
    first = await client.post("/v1/loans", json={"loan_no": "A1", "fine": 3}, headers=KEY)
    again = await client.post("/v1/loans", json={"loan_no": "A1", "fine": 3}, headers=KEY)
    assert (
        (first.status_code, first.json())
        == (again.status_code, again.json())
        == (
            201,
            {"loan_no": "A1", "version": 1, "fine": 3},
        )
    )
    assert again.headers["etag"] == first.headers["etag"] == '"1"'
    assert again.headers["content-type"] == "application/json"
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert await count(app, Loan) == 1


async def test_an_answer_without_content_comes_again_too(client: httpx.AsyncClient) -> None:
    await client.post("/v1/loans", json={"loan_no": "A1"})
    for _ in range(2):
        answer = await client.post("/v1/loans/A1/waiver", headers={**KEY, "If-Match": '"1"'})
        assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize(("path", "fine"), [("/v1/loans", 4), ("/v1/loans?", 3), ("/v1/payments", 3)])
async def test_a_key_is_good_for_one_request_only(client: httpx.AsyncClient, path: str, fine: int) -> None:
    await client.post("/v1/loans", json={"loan_no": "A1", "fine": 3}, headers=KEY)
    body = {"fine": fine} if "payments" in path else {"loan_no": "A1", "fine": fine}
    answer = await client.post(path, json=body, headers=KEY)
    if path == "/v1/loans?":  # an empty query asks the same
        assert answer.headers["idempotency-replayed"] == "true"
    else:
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_another_persons_key_is_another_key(app: FastAPI, client: httpx.AsyncClient, tmp_path: Path) -> None:
    await client.post("/v1/payments", json={"fine": 1}, headers=KEY)
    async with reader_of(app, tmp_path, Role.TELLER, sub="T2") as other:
        answer = await other.post("/v1/payments", json={"fine": 2}, headers=KEY)
    assert answer.json() == {"paid": 2}


async def test_of_two_at_once_one_acts_and_one_waits(app: FastAPI, client: httpx.AsyncClient) -> None:
    body = {"loan_no": "A1", "remark": "slow"}
    answers = await asyncio.gather(*(client.post("/v1/loans", json=body, headers=KEY) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["type"] == "/problems/request-in-flight"
    assert refused.headers["retry-after"] == "1"
    assert await count(app, Loan) == 1
    assert (await client.post("/v1/loans", json=body, headers=KEY)).headers["idempotency-replayed"] == "true"


async def test_of_two_replicas_one_acts(
    app: FastAPI, client: httpx.AsyncClient, tmp_path: Path, database_url: str
) -> None:
    replica = library_on(make_engine(database_url), settings_in(tmp_path))
    async with reader_of(replica, tmp_path, Role.TELLER) as other:
        for n in range(10):
            body, key = {"loan_no": f"A{n}", "fine": n}, {"Idempotency-Key": f"k-{n}"}
            answers = await asyncio.gather(
                *(door.post("/v1/loans", json=body, headers=key) for door in (client, other))
            )
            assert {answer.status_code for answer in answers} <= {201, 409}
            done = [answer for answer in answers if answer.status_code == 201]
            assert len([answer for answer in done if "idempotency-replayed" not in answer.headers]) == 1
            assert await count(app, Loan) == await count(app, idempotency_keys) == n + 1
    await replica.state.sessions.kw["bind"].dispose()


async def test_another_replica_that_was_first_undoes_this_effect(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes: this one doesn't know of the other's flight, and the other commits before it."""
    body = {"loan_no": "A1"}
    first = await client.post("/v1/loans", json=body, headers=KEY)
    looked: list[object] = []
    look = idempotency._known_answer

    async def looked_too_early(*arguments: Any) -> Any:
        looked.append(1)
        return None if len(looked) == 1 else await look(*arguments)

    monkeypatch.setattr(idempotency, "_known_answer", looked_too_early)
    answer = await client.post("/v1/loans", json=body, headers=KEY)  # fails on the number taken: replayed all the same
    assert (answer.status_code, answer.json()) == (201, first.json())

    looked.clear()
    first = await client.post("/v1/payments", json={"fine": 1}, headers={"Idempotency-Key": "k-2"})
    looked.clear()
    answer = await client.post("/v1/payments", json={"fine": 1}, headers={"Idempotency-Key": "k-2"})
    assert answer.status_code == 409
    assert await count(app, idempotency_keys) == 2


async def test_after_a_crash_the_retry_acts_at_once(app: FastAPI, client: httpx.AsyncClient) -> None:
    crash = await client.post("/v1/loans", json={"loan_no": "A1", "remark": "crash"}, headers=KEY)
    assert crash.status_code == 500
    assert await count(app, Loan) == await count(app, idempotency_keys) == 0
    assert (await client.post("/v1/loans", json={"loan_no": "A1"}, headers=KEY)).status_code == 201


async def test_a_commit_that_fails_keeps_neither_effect_nor_answer(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_full(_connection: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(app.state.sessions.kw["bind"].dialect, "do_commit", disk_full)
        assert (await client.post("/v1/loans", json={"loan_no": "A1"}, headers=KEY)).status_code == 500
    assert await count(app, Loan) == await count(app, idempotency_keys) == 0
    assert (await client.post("/v1/loans", json={"loan_no": "A1"}, headers=KEY)).status_code == 201


async def test_refusals_are_judged_afresh(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/loans", json={"loan_no": "A1", "fine": -1}, headers=KEY)).status_code == 422
    assert (await client.post("/v1/loans", json={"loan_no": "A1"}, headers=KEY)).status_code == 201


async def test_money_needs_a_key(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/payments", json={"fine": 1})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/idempotency-key-missing")


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "é"])
async def test_a_malformed_key_is_refused(client: httpx.AsyncClient, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode())]
    answer = await client.post("/v1/loans", json={"loan_no": "A1"}, headers=headers)
    assert answer.status_code == 422


async def test_a_key_without_a_token_is_nobodys(app: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as stranger:
        assert (await stranger.post("/v1/loans", json={"loan_no": "A1"}, headers=KEY)).status_code == 401


async def test_rights_are_judged_before_a_known_answer(app: FastAPI, client: httpx.AsyncClient, tmp_path: Path) -> None:
    body = {"loan_no": "A1"}
    assert (await client.post("/v1/loans", json=body, headers=KEY)).status_code == 201
    async with reader_of(app, tmp_path, Role.CALLER) as demoted:
        assert (await demoted.post("/v1/loans", json=body, headers=KEY)).status_code == 403
    async with reader_of(app, tmp_path, Role.TELLER, org="11") as moved:
        answer = await moved.post("/v1/loans", json=body, headers=KEY)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")
    async with reader_of(app, tmp_path, Role.TELLER, Role.CALLER) as promoted:
        assert (await promoted.post("/v1/loans", json=body, headers=KEY)).headers["idempotency-replayed"] == "true"


async def test_a_stranger_learns_nothing_of_the_form_of_keys(app: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as stranger:
        answer = await stranger.post("/v1/loans", json={"loan_no": "A1"}, headers={"Idempotency-Key": "a b"})
    assert answer.status_code == 401


async def test_a_file_sent_again_is_the_same_request(client: httpx.AsyncClient) -> None:
    for replayed in (None, "true"):
        answer = await client.post("/v1/scans", files={"file": ("a.pdf", b"%PDF-1.7 x")}, headers=KEY)
        assert (answer.status_code, answer.headers.get("idempotency-replayed")) == (200, replayed)
    answer = await client.post("/v1/scans", files={"file": ("a.pdf", b"%PDF-1.7 y")}, headers=KEY)
    assert answer.status_code == 422


async def test_a_kept_answer_is_unreadable_in_the_database(app: FastAPI, client: httpx.AsyncClient) -> None:
    await client.post("/v1/loans", json={"loan_no": "SECRET-1"}, headers=KEY)
    async with app.state.sessions() as session:
        row = (await session.execute(select(idempotency_keys))).one()
    assert "SECRET" not in str(row)


async def test_old_keys_are_forgotten(app: FastAPI) -> None:
    row = {"principal": "T1", "request_hash": "h", "status": 200, "headers": {}, "body": None}
    async with app.state.sessions.begin() as session:
        for age in (6, 8):
            aged = {**row, "key": str(age), "claimed_at": clock.now() - timedelta(days=age)}
            await session.execute(insert(idempotency_keys).values(aged))
    assert await idempotency.purge(app.state.sessions, days=7) == 1
    assert await count(app, idempotency_keys) == 1


async def test_what_is_kept_of_a_request_tells_nothing_without_the_key(
    app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short secret of the body could be tried through against a bare hash."""
    hashed = list[bytes]()
    sha256 = hashlib.sha256
    monkeypatch.setattr(hashlib, "sha256", lambda data=b"", **more: hashed.append(data) or sha256(data, **more))
    await client.post("/v1/loans", json={"loan_no": "A1", "fine": 3}, headers=KEY)
    async with app.state.sessions() as session:
        kept = await session.scalar(select(idempotency_keys.c.request_hash))
    assert len(kept) == 64
    assert kept not in {sha256(data).hexdigest() for data in hashed}
