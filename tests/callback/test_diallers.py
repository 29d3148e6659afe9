"""A dialler of another system: tasks taken for the day, numbers as a file, results row by row."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from services.callback.callbacks.models import Callback
from services.callback.dialler import tasks
from services.callback.dialler.schemas import TasksIn
from shared.auth import Actor, Role
from shared.tables import pii_reads
from shared.testing.alone import Alone
from shared.xlsx_writing import workbook_of
from tests.callback.causes import GRACE, KNOWN, LAPSED
from tests.callback.conftest import COMPLETED, MONDAY, PARTIES, POLICY_NO, SEVEN, acknowledged, call, opened
from tests.callback.filing import PROVINCE, csv_of, records, send
from tests.callback.test_queue import centre_on, owe

EVENING = datetime(2026, 10, 12, 13, 0, tzinfo=UTC)  # nine o'clock
HEADING = ("回访件号", "呼叫时间", "呼叫结果", "号码栏位", "预约时间", "语言", "录音编号", "回答")
YES = ";".join(f"{question}=yes" for question in SEVEN)


@pytest.fixture
async def due(centre: Alone) -> Alone:
    """It is noon, and the task has been due since ten."""
    await centre.feed(opened(), acknowledged())
    centre.time.set(MONDAY + timedelta(hours=2))
    return centre


async def number(centre: Alone) -> str:
    (task,) = (await centre.get("/callbacks")).json()["items"]
    return str(task["case_no"])


async def task(centre: Alone) -> dict[str, Any]:
    return dict((await centre.get(f"/callbacks/{await number(centre)}")).json())


async def tell(centre: Alone, *rows: tuple[str, ...], heading: tuple[str, ...] = HEADING, **who: Any) -> dict[str, Any]:
    padded = [(*row, *[""] * (len(heading) - len(row))) for row in rows]
    answer = await send(centre, "/dialler-results", csv_of(heading, *padded), **who)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def refusal(centre: Alone, *cells: str, **who: Any) -> tuple[str, str | None, str]:
    before = await task(centre)
    (row,) = (await tell(centre, cells, **who))["rows"]
    assert await task(centre) == before, "nothing is written"
    return row["outcome"], row["column"], row["rule"]


async def take(centre: Alone, org: str = PROVINCE, **body: Any) -> dict[str, Any]:
    answer = await centre.post("/dialler-tasks", Role.INTEGRATOR, body, org=org)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_dialler_holds_what_it_takes_until_the_evening(due: Alone):
    assert await take(due) == {"taken": 1, "held": 1, "held_until": "2026-10-12T13:00:00Z"}
    assert await take(due) == {"taken": 0, "held": 1, "held_until": "2026-10-12T13:00:00Z"}
    assert (await due.post("/next", Role.CALLER, {}, org=PROVINCE)).status_code == 204
    held = await due.post(f"/callbacks/{await number(due)}/hold", Role.CALLER, None, org=PROVINCE)
    assert held.json()["rule"] == "held-by-another"
    due.time.set(EVENING + timedelta(hours=12))
    assert (await due.post("/next", Role.CALLER, {}, org=PROVINCE)).status_code == 200, "the next morning"


async def test_it_takes_what_is_ready_of_its_own_and_no_more_than_it_asks_for(due: Alone):
    other = {"case_no": "BD261012-00000002"}
    await due.feed(opened(**other), acknowledged(**other))
    assert (await take(due, org="350322"))["taken"] == 0, "they are the province's"
    assert (await take(due, languages=["puxian"]))["taken"] == 0
    assert (await take(due, most=1))["taken"] == 1
    assert await take(due, most=2) == {"taken": 1, "held": 2, "held_until": "2026-10-12T13:00:00Z"}
    assert (await due.post("/dialler-tasks", Role.CALLER, {})).status_code == 403


@pytest.mark.real
async def test_a_dialler_that_asks_twice_at_once_holds_no_more_than_it_asks_for(tmp_path: Path):
    dialler = Actor(f"S-{Role.INTEGRATOR}", frozenset({Role.INTEGRATOR}), PROVINCE)
    async with centre_on("postgresql", tmp_path) as centre:
        await owe(centre, 5)
        async with centre.app.state.sessions.begin() as session:
            assert (await tasks.take(session, TasksIn(most=2), dialler)).taken == 2
            asking = asyncio.create_task(take(centre, most=3))
            await asyncio.sleep(0.3)
        again = await asking
        assert (again["taken"], again["held"]) == (1, 3)


async def test_what_rests_is_taken_once_its_rest_is_over(due: Alone):
    await call(due, await number(due), {"result": "no-answer"}, org=PROVINCE)
    assert (await take(due))["taken"] == 0
    due.time.set(MONDAY + timedelta(hours=4))
    assert (await take(due))["taken"] == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_the_tasks_go_out_with_what_to_dial_and_nobodys_name(due: Alone, form: str):
    await take(due)
    shown = await due.get("/dialler-tasks", Role.INTEGRATOR, org=PROVINCE, pii=True, format=form)
    (row,) = records(shown)
    assert {name: row[name] for name in ("case_no", "due_at", "language", "tries")} == {
        "case_no": await number(due),
        "due_at": "2026-10-28 00:00:00",
        "language": "mandarin",
        "tries": "0",
    }
    assert (row["dial_string_1"], row["field_1"], row["dial_string_2"]) == ("13959512345", "office_phone", "")
    assert "欧阳" not in shown.text
    (read,) = await due.rows(pii_reads)
    assert (read.subject, read.fields, read.actor) == (await number(due), ["phones"], "S-integrator")


async def test_without_the_right_numbers_are_masked_and_no_read_is_on_record(due: Alone):
    await take(due)
    (row,) = records(await due.get("/dialler-tasks", Role.INTEGRATOR, org=PROVINCE))
    assert "13959512345" not in row["dial_string_1"]
    assert row["dial_string_1"].endswith("2345")
    assert await due.rows(pii_reads) == []


async def test_of_whom_nobody_has_a_number_the_task_has_none(due: Alone, policy_service: dict[str, Any]):
    await take(due)
    for nobody in ({"masked": False, "items": []}, 404):
        policy_service[PARTIES] = nobody
        (row,) = records(await due.get("/dialler-tasks", Role.INTEGRATOR, org=PROVINCE, pii=True))
        assert row["dial_string_1"] == ""
    policy_service.pop(PARTIES)
    assert (await due.get("/dialler-tasks", Role.INTEGRATOR, org=PROVINCE, pii=True)).status_code == 503


async def test_each_row_is_an_attempt_at_its_time_in_the_order_of_the_calls(due: Alone):
    await take(due)
    case_no = await number(due)
    told = await tell(
        due,
        (case_no, "2026-10-12 11:30:00", "回访成功", "手机", "", "", "R-2", YES),
        (case_no, "2026-10-12 10:15", "无人接听", "office_phone"),
    )
    assert (told["applied"], told["known"], told["refused"]) == (2, 0, 0)
    case = await task(due)
    made = [(each["at"], each["result"], each["field"], each["round"], each["owner"]) for each in case["attempts"]]
    assert made == [
        ("2026-10-12T02:15:00Z", "no-answer", "office_phone", "first", "province"),
        ("2026-10-12T03:30:00Z", "completed", "mobile", "first", "province"),
    ]
    assert (case["status"], case["outcome"], case["attempts"][1]["recording"]) == ("completed", "completed", "R-2")
    assert case["closed_at"] == "2026-10-12T03:30:00Z", "when it was made, not when it was told"
    (clock,) = (await due.get(f"/callbacks/{case_no}/sla")).json()["clocks"]
    assert clock["explanation"]["stopped_at"] == "2026-10-12T03:30:00Z"


async def test_calls_told_late_close_what_they_end_at_the_last_of_them(centre: Alone):
    """A project of which nobody is visited, and what a call finds wrong."""
    await centre.feed(KNOWN, GRACE, LAPSED)
    centre.time.set(MONDAY + timedelta(days=2))
    tasks = {each["project"]: each["case_no"] for each in (await centre.get("/callbacks")).json()["items"]}
    tries = [(tasks["grace-period"], f"2026-10-12 {10 + n}:30", "no-answer") for n in range(3)]
    told = await tell(centre, *tries, (tasks["policy-lapsed"], "2026-10-13 11:00", "mis-selling"), org="350322")
    assert told["applied"] == 4, told
    cases = {each["project"]: each for each in (await centre.get("/callbacks")).json()["items"]}
    ended = {name: (cases[name]["status"], cases[name]["closed_at"]) for name in ("grace-period", "policy-lapsed")}
    assert ended == {
        "grace-period": ("unreached", "2026-10-12T04:30:00Z"),
        "policy-lapsed": ("problem", "2026-10-13T03:00:00Z"),
    }


async def test_no_call_was_made_before_its_receipt_came(centre: Alone):
    await centre.feed(opened())
    centre.time.set(MONDAY + timedelta(days=3))
    await centre.feed(acknowledged())
    centre.time.set(MONDAY + timedelta(days=3, hours=2))
    case_no = await number(centre)
    assert await refusal(centre, case_no, "2026-10-14 10:00", "busy") == ("refused", "at", "after-due")
    assert (await tell(centre, (case_no, "2026-10-15 11:00", "busy")))["applied"] == 1


async def test_a_rest_counts_from_the_call_and_the_next_round_follows(due: Alone):
    case_no = await number(due)
    await tell(due, (case_no, "2026-10-12 11:00", "no-answer"))
    assert (await task(due))["ready_at"] == "2026-10-12T05:00:00Z"
    await tell(due, (case_no, "2026-10-12 11:10", "busy"), (case_no, "2026-10-12 11:20", "switched-off"))
    case = await task(due)
    assert (case["status"], case["tries"], case["held_by"]) == ("second_round", 0, None)


async def test_an_appointment_may_be_over_when_it_is_told(due: Alone):
    await tell(due, (await number(due), "2026-10-12 10:30", "appointment", "", "2026-10-12 11:30"))
    assert (await task(due))["ready_at"] == "2026-10-12T03:30:00Z"


async def test_a_row_that_comes_twice_counts_once(due: Alone):
    case_no = await number(due)
    row = (case_no, "2026-10-12 10:15:00", "no-answer")
    assert (await tell(due, row))["applied"] == 1
    again = await tell(due, row, (case_no, "2026-10-12 10:45:00", "busy"))
    assert (again["applied"], again["known"]) == (1, 1)
    assert len((await task(due))["attempts"]) == 2
    assert await refusal(due, case_no, "2026-10-12 10:15:00", "busy") == ("refused", "result", "told-otherwise")


async def test_a_policy_and_its_project_will_do(due: Alone):
    heading = ("policy_no", "project", "at", "result")
    told = await tell(due, (POLICY_NO, "新契约回访", "2026/10/12 10:15:30", "busy"), heading=heading)
    assert (told["applied"], told["rows"][0]["case_no"]) == (1, await number(due))
    (row,) = (await tell(due, ("BD1", "new-policy", "2026-10-12 10:16", "busy"), heading=heading))["rows"]
    assert row["rule"] == "no-task"


async def test_a_spreadsheets_times_are_read_with_their_time_of_day(due: Alone):
    sheet = workbook_of([HEADING, (await number(due), "2026-10-12 10:15:00", "占线", "", "", "", "", "")])
    answer = await send(due, "/dialler-results", sheet)
    assert answer.json()["applied"] == 1, answer.text


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        (("2026-10-12 12:01", "busy"), "at", "not-in-the-future"),
        (("2026-10-12 09:59", "busy"), "at", "after-due"),
        (("2026-10-12 08:59", "busy"), "at", "calling-hours"),
        (("yesterday", "busy"), "at", "time-malformed"),
        (("2026-10-12", "busy"), "at", "time-malformed"),
        (("0001-01-01 00:00", "busy"), "at", "time-malformed"),
        (("2026-10-12 11:00", "没打"), "result", "cell-unknown"),
        (("2026-10-12 11:00", "busy", "fax"), "field", "cell-unknown"),
        (("2026-10-12 11:00", "appointment"), "call_at", "required"),
        (("2026-10-12 11:00", "appointment", "", "2026-10-12 10:59"), "call_at", "later"),
        (("2026-10-12 11:00", "appointment", "", "2026-10-12 22:00"), "call_at", "calling-hours"),
        (("2026-10-12 11:00", "appointment", "", "soon"), "call_at", "time-malformed"),
        (("2026-10-12 11:00", "dialect"), "language", "required"),
        (("2026-10-12 11:00", "completed"), "answers", "all-answered"),
        (("2026-10-12 11:00", "busy", "", "", "", "", "yes yes"), "answers", "answers-malformed"),
        (
            ("2026-10-12 11:00", "busy", "", "", "", "", "why-unpaid=forgotten"),
            "answers.why-unpaid",
            "question-of-project",
        ),
    ],
)
async def test_a_row_that_no_caller_could_have_told_is_refused(
    due: Alone, cells: tuple[str, ...], column: str, rule: str
):
    assert await refusal(due, await number(due), *cells) == ("refused", column, rule)


async def test_a_faulty_row_keeps_no_other_out(due: Alone):
    case_no = await number(due)
    told = await tell(
        due,
        ("HF-1", "2026-10-12 11:00", "busy"),
        ("", "2026-10-12 11:00", "busy"),
        (case_no, "2026-10-12 11:00", "busy"),
    )
    assert [(each["row"], each["outcome"], each["rule"]) for each in told["rows"]] == [
        (2, "refused", "not-found"),
        (3, "refused", "case-named"),
        (4, "applied", None),
    ]


async def test_nothing_is_told_of_a_task_that_another_holds_or_that_is_over(due: Alone):
    case_no = await number(due)
    await due.post(f"/callbacks/{case_no}/hold", Role.CALLER, None, org=PROVINCE)
    row = (case_no, "2026-10-12 11:00", "busy")
    assert await refusal(due, *row) == ("refused", None, "held-by-another")
    assert await refusal(due, *row, org="350400") == ("refused", None, "out-of-scope")
    await due.post(f"/callbacks/{case_no}/attempts", Role.CALLER, COMPLETED, org=PROVINCE)
    assert await refusal(due, *row) == ("refused", None, "illegal-transition")


async def test_a_call_before_one_that_is_known_is_refused(due: Alone):
    case_no = await number(due)
    await tell(due, (case_no, "2026-10-12 11:00", "busy"))
    assert await refusal(due, case_no, "2026-10-12 10:59", "no-answer") == ("refused", "at", "in-order")


async def test_a_call_made_before_it_went_to_the_branch_and_told_after_stops_no_clock_before_it_began(due: Alone):
    case_no = await number(due)
    await due.pass_time(datetime(2026, 10, 23, 16, 0, tzinfo=UTC))
    told = await tell(due, (case_no, "2026-10-23 20:00", "completed", "", "", "", "", YES))
    assert told["applied"] == 1, told
    clocks = (await due.get(f"/callbacks/{case_no}/sla")).json()["clocks"]
    assert {each["explanation"]["stopped_at"] for each in clocks} == {"2026-10-23T16:00:00Z"}


async def test_a_task_of_before_clocks_ran_has_its_attempt_like_any_other(due: Alone):
    case_no = await number(due)
    async with due.app.state.sessions.begin() as session:
        await session.execute(update(Callback).values({Callback.clocks: []}))
    assert (await tell(due, (case_no, "2026-10-12 11:00", "busy")))["applied"] == 1


async def test_a_recording_is_of_its_attempt_where_the_oldest_are_no_longer_kept(due: Alone):
    case_no = await number(due)
    known = [
        {"attempt": 11 + n, "result": "visit", "at": MONDAY.isoformat(), "answers": [], "round": "first"}
        for n in (0, 1)
    ]
    async with due.app.state.sessions.begin() as session:
        await session.execute(update(Callback).values({Callback.attempts: known}))
    await tell(due, (case_no, "2026-10-12 11:00", "busy", "", "", "", "R-13"))
    (recording,) = (await due.get("/recordings")).json()["items"]
    assert recording["attempt"] == (await task(due))["attempts"][-1]["attempt"] == 13


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (csv_of(HEADING), "file-filled"),
        (csv_of(HEADING[:2]), "columns-complete"),
        (csv_of(HEADING, *[("HF-1", "", "", "", "", "", "", "")] * 2_001), "rows-bounded"),
    ],
)
async def test_what_is_no_file_of_calls_is_refused_whole(due: Alone, content: bytes, rule: str):
    answer = await send(due, "/dialler-results", content)
    assert (answer.status_code, answer.json()["rule"]) == (422, rule)
    assert (await send(due, "/dialler-results", content, Role.CALLER)).status_code == 403
