"""Tokens, roles, scope, the development issuer."""

import asyncio
import json
import stat
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from fastapi import FastAPI

from shared import tokens
from shared.auth import Actor, Authenticator, Role, check_scope, mint_token, rights_table, service_token
from shared.errors import OutOfScope, Unauthenticated, Unavailable
from shared.tokens import DEV_ISSUER, DevIssuer, JwksKeys
from tests.shared.library import library, reader_of, settings_in


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with library(tmp_path) as app:
        yield app


def claims(**more: Any) -> dict[str, Any]:
    now = int(time.time())
    return {"sub": "T1", "org": "3503", "roles": ["teller"], "aud": "guimian", "exp": now + 60} | more


async def test_a_dev_token_tells_who_acts(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    token = mint_token(settings, "T1", [Role.TELLER, Role.CASHIER], org="3503", pii=True)
    assert await Authenticator(settings).actor(token) == Actor(
        "T1", frozenset({Role.TELLER, Role.CASHIER}), "3503", pii=True
    )


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dDp0", "Bearer a.b.c", "Bearer é", "x" * 5000])
async def test_without_a_good_token_nobody_gets_in(app: FastAPI, tmp_path: Path, header: str) -> None:
    async with reader_of(app, tmp_path) as client:
        answer = await client.get("/v1/search", headers={"Authorization": header.encode()})
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": int(time.time()) - 3600},
        {"aud": "other"},
        {"iss": "other"},
        {"sub": None},
        {"sub": "张三"},
        {"sub": "system"},
        {"sub": ["T1"]},
        {"org": ""},
        {"org": None},
        {"org": "35%"},
        {"nbf": int(time.time()) + 3600},
    ],
)
async def test_a_token_wrong_in_one_claim_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    settings = settings_in(tmp_path)
    issuer = DevIssuer(tmp_path)
    assert await Authenticator(settings).actor(issuer.sign(claims(iss=DEV_ISSUER)))
    with pytest.raises(Unauthenticated):
        await Authenticator(settings).actor(issuer.sign({**claims(iss=DEV_ISSUER), **wrong}))


@pytest.mark.parametrize("odd", [{"roles": "teller"}, {"roles": [{}]}, {"roles": None}, {"scope": 7}, {"scope": ["x"]}])
async def test_odd_claims_give_no_rights(tmp_path: Path, odd: dict[str, Any]) -> None:
    actor = await Authenticator(settings_in(tmp_path)).actor(DevIssuer(tmp_path).sign(claims(iss=DEV_ISSUER) | odd))
    assert not actor.pii
    assert actor.roles <= {Role.TELLER}


async def test_an_unsigned_or_home_made_token_is_refused(tmp_path: Path) -> None:
    authenticator = Authenticator(settings_in(tmp_path))
    own_key = ed25519.Ed25519PrivateKey.generate()
    forged = [
        jwt.encode(claims(iss=DEV_ISSUER), "", algorithm="none", headers={"kid": "dev"}),
        jwt.encode(claims(iss=DEV_ISSUER), "x" * 32, algorithm="HS256", headers={"kid": "dev"}),
        jwt.encode(claims(iss=DEV_ISSUER), own_key, algorithm="EdDSA", headers={"kid": "dev"}),
        jwt.encode(claims(iss=DEV_ISSUER), own_key, algorithm="EdDSA"),
    ]
    for token in forged:
        with pytest.raises(Unauthenticated):
            await authenticator.actor(token)


async def test_a_remembered_token_still_expires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path)
    authenticator = Authenticator(settings, remembered=1)
    token = mint_token(settings, "T1", [], ttl=60)
    assert await authenticator.actor(token) is await authenticator.actor(token)
    await authenticator.actor(mint_token(settings, "T2", []))
    assert len(authenticator._actors) == 1
    await authenticator.actor(token)
    later = time.time() + 120
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr("shared.auth.verify", _expired)
    with pytest.raises(Unauthenticated):
        await authenticator.actor(token)


async def _expired(*_arguments: object) -> dict[str, Any]:
    raise Unauthenticated


