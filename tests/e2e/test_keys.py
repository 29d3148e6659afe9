"""`guimian keys`: the rotation of the keys of personal data beside a running server."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Column, Table, Text
from typer.testing import CliRunner, Result

from services.cli import rotating
from services.cli.commands import app
from shared import clock, keyring
from shared.auth import Role, mint_token
from shared.calendar_data import calendar_for
from shared.files import open_files
from shared.keyring import KeyRing
from shared.migrate import tables_of
from shared.settings import SERVICES, Settings
from tests.e2e.counter import FORM, PERSON
from tests.e2e.processes import guimian, running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.cli.rotating.LOOK_SECONDS", 0)


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def values(folder: Path) -> dict[str, int]:
    """How many of the people's values lie under which key."""
    with sqlite3.connect(folder / "intake.db") as database:
        rows = database.execute("SELECT name, id_number, phones, address FROM parties").fetchall()
    database.close()
    under = [value.partition(".")[0] for row in rows for value in row]
    return {id: under.count(id) for id in set(under)}


def named(path: Path) -> list[str]:
    """The names of a ring's keys, the oldest first."""
    return KeyRing.from_json(path.read_bytes()).ids


def accept(settings: Settings, address: str, form_no: str) -> Any:
    form = FORM | {"form_no": form_no, "form_on": calendar_for("350322").date_of(clock.now()).isoformat()}
    return call(settings, "POST", f"{address}/intake/v1/applications", json=form)


def call(settings: Settings, method: str, url: str, **more: Any) -> Any:
    token = mint_token(settings, "S-teller", [Role.TELLER], org="350322", pii=True)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": url + str(more.get("json", {}).get("form_no"))}
    answer = httpx.request(method, url, headers=headers, **more)
    assert answer.is_success, answer.text
    return answer.json()


PDF = b"%PDF-1.7 " + b"page " * 100


def scan(settings: Settings, address: str, case_no: str) -> int:
    token = mint_token(settings, "S-teller", [Role.TELLER], org="350322")
    case = f"{address}/intake/v1/applications/{case_no}"
    headers = {"Authorization": f"Bearer {token}"}
    sent = {"headers": headers | {"If-Match": httpx.get(case, headers=headers).headers["etag"]}}
    page = {"type": "form", "page": "1"}
    answer = httpx.post(f"{case}/scans", data=page, files={"file": ("a.pdf", PDF)}, **sent)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def view(settings: Settings, url: str) -> bytes:
    token = mint_token(settings, "S-teller", [Role.TELLER], org="350322", pii=True)
    return httpx.get(url, headers={"Authorization": f"Bearer {token}"}).content


