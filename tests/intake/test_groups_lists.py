"""Lists of insured persons: what is wrong is found and named, taken is what was asked for, and nothing is lost."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.intake.groups.list_checks import CHECKS
from services.intake.groups.list_work import CHUNK_ROWS
from services.intake.groups.models import Insured, InsuredList
from shared.auth import Role
from shared.clock import SimulatedClock
from shared.settings import Settings
from tests.intake import bad_rows
from tests.intake.counter import Case, Counter, counter_in, refused
from tests.intake.groups_desk import HEADING, GroupDesk, csv_of, person_in, pupil, pupils, xlsx_of

T = Role.TELLER


async def insured_of(counter: Counter, case: Case) -> list[Insured]:
    query = select(Insured).where(Insured.case_no == case["case_no"]).order_by(Insured.id)
    async with counter.app.state.sessions() as session:
        return list((await session.scalars(query)).all())


async def test_each_bad_row_is_found_and_named_and_the_others_are_taken(desk: GroupDesk):
    rows, expected = bad_rows.bad_list()
    case, told = await desk.import_list(await desk.accept(), bad_rows.bad_csv(), "good")
    found = await desk.findings(case)
    assert {(each["row"], each["column"], each["code"]) for each in found} == expected
    bad = {row for row, _, _ in expected}
    assert len(bad) == 30
    assert len({code for _, _, code in expected}) >= 12
    assert (told["status"], told["rows"], told["bad"], told["stored"]) == ("taken", 1000, 30, 970)
    assert (case["status"], case["heads"], case["rows_taken"], case["rows_bad"]) == ("received", 970, 970, 30)
    good = {cells[4] for number, cells in enumerate(rows, start=2) if number not in bad}
    assert {each.id_number for each in await insured_of(desk.counter, case)} == good


async def test_all_or_nothing_stores_nothing_of_a_list_with_a_bad_row(desk: GroupDesk):
    case, told = await desk.import_list(await desk.accept(), bad_rows.bad_csv(), "all")
    assert (told["status"], told["bad"], told["stored"]) == ("refused", 30, 0)
    assert (case["status"], case["heads"], case["rows_taken"]) == ("awaiting_list", 0, 0)
    assert await insured_of(desk.counter, case) == []
    assert len(await desk.findings(case)) == 31
    mended, _ = await desk.import_list(case, csv_of(pupils(1000)), "all")
    assert (mended["status"], mended["heads"], mended["lists"]) == ("received", 1000, 2)
    assert len(await desk.findings(mended, list_no="1")) == 31
    assert await desk.findings(mended) == []


async def test_the_report_speaks_the_callers_language_and_names_the_first_of_two(desk: GroupDesk):
    twice = csv_of([*pupils(3), pupil(1)])
    case, _ = await desk.import_list(await desk.accept(), twice)
    path = f"/{case['case_no']}/insured-list/findings"
    for language, text in (("en", "The ID number stands in another row, too"), ("zh", "证件号码与另一行重复")):
        found = (await desk.get(path, language=language))["items"]
        told = {"row": 5, "column": "id_number", "code": "id-twice", "text": text, "other_row": 3}
        assert found == [told | {"law": None, "basis": None, "mark": None}]


async def test_pages_of_the_report_leave_nothing_out(desk: GroupDesk):
    case, _ = await desk.import_list(await desk.accept(), bad_rows.bad_csv())
    paged = await desk.findings(case, limit="7")
    assert paged == await desk.findings(case)
    assert [each["row"] for each in paged] == sorted(each["row"] for each in paged)


def test_every_check_is_in_the_list_of_bad_rows_or_has_a_test_of_its_own():
    elsewhere = {"row-short", "row-long", "id-on-policy", "relation-unknown", "consent-unknown"}
    assert {check.code for check in CHECKS} == {code for _, _, code in bad_rows.bad_list()[1]} | elsewhere


@pytest.mark.parametrize(
    ("cells", "code"), [(pupil(2)[:4], "row-short"), ((*pupil(2), "surplus"), "row-long"), (pupil(0), "id-twice")]
)
async def test_a_row_of_another_shape_is_told_as_that_only(desk: GroupDesk, cells: tuple[str, ...], code: str):
    case, _ = await desk.import_list(await desk.accept(), csv_of([pupil(0), cells, pupil(3)]))
    assert [(each["row"], each["code"]) for each in await desk.findings(case)] == [(3, code)]


async def test_a_second_list_adds_to_the_first_and_nobody_twice(desk: GroupDesk):
    case = await desk.listed(heads=5)
    case, told = await desk.import_list(case, csv_of(pupils(5, first=3)), "good")
    assert (case["heads"], told["list_no"], told["bad"]) == (8, 2, 2)
    assert [(each["row"], each["code"]) for each in await desk.findings(case)] == [
        (2, "id-on-policy"), (3, "id-on-policy")
    ]  # fmt: skip


async def test_a_list_without_a_good_row_is_refused_whatever_was_asked(desk: GroupDesk):
    case, told = await desk.import_list(await desk.accept(), csv_of([("", *pupil(1)[1:])]), "good")
    assert (case["status"], told["status"]) == ("awaiting_list", "refused")


WRITTEN = [
    {1: "M", 2: "2010/1/1"},
    {2: "2010年1月1日", 3: "居民身份证"},
    {2: "20100101", 6: "+86 139-0000-0000"},
    {0: " 欧阳·安安 ", 5: "Jean-Luc O'Neill", 6: ""},
]


@pytest.mark.parametrize("changes", WRITTEN)
async def test_what_people_write_in_several_ways_is_read_alike(desk: GroupDesk, changes: dict[int, str]):
    cells = tuple(changes.get(place, cell) for place, cell in enumerate(pupil(0)))
    case, _ = await desk.import_list(await desk.accept(), csv_of([cells]))
    assert await desk.findings(case) == []
    (person,) = await insured_of(desk.counter, case)
    assert (person.sex, person.born_on, person.id_type) == ("male", "2010-01-01", "resident_id")


@pytest.mark.parametrize("age", [(3, True), (2, False), (25, True), (26, False)])
async def test_ages_are_counted_on_the_day_of_the_form(desk: GroupDesk, age: tuple[int, bool]):
    years, taken = age
    cells = ("欧阳安", "男", f"{2026 - years}-10-12", "护照", "E98765432", "欧阳建国", "")
    case, _ = await desk.import_list(await desk.accept(), csv_of([cells]))
    assert (case["heads"] == 1) == taken


async def test_a_grown_up_needs_no_guardian(desk: GroupDesk):
    for born, heads in (("2008-10-12", 1), ("2008-10-13", 0)):
        cells = ("欧阳安", "男", born, "护照", "E98765432", "", "")
        case, _ = await desk.import_list(await desk.accept(), csv_of([cells]))
        assert case["heads"] == heads


async def test_additions_and_removals_change_heads_and_premium(desk: GroupDesk):
    case = await desk.listed(heads=4)
    case = await desk.step(case, "additions", T, {"persons": [person_in(pupil(9)), person_in(pupil(10))]})
    assert (case["heads"], case["premium_fen"]) == (6, 60_000)
    shown = (await desk.get(f"/{case['case_no']}/insured", pii=True))["items"]
    assert {each["id_number"] for each in shown} == {pupil(n)[4] for n in (0, 1, 2, 3, 9, 10)}
    gone = [each["party_ref"] for each in shown if each["id_number"] in (pupil(0)[4], pupil(9)[4])]
    case = await desk.step(case, "removals", T, {"party_refs": gone})
    assert (case["heads"], case["premium_fen"]) == (4, 40_000)
    async with desk.counter.nothing_written():
        again = await desk.post(f"/{case['case_no']}/removals", T, {"party_refs": gone[:1]})
        refused(again, 404, "not-found", field="party_refs")


async def test_a_faulty_addition_adds_nobody(desk: GroupDesk):
    case = await desk.listed(heads=4)
    path = f"/{case['case_no']}/additions"
    faulty = person_in(pupil(10)) | {"guardian": ""}
    async with desk.counter.nothing_written():
        answer = await desk.post(path, T, {"persons": [person_in(pupil(9)), faulty]})
        refused(answer, 422, "rule-broken", field="persons.1.guardian", rule="guardian-missing")
        answer = await desk.post(path, T, {"persons": [person_in(pupil(3))]})
        refused(answer, 422, "rule-broken", field="persons.0.id_number", rule="id-on-policy")


async def test_while_a_list_is_worked_on_the_case_takes_no_other_step(desk: GroupDesk):
    case = await desk.accept()
    assert (await desk.hand_in(case, csv_of(pupils(5)))).status_code == 202
    refused(await desk.hand_in(case, csv_of(pupils(5))), 409, "illegal-transition", status_of_case="importing")
    refused(await desk.post(f"/{case['case_no']}/submission"), 409, "illegal-transition")
    told = await desk.get(f"/{case['case_no']}/insured-list")
    assert (told["status"], told["done"], told["finished_at"]) == ("checking", 0, None)


async def test_a_list_is_dropped_with_its_case(desk: GroupDesk):
    case = await desk.accept()
    assert (await desk.hand_in(case, csv_of(pupils(4 * CHUNK_ROWS)))).status_code == 202
    assert (await stopped_at(desk, "storing", CHUNK_ROWS)).finished_at is None
    assert len(await insured_of(desk.counter, case)) >= CHUNK_ROWS
    assert (await desk.get(f"/{case['case_no']}/insured"))["items"] == []
    for path in ("/v1/group-applications/insured/search", "/v1/people/search"):
        asked = {"id_number": pupil(0)[4]}
        found = await desk.counter.http.post(path, json=asked, headers=desk.counter.token(T))
        assert (found.status_code, found.json()["items"]) == (200, []), "not on the policy yet"
    await desk.step(case, "withdrawal", T, {"reason": "customer-request"})
    await desk.work()
    told = await desk.get(f"/{case['case_no']}/insured-list")
    assert (told["status"], told["stored"]) == ("dropped", 0)
    assert await insured_of(desk.counter, case) == []


async def stopped_at(desk: GroupDesk, status: str, done: int) -> InsuredList:
    """How far the work had come when it was broken off, wherever in a chunk that was."""
    work = asyncio.create_task(desk.counter.app.state.lists.work())
    while True:
        told = await progress_of(desk.counter)
        if (told.status, told.done) >= (status, done):
            break
        await asyncio.sleep(0)
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work
    return await progress_of(desk.counter)


async def progress_of(counter: Counter) -> InsuredList:
    async with counter.app.state.sessions() as session:
        return (await session.scalars(select(InsuredList))).one()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_list_goes_on_where_a_stopped_app_left_it(settings: Settings, time: SimulatedClock, kind: str):
    """The first app is stopped while checking, the second while storing, the third comes to the end."""
    rows = [*pupils(8 * CHUNK_ROWS), pupil(1)]
    content = csv_of(rows) if kind == "csv" else xlsx_of([HEADING, *rows])
    async with counter_in(settings, time) as counter:
        desk = GroupDesk(counter)
        case = await desk.accept()
        assert (await desk.hand_in(case, content, "good")).status_code == 202
        told = await stopped_at(desk, "checking", 2 * CHUNK_ROWS)
        assert told.status == "checking"
        assert 2 * CHUNK_ROWS <= told.done < len(rows)
    async with counter_in(settings, time) as counter:
        told = await stopped_at(GroupDesk(counter), "storing", 2 * CHUNK_ROWS)
        assert (told.status, told.bad) == ("storing", 1)
        assert 2 * CHUNK_ROWS <= told.done < len(rows)
    async with counter_in(settings, time) as counter:
        desk = GroupDesk(counter)
        await desk.work()
        ended = await desk.get(f"/{case['case_no']}")
        assert (ended["status"], ended["heads"]) == ("received", 8 * CHUNK_ROWS)
        assert [each["other_row"] for each in await desk.findings(case)] == [3]
        stored = await insured_of(counter, case)
        assert sorted(each.id_number for each in stored) == sorted(cells[4] for cells in rows[:-1])


async def test_the_service_works_on_lists_by_itself_while_it_answers(settings: Settings, time: SimulatedClock):
    working = settings.model_copy(update={"jobs": True})
    seen: set[Any] = set()
    async with counter_in(working, time) as counter:
        desk = GroupDesk(counter)
        case = await desk.accept()
        assert (await desk.hand_in(case, csv_of(pupils(3000)))).status_code == 202
        async with asyncio.timeout(30):
            while (told := await desk.get(f"/{case['case_no']}/insured-list"))["finished_at"] is None:
                seen.add((told["status"], told["done"]))
                await asyncio.sleep(0)
        assert told["stored"] == 3000
        assert {status for status, _ in seen} == {"checking", "storing"}
        assert (await counter.http.get("/readyz")).json()["checks"]["lists"] == "ok"


def stored(desk: GroupDesk, sha256: str) -> Path:
    return desk.counter.settings.data / "files/intake" / sha256[:2] / sha256


async def test_a_list_whose_file_is_not_there_holds_up_no_other_and_is_tried_again(desk: GroupDesk):
    broken, good = await desk.accept(), await desk.accept()
    file = stored(desk, (await desk.hand_in(broken, csv_of(pupils(5)))).json()["sha256"])
    await desk.hand_in(good, csv_of(pupils(6)))
    content = file.read_bytes()
    file.unlink()
    assert await desk.counter.app.state.lists.work()
    assert (await desk.get(f"/{good['case_no']}"))["heads"] == 6
    assert (await desk.get(f"/{broken['case_no']}"))["status"] == "importing"
    file.write_bytes(content)
    await desk.work()
    assert (await desk.get(f"/{broken['case_no']}"))["heads"] == 5


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"1,2,3")], ids=["lost", "altered"])
async def test_a_list_whose_file_stays_away_is_handed_in_again(desk: GroupDesk, damage: Callable[[Path], Any]):
    case, content = await desk.accept(), csv_of(pupils(5))
    damage(stored(desk, (await desk.hand_in(case, content)).json()["sha256"]))
    assert await desk.counter.app.state.lists.work(), "a volume may only not be mounted yet"
    desk.counter.time.set(desk.counter.time.now() + timedelta(hours=1))
    assert not await desk.counter.app.state.lists.work(), "nothing is left to try again"
    told, waiting = await desk.get(f"/{case['case_no']}/insured-list"), await desk.get(f"/{case['case_no']}")
    assert (told["status"], told["stored"]) == ("unreadable", 0)
    assert (waiting["status"], waiting["heads"]) == ("awaiting_list", 0)
    assert (await desk.hand_in(waiting, content)).status_code == 202
    await desk.work()
    assert (await desk.get(f"/{case['case_no']}"))["heads"] == 5
