"""Personal data: sealed, searchable, masked, its readers recorded."""

import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import insert, select, text

from shared import clock, keyring, pii
from shared.auth import Role
from shared.keyring import KeyRing, KeysUnusable
from shared.tables import idempotency_keys, pii_reads
from tests.shared.library import Loan, library, reader_of, settings_in

PHONE = "13812345678"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[FastAPI]:
    async with library(tmp_path) as app:
        yield app


@pytest.fixture
async def teller(app: FastAPI, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with reader_of(app, tmp_path, Role.TELLER) as client:
        await client.post("/v1/loans", json={"loan_no": "A1", "phone": PHONE})
        yield client


async def test_the_database_holds_no_readable_number(app: FastAPI, teller: httpx.AsyncClient, tmp_path: Path) -> None:
    async with app.state.sessions() as session:
        raw = await session.scalar(text("SELECT phone FROM loans"))
        assert (await session.get_one(Loan, "A1")).phone == PHONE
    assert raw.startswith(f"{keyring.ring().current}.")
    assert PHONE.encode() not in contents(tmp_path)


def contents(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("library.db*"))


async def test_equal_values_are_sealed_differently_and_found_all_the_same(
    app: FastAPI, teller: httpx.AsyncClient
) -> None:
    ring = keyring.ring()
    assert ring.encrypt(PHONE, "loans.phone") != ring.encrypt(PHONE, "loans.phone")
    query = select(Loan.loan_no).where(Loan.phone_hash == pii.blind_index("138-1234 5678", "phone"))
    async with app.state.sessions() as session:
        assert await session.scalar(query) == "A1"


def test_a_hash_is_of_its_field_and_of_its_key() -> None:
    keyring.install(KeyRing.generate())
    hashed = pii.blind_index("35032219800101123x", "id")
    assert hashed == pii.blind_index(" 350322 1980 0101 123X", "id")
    assert hashed != pii.blind_index("35032219800101123X", "phone")
    keyring.install(KeyRing.generate())
    assert hashed != pii.blind_index("35032219800101123X", "id")


def test_a_moved_or_altered_ciphertext_does_not_open() -> None:
    ring = KeyRing.generate()
    sealed = ring.encrypt("张三", "parties.name")
    assert ring.decrypt(sealed, "parties.name") == "张三"
    altered = sealed[:-3] + ("AAA" if sealed[-3:] != "AAA" else "BBB")
    for ciphertext, place in ((sealed, "parties.address"), (altered, "parties.name"), ("k9.AAAA", "parties.name")):
        with pytest.raises(ValueError, match=r"authentic|no key"):
            ring.decrypt(ciphertext, place)


def test_a_rotated_ring_reads_old_and_writes_new() -> None:
    old = KeyRing.generate()
    sealed = old.encrypt("张三", "p")
    new = KeyRing.from_json(old.rotated().to_json())
    assert new.decrypt(sealed, "p") == "张三"
    assert new.encrypt("张三", "p").startswith("k2-")
    assert KeyRing.generate().ids != KeyRing.generate().ids, "two keys never go by one name"
    assert new.index == old.index


@pytest.mark.parametrize(
    "document",
    [
        '{"current": "k2", "keys": {"k1": "AAAA"}, "index": "AAAA"}',
        '{"current": "k1", "keys": {"k1": "AAAA"}, "index": "AAAA"}',
        '{"current": "k1", "keys": {"k1": "§"}, "index": "AAAA"}',
        *("", "{", "[]", "7", '{"current": "k1", "keys": ["k1"], "index": "AAAA"}'),
    ],
)
def test_a_ring_with_a_bad_key_is_refused_at_start(document: str) -> None:
    with pytest.raises(ValueError, match="key"):
        KeyRing.from_json(document)


async def test_reencryption_leaves_nothing_under_the_old_key(app: FastAPI) -> None:
    async with app.state.sessions.begin() as session:
        row = {"org": "3503", "fine": 0, "version": 1, "lent_at": clock.now()}
        await session.execute(
            insert(Loan), [{**row, "loan_no": f"L{n}", "phone": str(n) if n % 3 else None} for n in range(20)]
        )
    old, new = keyring.ring(), keyring.ring().rotated()
    keyring.install(new)
    loans = Loan.metadata.tables["loans"]
    async with app.state.sessions() as session:
        assert await pii.count_by_key(session, loans) == {old.current: 13}
    assert await pii.reencrypt(app.state.sessions, loans, batch=4) == 13
    async with app.state.sessions() as session:
        raw = (await session.scalars(text("SELECT phone FROM loans WHERE phone IS NOT NULL"))).all()
        assert {value.partition(".")[0] for value in raw} == {new.current}
        assert (await session.get_one(Loan, "L7")).phone == "7"
        assert await pii.count_by_key(session, loans) == {new.current: 13}
    assert await pii.reencrypt(app.state.sessions, loans) == 0
    keyring.install(KeyRing.from_json(new.to_json().replace(new.current, "k3")))
    async with app.state.sessions() as session:
        assert await pii.count_by_key(session, loans) == {"unknown": 13}


@pytest.mark.parametrize("name", ["its own name", "the name of the lost one"])
async def test_another_ring_than_the_one_that_sealed_is_told(
    app: FastAPI, teller: httpx.AsyncClient, name: str
) -> None:
    loans, right, wrong = Loan.metadata.tables["loans"], keyring.ring(), KeyRing.generate()
    async with app.state.sessions() as session:
        await pii.check_ring(session, loans)
        if name == "the name of the lost one":
            wrong = KeyRing.from_json(wrong.to_json().replace(wrong.current, right.current))
        keyring.install(wrong)
        with pytest.raises(KeysUnusable, match=r"not the one that sealed loans\.phone"):
            await pii.check_ring(session, loans)
        if wrong.ids == right.ids:
            with pytest.raises(KeysUnusable, match="authentic"):
                await pii.count_by_key(session, loans)


async def test_kept_answers_are_reencrypted_too(app: FastAPI, teller: httpx.AsyncClient) -> None:
    ask, key = {"loan_no": "A2", "phone": PHONE}, {"Idempotency-Key": "once"}
    first = await teller.post("/v1/loans", json=ask, headers=key)
    keyring.install(keyring.ring().rotated())
    assert await pii.reencrypt(app.state.sessions, idempotency_keys) == 1
    async with app.state.sessions() as session:
        assert await pii.count_by_key(session, idempotency_keys) == {keyring.ring().current: 1}
    again = await teller.post("/v1/loans", json=ask, headers=key)
    assert (again.headers["idempotency-replayed"], again.content) == ("true", first.content)


async def test_a_row_that_somebody_changes_meanwhile_is_left_to_the_next_run(
    app: FastAPI, teller: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    loans = Loan.metadata.tables["loans"]
    keyring.install(keyring.ring().rotated())
    look = pii._stale

    async def outdated(*asked: Any) -> Any:
        return [(id, {name: keyring.encrypt("seen before", "loans.phone") for name in stale}) for id, stale in
                await look(*asked)]  # fmt: skip

    monkeypatch.setattr(pii, "_stale", outdated)
    assert await pii.reencrypt(app.state.sessions, loans) == 0
    async with app.state.sessions() as session:
        assert (await session.get_one(Loan, "A1")).phone == PHONE


def test_a_running_process_takes_up_a_rotation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.install_from(settings_in(tmp_path))
    path, old = tmp_path / "keys.json", keyring.ring()
    new = old.rotated()
    keyring.replace_file(path, new)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keyring.encrypt("x", "p").startswith("k1-"), "it looks once a second"
    assert keyring.decrypt(new.encrypt("张三", "p"), "p") == "张三", "but at once for a key it lacks"
    assert keyring.encrypt("x", "p").startswith("k2-")
    keyring.replace_file(path, new.rotated())
    monkeypatch.setattr(keyring, "LOOK_SECONDS", 0)
    assert keyring.encrypt("x", "p").startswith("k3-")
    path.write_text("{")
    assert keyring.encrypt("x", "p").startswith("k3-"), "a spoilt file leaves it what it has"


async def test_masked_for_most_and_each_unmasked_read_is_recorded(
    app: FastAPI, teller: httpx.AsyncClient, tmp_path: Path
) -> None:
    assert (await teller.get("/v1/loans/A1/phone")).json() == {"phone": "138****5678"}
    async with reader_of(app, tmp_path, Role.CALLER, pii=True, sub="C7") as caller:
        answer = await caller.get("/v1/loans/A1/phone")
    assert answer.json() == {"phone": PHONE}
    async with app.state.sessions() as session:
        (read,) = (await session.execute(select(pii_reads))).all()
    assert (read.actor, read.subject, read.purpose, read.fields) == ("C7", "A1", "overdue call", ["phone"])
    assert answer.headers["x-request-id"] in read.traceparent


@pytest.mark.parametrize(
    ("mask", "plain", "masked"),
    [
        (pii.mask_name, "张三丰", "张**"),
        (pii.mask_name, "李", "李*"),
        (pii.mask_name, "", "*"),
        (pii.mask_id, "350322198001011234", "3503**********1234"),
        (pii.mask_id, "123456", "******"),
        (pii.mask_phone, PHONE, "138****5678"),
        (pii.mask_phone, "059412", "******"),
        (pii.mask_account, "6217001234567890123", "6217***********0123"),
        (pii.mask_address, "福建省莆田市仙游县鲤城街道1号", "福建省莆田市***"),
        (pii.mask_address, "仙游县", "***"),
    ],
)
def test_masks_show_enough_to_tell_apart_and_no_more(mask: object, plain: str, masked: str) -> None:
    assert callable(mask)
    assert mask(plain) == masked


def test_the_embedded_ring_is_made_once_and_kept_private(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    ring = keyring.load_ring(settings)
    assert keyring.load_ring(settings).to_json() == ring.to_json()
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    rotated = ring.rotated()
    given = settings_in(tmp_path, pii_keys=rotated.to_json())
    assert keyring.load_ring(given).current == rotated.current
    assert ring.to_json() not in repr(given)