def stored(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


@pytest.mark.slow
def test_a_running_server_reads_and_writes_through_a_rotation(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with running("serve", "--data", tmp_path, "--port", "0") as served:
        case = accept(settings, served.address, "350322-26-000001")
        (first,) = named(tmp_path / "keys.json")
        page = scan(settings, served.address, case["case_no"])
        assert set(values(tmp_path)) == {first}
        rotated = guimian("keys", "rotate", "--data", tmp_path)
        assert rotated.returncode == 0, rotated.stderr
        _, second = named(tmp_path / "keys.json")
        assert f"{second} (current)" in rotated.stdout
        assert set(values(tmp_path)) == {second}
        path = f"{served.address}/intake/v1/applications/{case['case_no']}/parties"
        assert all(second.encode() in file.read_bytes()[:64] for file in stored(tmp_path))
        assert view(settings, f"{served.address}/intake/v1/applications/{case['case_no']}/scans/{page}") == PDF
        people = call(settings, "GET", path, params={"purpose": "test"})
        assert people["items"][0]["id_number"] == PERSON["id_number"]
        accept(settings, served.address, "350322-26-000002")
        assert set(values(tmp_path)) == {second}
        again = accept(settings, served.address, "350322-26-000001")  # the kept answer was encrypted anew too
        assert again["case_no"] == case["case_no"]


def test_every_table_with_encrypted_columns_is_found() -> None:
    """Those of metrics are no classes."""
    secret = Table("secret", tables_of("metrics"), Column("word", Text, info={"sealed": "secret.word"}))
    try:
        found = {service: {table.name for table in rotating._tables(service)} for service in SERVICES}
    finally:
        secret.metadata.remove(secret)
    own = {
        "intake": {
            "suspicions",
            "debit_mandates",
            "bank_applications",
            "bank_parties",
            "insured_persons",
            "group_change_additions",
            "parties",
            "card_parties",
        },
        "policy_service": {
            "parties",
            "former_parties",
            "service_requests",
            "archive_lookups",
            "archive_searches",
            "payee_accounts",
            "benefits",
            "renewal_mandates",
        },
        "claims": {"claims", "claim_calculations", "claim_payments", "surveys", "survey_reports"},
        "callback": {"complaints"},
        "metrics": {"secret"},
    }
    assert found == {service: {"idempotency_keys"} | own.get(service, set()) for service in SERVICES}


def seal(folder: Path, ring: KeyRing, numbers: range) -> None:
    """Parked answers under a ring's current key, the simplest values that a service keeps."""
    with sqlite3.connect(folder / "claims.db") as database:
        for number in numbers:
            body = ring.encrypt(f"answer {number}", "idempotency_keys.body")
            row = ("T1", f"key-{number:04}", "hash", "2026-03-02 01:00:00", 200, "{}", body)
            database.execute("INSERT INTO idempotency_keys VALUES (?,?,?,?,?,?,?)", row)
    database.close()


def bodies(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "claims.db") as database:
        found = [body for (body,) in database.execute("SELECT body FROM idempotency_keys ORDER BY key")]
    database.close()
    return found


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """1,200 values, more than two batches."""
    assert invoke("migrate", "--data", tmp_path).exit_code == 0
    seal(tmp_path, keyring.load_ring(Settings(data=tmp_path)), range(1200))
    return tmp_path


def test_a_rotation_that_was_broken_off_goes_on(kept: Path) -> None:
    path = kept / "keys.json"
    ring = KeyRing.from_json(path.read_bytes())
    keyring.replace_file(path, ring.rotated())
    seal(kept, KeyRing.from_json(path.read_bytes()), range(1200, 1300))
    told = invoke("keys", "status", "--data", kept)
    assert (told.exit_code, "1200" in told.output, "100" in told.output) == (0, True, True)
    finished = invoke("keys", "rotate", "--data", kept)
    assert (finished.exit_code, "broken off" in finished.output) == (0, True)
    new = KeyRing.from_json(path.read_bytes())
    assert (new.current, new.ids[0]) == (new.ids[1], ring.current)
    assert [new.decrypt(body, "idempotency_keys.body") for body in bodies(kept)] == [f"answer {n}" for n in range(1300)]
    assert {body[:3] for body in bodies(kept)} == {"k2-"}
    assert invoke("keys", "rotate", "--data", kept).exit_code == 0
    assert {body[:3] for body in bodies(kept)} == {"k3-"}


def test_a_key_that_is_lost_is_told(kept: Path) -> None:
    path, before = kept / "keys.json", bodies(kept)
    right, wrong = KeyRing.from_json(path.read_bytes()), KeyRing.generate()
    path.write_text(wrong.to_json())
    told = invoke("keys", "status", "--data", kept, "--json")
    assert (told.exit_code, '"unknown": 1200' in told.output) == (1, True)
    path.write_text(wrong.to_json().replace(wrong.current, right.current))  # another key of the same name
    for command in ("status", "rotate"):
        told = invoke("keys", command, "--data", kept)
        assert (told.exit_code, "is not the one that sealed" in told.output) == (1, True)
    assert bodies(kept) == before
    (kept / "keys.json").unlink()
    assert invoke("keys", "status", "--data", kept).exit_code == 1
    assert not (kept / "keys.json").exists(), "no new ring in the place of a lost one"


@pytest.mark.slow
def test_no_server_starts_without_the_ring_of_its_data(kept: Path) -> None:
    path = kept / "keys.json"
    path.write_text(KeyRing.generate().to_json())
    refused = guimian("serve", "--data", kept, "--port", "0")
    assert (refused.returncode, "not the one that sealed" in refused.stderr) == (1, True), refused.stderr
    for spoilt in ("{", "", "[]"):
        path.write_text(spoilt)
        for command in (("serve",), ("keys", "status"), ("keys", "rotate")):
            told = invoke(*command, "--data", kept)
            assert told.exit_code, told.output
            assert "no document" in told.output, told.output
    path.unlink()
    for command in (("serve",), ("simulate",), ("migrate",)):
        told = invoke(*command, "--data", kept)
        assert told.exit_code, told.output
        assert "keys.json is missing" in told.output, told.output
        assert not path.exists(), "no new ring in the place of a lost one"


def test_a_ring_from_the_environment_is_changed_there_and_used_here(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = keyring.load_ring(Settings(data=kept)).rotated()
    monkeypatch.setenv("GUIMIAN_PII_KEYS", ring.to_json())
    before = (kept / "keys.json").read_bytes()
    assert invoke("keys", "rotate", "--data", kept, "--service", "claims").exit_code == 0
    assert {body[:3] for body in bodies(kept)} == {"k2-"}
    assert (kept / "keys.json").read_bytes() == before


def test_a_damaged_file_is_told_and_holds_up_neither_this_rotation_nor_the_next(kept: Path) -> None:
    settings = Settings(data=kept)
    keyring.install_from(settings)
    store = open_files(settings, "intake")
    asyncio.run(store.put(b"%PDF-1.7 one"))
    for file in stored(kept):
        file.write_bytes(file.read_bytes()[:-1])
    asyncio.run(store.put(b"%PDF-1.7 two"))
    for keys in (2, 3):
        told = invoke("keys", "rotate", "--data", kept, "--service", "intake")
        assert (told.exit_code, "1 files can't be read" in told.output) == (1, True), told.output
        assert len(named(kept / "keys.json")) == keys
    current = named(kept / "keys.json")[-1].encode()
    assert [current in file.read_bytes()[:64] for file in stored(kept)].count(True) == 1
