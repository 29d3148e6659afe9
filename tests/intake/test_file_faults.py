"""A stored file altered or lost (影像损毁): told, marked, found by the sweep, and mended by scanning again."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from services.cli.commands import app
from services.intake.files.faults import sweep
from services.intake.files.models import FileFault
from shared import keyring
from shared.auth import Role
from shared.settings import Settings
from tests.intake.counter import PNG, Case, Counter, refused
from tests.intake.groups_desk import GroupDesk

LATER = PNG + b" scanned again"


def file_of(settings: Settings, scan: Case) -> Path:
    return settings.data / "files" / "intake" / scan["sha256"][:2] / scan["sha256"]


def alter(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


DAMAGE: list[Any] = [pytest.param(alter, "altered", id="altered"), pytest.param(Path.unlink, "lost", id="lost")]


async def image(counter: Counter, case: Case, scan: Case) -> Any:
    path = f"/v1/applications/{case['case_no']}/scans/{scan['id']}"
    return await counter.http.get(path, headers=counter.token(Role.TELLER, pii=True))


async def scan_of(counter: Counter, case: Case, scan: Case) -> Case:
    found = (await counter.get(f"/{case['case_no']}/scans"))["items"]
    return next(dict(each) for each in found if each["id"] == scan["id"])


async def paper(counter: Counter, case: Case, code: str) -> Case:
    told = await counter.get(f"/{case['case_no']}/papers")
    return next(dict(each) for each in told["papers"] if each["paper"] == code)


async def scanned(counter: Counter) -> tuple[Case, Case]:
    """A case scanned whole, each page with a content of its own, and the second page of its form."""
    case = await counter.accept()
    for place, (kind, page) in enumerate((it["paper"], page) for it in case["to_scan"] for page in it["pages"]):
        assert (await counter.add_page(case, kind, PNG + bytes([place]), page)).status_code == 201
    case = await counter.step(case, "scanning", Role.TELLER)
    return case, (await counter.get(f"/{case['case_no']}/scans"))["items"][1]


@pytest.mark.parametrize(("damage", "fault"), DAMAGE)
async def test_reading_finds_it_tells_it_and_marks_the_page(
    counter: Counter, settings: Settings, damage: Any, fault: str
):
    case, scan = await scanned(counter)
    damage(file_of(settings, scan))
    for _ in range(2):
        told = {"case_no": case["case_no"], "scan": scan["id"], "paper": "form", "page": 2}
        refused(await image(counter, case, scan), 410, f"file-{fault}", **told)
    marked = await scan_of(counter, case, scan)
    assert (marked["fault"], marked["fault_found_at"]) == (fault, "2026-10-12T01:00:00Z")
    form = await paper(counter, case, "form")
    assert (form["there"], form["faulty"]) == ([1], [{"page": 2, "reason": fault}])
    assert await counter.pii_reads() == [], "nothing was shown"


@pytest.mark.parametrize(("damage", "fault"), DAMAGE)
@pytest.mark.parametrize("content", [LATER, None], ids=["another picture", "the very same"])
async def test_the_page_is_scanned_again_whatever_the_status(
    counter: Counter, settings: Settings, damage: Any, fault: str, content: bytes | None
):
    case, scan = await scanned(counter)
    same = (await image(counter, case, scan)).content
    case = await counter.step(case, "withdrawal", Role.TELLER, {"reason": "customer-request"})
    damage(file_of(settings, scan))
    async with counter.nothing_written():
        refused(await counter.add_page(case, "form", LATER, 2), 409, "illegal-transition")
    await image(counter, case, scan)
    assert (await counter.add_page(case, "form", LATER, 1)).status_code == 409, "only the page that is damaged"
    again = await counter.add_page(case, "form", content or same, 2)
    assert (again.status_code, again.json()["fault"]) == (201, None), again.text
    assert (await image(counter, case, again.json())).content == (content or same)
    form = await paper(counter, case, "form")
    assert (form["there"], form["faulty"]) == ([1, 2], [])
    assert (await counter.case(case))["status"] == "withdrawn"
    assert (await counter.add_page(case, "form", LATER, 2)).status_code == 409, "it is whole again"


async def test_a_damaged_page_must_be_scanned_again_before_the_scan_is_complete(counter: Counter, settings: Settings):
    case = await counter.accept()
    await counter.add_pages(case)
    scan = (await counter.add_page(case, "id_card", LATER)).json()
    file_of(settings, scan).unlink()
    await image(counter, case, scan)
    answer = await counter.post(f"/{case['case_no']}/scanning", Role.TELLER)
    refused(answer, 422, "rule-broken", rule="pages-complete")
    assert (await counter.add_page(case, "id_card", LATER)).status_code == 201
    assert (await counter.step(case, "scanning", Role.TELLER))["status"] == "scanned"


async def test_the_sweep_marks_what_it_finds_and_unmarks_what_is_restored(counter: Counter, settings: Settings):
    case, scan = await scanned(counter)
    scans = (await counter.get(f"/{case['case_no']}/scans"))["items"]
    gone, whole = file_of(settings, scans[0]), file_of(settings, scan).read_bytes()
    alter(file_of(settings, scan))
    backup = gone.read_bytes()
    gone.unlink()
    state = counter.app.state
    found = await sweep(state.sessions, state.files)
    assert found["scans"] == {"files": 5, "altered": 1, "lost": 1, "sealed": 0, "restored": 0}
    marked = [(await scan_of(counter, case, each))["fault"] for each in scans]
    assert marked == ["lost", "altered", None, None, None]
    gone.write_bytes(backup)
    file_of(settings, scan).write_bytes(whole)
    found = await sweep(state.sessions, state.files)
    assert found["scans"] == {"files": 5, "altered": 0, "lost": 0, "sealed": 0, "restored": 2}
    async with state.sessions() as session:
        assert (await session.scalars(select(FileFault))).all() == []


async def test_the_sweep_reads_on_beyond_one_batch(counter: Counter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("services.intake.files.faults.BATCH", 2)
    await scanned(counter)
    found = await sweep(counter.app.state.sessions, counter.app.state.files)
    assert found["scans"]["files"] == 5


async def test_the_command_tells_counts_and_fails_when_something_is_wrong(
    counter: Counter, desk: GroupDesk, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    _, scan = await scanned(counter)
    listed = await desk.listed()
    monkeypatch.setattr(keyring, "_source", None)  # as in a process of its own
    run = _run(settings)
    assert run.exit_code == 0, run.output
    alter(file_of(settings, await desk.get(f"/{listed['case_no']}/insured-list")))
    file_of(settings, scan).unlink()
    run = _run(settings)
    assert run.exit_code == 1, run.output
    lines = [line.split() for line in run.stdout.splitlines()]
    assert lines[0] == ["files", "altered", "lost", "sealed", "restored"]
    assert lines[1:3] == [["scans", "5", "0", "1", "0", "0"], ["insured_lists", "1", "1", "0", "0", "0"]]
    assert json.loads(_run(settings, "--json").stdout)["scans"] == {
        "files": 5,
        "altered": 0,
        "lost": 1,
        "sealed": 0,
        "restored": 0,
    }


def _run(settings: Settings, *more: str) -> Any:
    """In a thread, for the command runs a loop of its own."""
    with ThreadPoolExecutor(1) as pool:
        asked = ["files", "check", "--data", str(settings.data), *more]
        return pool.submit(CliRunner().invoke, app, asked).result()
