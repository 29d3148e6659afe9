"""Scanning and its quality check (扫描, 影像质检)."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from services.intake.applications.commands import scanning
from shared.auth import Role
from shared.clock import SimulatedClock
from shared.settings import Settings
from tests.intake.counter import PNG, Case, Counter, counter_in, draw_one_in, faults, refused


@pytest.fixture
def all_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_one_in(monkeypatch, 1)


@pytest.fixture
def none_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_one_in(monkeypatch, 2**40)


async def scans_of(counter: Counter, case: Case) -> list[Case]:
    return list((await counter.get(f"/{case['case_no']}/scans"))["items"])


async def image_of(counter: Counter, case: Case, scan: Case, *, pii: bool = True) -> httpx.Response:
    path = f"/v1/applications/{case['case_no']}/scans/{scan['id']}"
    return await counter.http.get(path, headers=counter.token(Role.TELLER, pii=pii))


async def test_a_page_lies_in_the_store_under_its_hash(counter: Counter):
    case = await counter.accept()
    scan = (await counter.add_page(case, "form")).json()
    assert (scan["sha256"], scan["size"]) == (hashlib.sha256(PNG).hexdigest(), len(PNG))
    assert (scan["media_type"], scan["scanned_at"], scan["rejected"]) == ("image/png", "2026-10-12T01:00:00Z", None)
    image = await image_of(counter, case, scan)
    assert (image.content, image.headers["content-type"]) == (PNG, "image/png")
    (read,) = await counter.pii_reads()
    assert (read.actor, read.subject, read.purpose) == ("S-teller", case["case_no"], "view-scan")


async def test_the_pages_of_a_case_are_listed_page_by_page_and_bounded(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(scanning, "MOST_SCANS", 3)
    case = await counter.accept()
    for page in range(1, 4):
        assert (await counter.add_page(case, "other", page=page)).status_code == 201
    async with counter.nothing_written():
        refused(await counter.add_page(case, "form"), 422, "rule-broken", rule="scans-bounded", field="file")
    first = await counter.get(f"/{case['case_no']}/scans", limit="2")
    rest = await counter.get(f"/{case['case_no']}/scans", limit="2", cursor=first["next_cursor"])
    assert [scan["page"] for scan in first["items"] + rest["items"]] == [1, 2, 3]
    assert rest["next_cursor"] is None


async def test_a_page_of_another_case_is_not_found(counter: Counter):
    case, other = await counter.accept(), await counter.accept()
    scan = (await counter.add_page(case, "form")).json()
    async with counter.nothing_written():
        refused(await image_of(counter, other, scan), 404, "not-found")


async def test_an_image_is_for_those_who_may_read_personal_data(counter: Counter):
    case = await counter.accept()
    scan = (await counter.add_page(case, "id_card")).json()
    async with counter.nothing_written():
        refused(await image_of(counter, case, scan, pii=False), 403, "forbidden", needs=["pii:read"])


async def test_the_database_waits_for_no_image(counter: Counter, monkeypatch: pytest.MonkeyPatch):
    """While the store is at work somebody else writes."""
    store = counter.app.state.files

    def meanwhile(work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def slow(what: Any) -> Any:
            async with asyncio.timeout(5), counter.app.state.sessions.begin() as session:
                await session.execute(text("UPDATE applications SET handler = handler"))
            return await work(what)

        return slow

    monkeypatch.setattr(store, "put", meanwhile(store.put))
    monkeypatch.setattr(store, "get", meanwhile(store.get))
    case = await counter.accept()
    scan = await counter.add_page(case, "form")
    assert scan.status_code == 201, scan.text
    assert (await image_of(counter, case, scan.json())).content == PNG


async def test_a_page_that_comes_too_late_does_not_reach_the_store(counter: Counter, monkeypatch: pytest.MonkeyPatch):
    case = await counter.scanned(await counter.accept())
    monkeypatch.setattr(counter.app.state.files, "put", None)
    refused(await counter.add_page(case, "form"), 409, "illegal-transition", allowed=case["allowed"])


@pytest.mark.parametrize("content", [b"MZ\x90\x00 a program", b"<html>", b"GIF89a", b""])
async def test_only_documents_and_images_are_taken(counter: Counter, content: bytes):
    case = await counter.accept()
    async with counter.nothing_written():
        answer = await counter.add_page(case, "form", content)
        assert answer.status_code in (415, 422), answer.text


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"zzz": "1"}, "zzz"), ({"page": "1_0"}, "page"), ({"page": " 1 "}, "page"), ({"page": "0"}, "page")],
)
async def test_a_form_has_the_fields_it_has(counter: Counter, changed: dict[str, str], field: str):
    case = await counter.accept()
    async with counter.nothing_written():
        answer = await counter.http.post(
            f"/v1/applications/{case['case_no']}/scans",
            files={"file": ("page.png", PNG, "image/png")},
            data={"type": "form", "page": "1"} | changed,
            headers=counter.token(Role.TELLER),
        )
        assert {name for name, _ in faults(answer)} == {field}


async def test_a_page_too_large_is_refused(settings: Settings, time: SimulatedClock):
    async with counter_in(settings.model_copy(update={"max_upload_bytes": 64}), time) as counter:
        case = await counter.accept()
        assert (await counter.add_page(case, "form", PNG + b"." * (64 - len(PNG)))).status_code == 201
        async with counter.nothing_written():
            refused(await counter.add_page(case, "form", PNG + b"." * (65 - len(PNG))), 413, "payload-too-large")


async def test_the_scan_is_complete_with_all_its_pages(counter: Counter, none_sampled: None):
    case = await counter.accept()
    await counter.add_page(case, "form")
    async with counter.nothing_written():
        answer = await counter.post(f"/{case['case_no']}/scanning", Role.TELLER)
        refused(answer, 422, "rule-broken", rule="pages-complete", field="missing_pages")
    await counter.add_pages(case)  # the first page of the form once more
    case = await counter.step(case, "scanning", Role.TELLER)
    assert (case["status"], case["scans"], case["missing_pages"], case["scan_check"]) == ("scanned", 5, [], "none")
    async with counter.nothing_written():
        refused(await counter.add_page(case, "form"), 409, "illegal-transition", allowed=case["allowed"])


async def test_a_sampled_scan_is_checked_before_it_is_keyed(counter: Counter, all_sampled: None):
    case = await counter.accept()
    await counter.add_pages(case)
    case = await counter.step(case, "scanning", Role.TELLER)
    assert (case["status"], case["scan_check"]) == ("scanned", "due")
    keyed = {"premium_fen": 360_000, "sum_assured_fen": 10_000_000, "health_disclosed": False}
    keyed |= {"occupation_class": 1, "annual_income_fen": 1}
    async with counter.nothing_written():
        answer = await counter.post(f"/{case['case_no']}/keying", Role.TELLER, keyed)
        refused(answer, 422, "rule-broken", rule="scans-checked", field="scan_check")
    case = await counter.step(case, "scan-check", Role.REVIEWER, {})
    assert (case["scan_check"], case["rescans"]) == ("passed", 0)
    assert (await counter.step(case, "keying", Role.TELLER, keyed))["status"] == "keyed"


async def test_every_rejected_page_is_scanned_again(counter: Counter, all_sampled: None):
    """A good page of the same kind does not stand in for it."""
    case = await counter.accept()
    await counter.add_pages(case)
    case = await counter.step(case, "scanning", Role.TELLER)
    second = (await scans_of(counter, case))[1]
    assert (second["type"], second["page"]) == ("form", 2)
    rejection = {"rejected": {str(second["id"]): "blurred"}}
    case = await counter.step(case, "scan-check", Role.REVIEWER, rejection)
    assert (case["status"], case["rescans"], case["missing_pages"]) == ("received", 1, ["form"])
    assert case["to_scan"] == [{"paper": "form", "pages": [2]}]
    assert (await scans_of(counter, case))[1]["rejected"] == "blurred"
    async with counter.nothing_written():
        answer = await counter.post(f"/{case['case_no']}/scanning", Role.TELLER)
        refused(answer, 422, "rule-broken", rule="pages-complete", field="missing_pages")
    await counter.add_page(case, "form", page=2)
    case = await counter.step(case, "scanning", Role.TELLER)
    assert (case["scan_check"], case["scans"]) == ("due", 5), "what was sent back once is checked again"


async def test_the_check_rejects_pages_of_this_case_only(counter: Counter, all_sampled: None):
    case, other = await counter.accept(), await counter.accept()
    await counter.add_pages(case)
    foreign = (await counter.add_page(other, "form")).json()["id"]
    case = await counter.step(case, "scanning", Role.TELLER)
    async with counter.nothing_written():
        for scan_id in (foreign, 0, -1, 10**30):
            body = {"rejected": {str(scan_id): "blurred"}}
            answer = await counter.post(f"/{case['case_no']}/scan-check", Role.REVIEWER, body)
            refused(answer, 404, "not-found", field=f"rejected.{scan_id}")