def jwks(**keys: Any) -> dict[str, Any]:
    algorithms = {"rsa": jwt.algorithms.RSAAlgorithm, "ec": jwt.algorithms.ECAlgorithm}
    entries = []
    for key_id, key in keys.items():
        algorithm: Any = algorithms.get(key_id[:3].rstrip("0123456789"), jwt.algorithms.OKPAlgorithm)
        entries.append({**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": key_id})
    return {"keys": [*entries, {"kty": "unheard-of", "kid": "odd"}]}


async def test_three_algorithms_and_a_rotated_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: dict[str, Any] = {
        "rsa": rsa.generate_private_key(65537, 2048),
        "ec": ec.generate_private_key(ec.SECP256R1()),
        "okp": ed25519.Ed25519PrivateKey.generate(),
    }
    published = tmp_path / "jwks.json"
    published.write_text(json.dumps(jwks(**keys)))
    settings = settings_in(tmp_path, jwks_url=published.as_uri(), issuer="https://login", host="0.0.0.0")
    authenticator = Authenticator(settings)
    for key_id, algorithm in {"rsa": "RS256", "ec": "ES256", "okp": "EdDSA"}.items():
        token = jwt.encode(claims(iss="https://login"), keys[key_id], algorithm=algorithm, headers={"kid": key_id})
        assert (await authenticator.actor(token)).ref == "T1"

    fresh = ed25519.Ed25519PrivateKey.generate()
    published.write_text(json.dumps(jwks(new=fresh)))
    token = jwt.encode(claims(iss="https://login"), fresh, algorithm="EdDSA", headers={"kid": "new"})
    with pytest.raises(Unauthenticated):  # just fetched: a stream of unknown keys is no stream of fetches
        await authenticator.actor(token)
    monkeypatch.setattr(tokens, "REFETCH_SECONDS", 0)
    assert (await authenticator.actor(token)).ref == "T1"


class Issuer:
    """An issuer's key document in a file, that counts how often it is read."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.reads, self.now = folder / "jwks.json", 0, 1000.0
        self.keys = JwksKeys(self.path.as_uri())
        monkeypatch.setattr(tokens, "monotonic", lambda: self.now)  # not of `time`: the event loop lives by it
        fetch = self.keys._fetch

        async def counted() -> Any:
            self.reads += 1
            await asyncio.sleep(0.01)
            return await fetch()

        monkeypatch.setattr(self.keys, "_fetch", counted)

    def publish(self, *key_ids: str) -> None:
        self.path.write_text(json.dumps(jwks(**{each: ed25519.Ed25519PrivateKey.generate() for each in key_ids})))


@pytest.fixture
def issuer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Issuer:
    return Issuer(tmp_path, monkeypatch)


async def test_a_withdrawn_key_is_trusted_for_minutes_only(issuer: Issuer) -> None:
    issuer.publish("old")
    assert await issuer.keys.get("old")
    issuer.publish("new")
    issuer.now += tokens.FRESH_SECONDS - 1
    assert await issuer.keys.get("old")
    issuer.now += 2
    assert await issuer.keys.get("old") is None


async def test_an_outage_of_the_issuer_locks_nobody_out_for_an_hour(issuer: Issuer) -> None:
    issuer.publish("key")
    assert await issuer.keys.get("key")
    issuer.path.unlink()
    issuer.now += tokens.LAST_SECONDS - 1
    assert await issuer.keys.get("key")
    issuer.now += 2
    with pytest.raises(Unavailable):
        await issuer.keys.get("key")


async def test_many_at_once_fetch_once(issuer: Issuer) -> None:
    issuer.publish("key")
    assert all(await asyncio.gather(*(issuer.keys.get("key") for _ in range(20))))
    assert issuer.reads == 1


async def test_an_outage_is_no_stream_of_fetches(issuer: Issuer) -> None:
    for _ in range(2):
        answers = await asyncio.gather(*(issuer.keys.get("key") for _ in range(20)), return_exceptions=True)
        assert {type(each) for each in answers} == {Unavailable}
        assert issuer.reads == 1
    issuer.now += tokens.REFETCH_SECONDS + 1
    issuer.publish("key")
    assert await issuer.keys.get("key")


async def test_a_remembered_token_outlives_its_key_by_minutes_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authenticator = Authenticator(settings_in(tmp_path))
    token = mint_token(settings_in(tmp_path), "T1", [])
    await authenticator.actor(token)
    monkeypatch.setattr("shared.auth.verify", _expired)
    later = time.time() + tokens.FRESH_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(Unauthenticated):
        await authenticator.actor(token)


async def test_an_issuer_that_does_not_answer_is_an_outage_not_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await JwksKeys((tmp_path / "missing.json").as_uri()).get("x")


def test_off_loopback_there_must_be_a_real_issuer(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="GUIMIAN_JWKS_URL"):
        Authenticator(settings_in(tmp_path, host="0.0.0.0"))
    for settings in (settings_in(tmp_path, host="10.1.2.3"), settings_in(tmp_path, jwks_url="https://login/jwks")):
        with pytest.raises(RuntimeError, match="loopback"):
            mint_token(settings, "T1", [])


def test_the_issuers_key_is_for_its_owners_eyes_and_stays(tmp_path: Path) -> None:
    DevIssuer(tmp_path)
    path = tmp_path / "dev-issuer.pem"
    before = path.read_bytes()
    DevIssuer(tmp_path)
    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["dev-issuer.pem"]


async def test_a_service_shows_a_token_of_its_own(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    actor = await Authenticator(settings).actor(service_token(settings, "claims"))
    assert actor == Actor("service:claims", frozenset({Role.SERVICE}), "", pii=True)
    assert service_token(settings_in(tmp_path, service_token="given"), "claims") == "given"


@pytest.mark.parametrize(
    ("peer", "host", "headers", "status"),
    [
        ("127.0.0.1", "localhost", {}, 200),
        ("::1", "[::1]:8080", {}, 200),
        ("10.0.0.7", "localhost", {}, 403),
        ("127.0.0.1", "evil.example", {}, 403),
        ("127.0.0.1", "localhost", {"X-Forwarded-For": "10.0.0.7"}, 403),
        ("testclient", "localhost", {}, 403),
    ],
)
async def test_dev_tokens_are_given_on_loopback_only(
    app: FastAPI, peer: str, host: str, headers: dict[str, str], status: int
) -> None:
    transport = httpx.ASGITransport(app, client=(peer, 1))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        body = {"sub": "T1", "roles": ["teller"], "org": "3503"}
        answer = await client.post("/dev/token", json=body, headers=headers)
        assert answer.status_code == status
        if status == 200:
            bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
            assert (await client.get("/v1/search", headers=bearer)).status_code == 200


@pytest.mark.parametrize("sub", ["system", "a b", ""])
async def test_no_dev_token_is_given_that_nobody_takes(app: FastAPI, tmp_path: Path, sub: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        answer = await client.post("/dev/token", json={"sub": sub, "roles": ["teller"]})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "sub")
    with pytest.raises(Unauthenticated):
        mint_token(settings_in(tmp_path), sub, [Role.TELLER])


async def test_no_dev_tokens_beside_a_real_issuer(tmp_path: Path) -> None:
    async with library(tmp_path, jwks_url="https://login/jwks", host="10.1.2.3") as app:
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            assert (await client.post("/dev/token", json={"sub": "T1", "roles": []})).status_code == 403


async def test_a_role_that_may_not_is_told_which_may(app: FastAPI, tmp_path: Path) -> None:
    async with reader_of(app, tmp_path, Role.CALLER, Role.AUDITOR) as client:
        answer = await client.post("/v1/loans", json={"loan_no": "A1"})
    assert (answer.status_code, answer.json()["needs"]) == (403, ["teller"])


async def test_a_stranger_learns_nothing_of_the_schema(app: FastAPI, tmp_path: Path) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as stranger:
        for answer in (
            await stranger.post("/v1/loans", json={"colour": "red"}),
            await stranger.post("/v1/loans", content="{", headers={"Content-Type": "application/json"}),
            await stranger.post("/v1/loans/A1/waiver", headers={"If-Match": "x"}),
            await stranger.get("/v1/search?colour=red"),
        ):
            assert answer.status_code == 401
    async with reader_of(app, tmp_path, Role.CALLER) as caller:
        assert (await caller.post("/v1/loans", json={"colour": "red"})).status_code == 403


async def test_the_case_of_another_branch_stays_closed(app: FastAPI, tmp_path: Path) -> None:
    async with reader_of(app, tmp_path, Role.TELLER, org="350322") as county:
        assert (await county.post("/v1/loans", json={"loan_no": "A1", "org": "350322"})).status_code == 201
        answer = await county.post("/v1/loans", json={"loan_no": "A2", "org": "350321"})
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/out-of-scope")
    async with reader_of(app, tmp_path, org="3503") as city:
        assert (await city.get("/v1/loans/A1")).status_code == 200


@pytest.mark.parametrize(("own", "org", "sees"), [("35", "3503", True), ("", "11", True), ("3503", "35", False)])
def test_a_code_covers_what_it_prefixes(own: str, org: str, sees: bool) -> None:
    try:
        check_scope(Actor("T1", frozenset(), own), org)
    except OutOfScope:
        assert not sees
    else:
        assert sees


def test_the_rights_table_is_read_off_the_routes(app: FastAPI) -> None:
    rights = {(right.method, right.path): right for right in rights_table(app)}
    assert rights["POST", "/v1/loans"].roles == frozenset({Role.TELLER})
    assert rights["GET", "/v1/loans"].roles is None
    assert not any(right.open for right in rights.values())
    assert ("GET", "/healthz") not in rights
