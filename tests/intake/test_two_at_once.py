"""Two people at one case at the same moment, on SQLite and on PostgreSQL: one step, one event, and one is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.intake.applications.commands import scanning
from services.intake.files.models import FileFault
from shared.auth import Role
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import BOTH, database, migrate_quickly
from tests.intake.counter import CHILD, THEIR_CHILD, Counter, counter_in, refused

APPROVE = {"outcome": "approve", "code": "standard"}
DECLINE = {"outcome": "decline", "code": "declined"}


@pytest.fixture(params=BOTH)
async def counter(request: pytest.FixtureRequest, time: SimulatedClock, tmp_path: Path) -> AsyncIterator[Counter]:
    async with database(request.param, tmp_path) as url:
        settings = Settings(data=tmp_path, database_url=url, jobs=False)
        await migrate_quickly(settings, "intake")
        async with counter_in(settings, time) as opened:
            yield opened


async def both(one: Awaitable[httpx.Response], other: Awaitable[httpx.Response]) -> tuple[httpx.Response, str]:
    """The answer of the one who was first, and the problem of the other."""
    answers = sorted(await asyncio.gather(one, other), key=lambda answer: answer.status_code)
    assert answers[0].status_code in (200, 201), answers[0].text
    assert answers[1].status_code in (409, 412), answers[1].text
    return answers[0], str(answers[1].json()["type"])


@pytest.mark.parametrize("attempt", range(3))
async def test_of_two_simultaneous_decisions_one_holds(counter: Counter, attempt: int):
    case = await counter.referred()
    before, seen = len(await counter.events(case)), {"If-Match": f'"{case["version"]}"'}
    held, _ = await both(
        counter.underwrite(case, "decision", APPROVE, **seen), counter.underwrite(case, "decision", DECLINE, **seen)
    )
    stands = await counter.case(case)
    assert (stands["status"], stands["decision"]) == (held.json()["status"], held.json()["decision"])
    events = await counter.events(case)
    assert len(events) == before + 1, "exactly one decision"
    assert events[-1].version == stands["version"] == case["version"] + 1


async def test_of_two_successful_debits_one_is_booked(counter: Counter):
    case = await counter.decided()
    paid, _ = await both(counter.debit(case, "success", "D-1"), counter.debit(case, "success", "D-2"))
    stands = await counter.case(case)
    assert (stands["status"], stands["premium_collected_fen"], len(stands["debits"])) == ("paid", 360_000, 1)
    assert paid.json()["version"] == stands["version"]


async def test_one_debit_sent_twice_at_once_is_booked_once(counter: Counter):
    case = await counter.decided()
    answers = await asyncio.gather(*(counter.debit(case, "insufficient-funds", "D-1") for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len((await counter.case(case))["debits"]) == 1


async def test_one_form_taken_in_at_two_windows_is_one_case(counter: Counter):
    form = counter.form()
    _, problem = await both(counter.post("", Role.TELLER, form), counter.post("", Role.TELLER, form))
    assert problem == "/problems/conflict"
    assert len((await counter.get("", form_no=form["form_no"]))["items"]) == 1


async def test_no_page_slips_in_behind_the_end_of_the_scan(counter: Counter, monkeypatch: pytest.MonkeyPatch):
    case = await counter.accept()
    await counter.add_pages(case)
    counted = asyncio.Event()

    async def slowly(*asked: Any) -> Any:
        pages = await pages_of(*asked)
        counted.set()
        await asyncio.sleep(0.3)
        return pages

    pages_of = scanning.latest_pages
    monkeypatch.setattr(scanning, "latest_pages", slowly)
    ending = asyncio.create_task(counter.post(f"/{case['case_no']}/scanning", Role.TELLER))
    await counted.wait()
    late = await counter.add_page(case, "form", page=2)
    assert ((await ending).status_code, late.status_code) == (200, 409), late.text
    monkeypatch.setattr(scanning, "latest_pages", pages_of)
    shown = (await counter.get(f"/{case['case_no']}/scans"))["items"]
    assert len(shown) == (await counter.case(case))["scans"] == 5


async def test_the_whole_life_of_an_application(counter: Counter):
    """The same steps on both databases."""
    case = await counter.noticed("medical")
    case = await counter.step(case, "notice-answer", Role.TELLER, {"no": 1})
    case = (await counter.underwrite(case, "decision", APPROVE, **{"If-Match": f'"{case["version"]}"'})).json()
    case = (await counter.debit(case, "success", "D-1")).json()
    case = await counter.step(case, "issue", Role.TELLER)
    assert [event.version for event in await counter.events(case)] == list(range(1, case["version"] + 1))
    shown = await counter.get(f"/{case['case_no']}/parties", Role.REVIEWER)
    assert [each["role"] for each in shown["items"]] == ["policyholder", "insured"]
    assert len((await counter.get(f"/{case['case_no']}/sla"))["clocks"]) == 9


async def test_two_forms_for_one_child_do_not_both_keep_under_the_cap(counter: Counter):
    half = {"insured": CHILD, "sum_assured_fen": 11_000_000} | THEIR_CHILD
    posts = (counter.post("", Role.TELLER, counter.form(**half)) for _ in range(2))
    answers = sorted(await asyncio.gather(*posts), key=lambda answer: answer.status_code)
    assert answers[0].status_code == 201, answers[0].text
    refused(answers[1], 422, "rule-broken", rule="minor-sum-cap")


async def test_two_who_find_a_file_lost_mark_it_once(counter: Counter):
    case = await counter.accept()
    scan = (await counter.add_page(case, "form")).json()
    (kept,) = (each for each in (counter.settings.data / "files").rglob(scan["sha256"]))
    kept.unlink()
    path, reader = f"/v1/applications/{case['case_no']}/scans/{scan['id']}", counter.token(Role.TELLER, pii=True)
    for answer in await asyncio.gather(*(counter.http.get(path, headers=reader) for _ in range(2))):
        refused(answer, 410, "file-lost")
    assert await counter.rows(FileFault) == 1
