"""The province's official list: each row accepted, known or refused; its results go back with every attempt."""

from typing import Any

import orjson
import pytest

from shared.auth import Role
from shared.tables import case_events
from shared.testing.alone import Alone
from shared.xlsx_writing import workbook_of
from tests.callback.conftest import COMPLETED, POLICY_NO, acknowledged, call, cancelled, opened
from tests.callback.filing import PROVINCE, csv_of, records, send

HEADING = ("保单号", "回访项目", "清单日期")
LISTED = (POLICY_NO, "新契约回访", "2026-10-12")
LIST = csv_of(HEADING, LISTED)


@pytest.fixture
async def due(centre: Alone) -> Alone:
    await centre.feed(opened(), acknowledged())
    return centre


async def take(centre: Alone, content: bytes, status: int = 201, **who: Any) -> dict[str, Any]:
    answer = await send(centre, "/callback-lists", content, **who)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def rows(centre: Alone, listed: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await centre.get(f"/callback-lists/{listed['list_no']}/rows", org=PROVINCE)
    return list(answer.json()["items"])


async def only_task(centre: Alone) -> dict[str, Any]:
    (task,) = (await centre.get("/callbacks")).json()["items"]
    return dict(task)


@pytest.mark.parametrize(
    "content",
    [
        LIST,
        csv_of(HEADING, LISTED, encoding="gb18030"),
        csv_of(HEADING, LISTED, encoding="utf-8-sig"),
        workbook_of([HEADING, LISTED]),
        csv_of(("policy_no", "project", "listed_on", "备注"), (POLICY_NO, "new-policy", "2026/10/12", "急")),
    ],
    ids=["UTF-8", "GB18030", "with a mark", "XLSX", "English"],
)
async def test_what_is_on_the_list_is_marked_and_announced(due: Alone, content: bytes):
    listed = await take(due, content)
    assert (listed["rows"], listed["accepted"], listed["known"], listed["refused"]) == (1, 1, 0, 0)
    task = await only_task(due)
    assert (task["listed_on"], task["status"], task["action"]) == ("2026-10-12", "due", "enlist")
    event = (await due.rows(case_events))[-1]
    assert (event.type, orjson.loads(event.data)["listed_on"]) == ("callback.callback.listed.v1", "2026-10-12")


async def test_each_row_is_answered_and_a_faulty_one_keeps_no_other_out(due: Alone):
    faulty = (
        (POLICY_NO, "claim-paid", "2026-10-12"),
        ("BD261012-99999999", "new-policy", "2026-10-12"),
        ("欧阳建国", "new-policy", "2026-10-12"),
        (POLICY_NO, "庆生回访", "2026-10-12"),
        (POLICY_NO, "new-policy", "2026-13-12"),
        (POLICY_NO, "new-policy", "2026-10-13"),
        LISTED,
        (POLICY_NO, "new-policy"),
        (*LISTED, "", "more"),
        (POLICY_NO, "new-policy", "2026-10-11"),
    )
    listed = await take(due, csv_of(HEADING, LISTED, *faulty))
    told = [(each["row"], each["outcome"], each["rule"]) for each in await rows(due, listed)]
    assert told == [
        (2, "accepted", None),
        (3, "refused", "no-task"),
        (4, "refused", "policy-unknown"),
        (5, "refused", "policy-malformed"),
        (6, "refused", "project-unknown"),
        (7, "refused", "date-malformed"),
        (8, "refused", "not-in-the-future"),
        (9, "refused", "listed-twice"),
        (10, "refused", "row-short"),
        (11, "refused", "row-long"),
        (12, "refused", "no-task"),
    ]
    malformed = (await rows(due, listed))[3]
    assert (malformed["policy_no"], malformed["text"]) == (None, "The policy number is malformed"), "nobody's name kept"
    refused = await due.get(f"/callback-lists/{listed['list_no']}/rows", org=PROVINCE, outcome="accepted")
    assert [each["row"] for each in refused.json()["items"]] == [2]


async def test_a_list_read_twice_is_one_list(due: Alone):
    first = await take(due, LIST)
    assert await take(due, LIST, 200) == first
    assert [each["list_no"] for each in (await due.get("/callback-lists", org=PROVINCE)).json()["items"]] == [
        first["list_no"]
    ]
    other = await take(due, csv_of(HEADING, LISTED, ("BD261012-99999999", "new-policy", "2026-10-12")))
    assert (other["accepted"], other["known"], other["refused"]) == (0, 1, 1)
    types = [row.type for row in await due.rows(case_events)]
    assert types.count("callback.callback.listed.v1") == 1


async def test_a_policy_that_was_unknown_is_listed_when_the_list_comes_again(centre: Alone):
    early = await take(centre, LIST)
    assert (early["accepted"], early["refused"]) == (0, 1)
    await centre.feed(opened(), acknowledged())
    late = await take(centre, LIST, 200)
    assert (late["list_no"], late["accepted"], late["refused"]) == (early["list_no"], 1, 0)


async def test_what_is_over_is_listed_no_more(due: Alone):
    await due.feed(cancelled())
    (row,) = await rows(due, await take(due, LIST))
    assert (row["outcome"], row["rule"]) == ("refused", "task-closed")


@pytest.mark.parametrize(
    ("content", "status", "rule"),
    [
        (b"", 422, "file-filled"),
        (csv_of(HEADING), 422, "file-filled"),
        (csv_of(("保单号", "项目"), LISTED), 422, "columns-complete"),
        (csv_of((*HEADING, "下发日期"), LISTED), 422, "columns-once"),
        ("保单号,回访项目,清单日期\n".encode("utf-16"), 422, "encoding-known"),
        (b"%PDF-1.4", 415, None),
        (b"\xd0\xcf\x11\xe0 an old workbook", 415, None),
        (csv_of(HEADING, *[LISTED] * 10_001), 422, "rows-bounded"),
    ],
)
async def test_what_is_no_list_is_refused_whole(due: Alone, content: bytes, status: int, rule: str | None):
    answer = await send(due, "/callback-lists", content)
    assert (answer.status_code, answer.json().get("rule")) == (status, rule), answer.text
    assert (await due.get("/callback-lists", org=PROVINCE)).json()["items"] == []


async def test_a_county_lists_its_own_policies_only_and_sees_no_list_of_the_provinces(due: Alone):
    elsewhere = await take(due, LIST, role=Role.BRANCH_MANAGER, org="350400")
    answer = await due.get(f"/callback-lists/{elsewhere['list_no']}/rows", org="350400")
    assert [each["rule"] for each in answer.json()["items"]] == ["policy-unknown"]
    province = await take(due, LIST)
    assert (await due.get(f"/callback-lists/{province['list_no']}")).status_code == 403
    assert (await send(due, "/callback-lists", LIST, Role.TELLER)).status_code == 403
    assert (await due.get("/callback-lists/QD1", org=PROVINCE)).status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_the_results_go_out_attempt_by_attempt(due: Alone, form: str):
    unknown = ("BD261012-99999999", "new-policy", "2026-10-12")
    listed = await take(due, csv_of(HEADING, LISTED, unknown))
    path = f"/callback-lists/{listed['list_no']}/results"
    before = records(await due.get(path, org=PROVINCE, format=form))
    assert [(each["status"], each["attempt"], each["rule"]) for each in before] == [
        ("due", "", ""),
        ("", "", "policy-unknown"),
    ]
    case_no = (await only_task(due))["case_no"]
    await call(due, case_no, {"result": "no-answer", "field": "mobile"}, org=PROVINCE)
    await call(due, case_no, COMPLETED | {"recording": "R-1"}, org=PROVINCE)
    after = [each for each in records(await due.get(path, org=PROVINCE, format=form)) if each["case_no"]]
    assert [(each["row"], each["attempt"], each["at"], each["result"], each["field"]) for each in after] == [
        ("2", "1", "2026-10-12 10:00:00", "no-answer", "mobile"),
        ("2", "2", "2026-10-12 10:00:00", "completed", ""),
    ]
    assert {(each["status"], each["ended"], each["reached_by"]) for each in after} == {
        ("completed", "completed", "province")
    }
    assert after[1]["recording"] == "R-1"
