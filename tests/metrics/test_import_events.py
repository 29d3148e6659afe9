"""From rows to steps: the state after each, and the rows that are refused."""

from datetime import datetime
from pathlib import Path

import pytest

from services.metrics.importlog import MappingInvalid
from tests.metrics.importing import CASES, EVENTS, Counter, counter_in

HEADER = "no,org,opened,closed,due\n"


@pytest.fixture
async def counter(tmp_path: Path):
    async with counter_in(tmp_path) as counter:
        yield counter


async def test_a_row_a_case_is_an_opening_and_a_closing(counter: Counter) -> None:
    report = await counter.load(HEADER + "A1,3503,2026-03-02 09:00:00,2026-03-03 10:30:00,2026-03-03 09:00:00\n", CASES)
    opened, closed = await counter.steps("A1")
    assert (report.cases, report.events, report.refusals) == (1, 2, 0)
    assert (opened["version"], opened["action"], opened["status"], opened["at"]) == (
        1,
        "open",
        "open",
        "2026-03-02T01:00:00Z",
    )
    assert (closed["version"], closed["action"], closed["status"], closed["outcome"]) == (
        2,
        "close",
        "closed",
        "closed",
    )
    assert "closed_at" not in opened
    assert closed["closed_at"] == closed["at"] == "2026-03-03T02:30:00Z"
    assert opened["due_at"] == "2026-03-03T01:00:00Z"
    assert closed["clocks"][0]["net_working_seconds"] == 25 * 3600 + 1800
    assert closed["zone"] == "Asia/Shanghai"


async def test_a_case_without_closing_time_stays_open(counter: Counter) -> None:
    await counter.load(HEADER + "A1,3503,2026-03-02 09:00:00,,\n", CASES)
    (opened,) = await counter.steps("A1")
    assert "closed_at" not in opened


async def test_the_first_column_that_is_not_empty_is_taken(counter: Counter) -> None:
    mapping = CASES.replace('closed = "closed"', 'closed = ["closed", "due"]')
    await counter.load(HEADER + "A1,3503,2026-03-02 09:00:00,,2026-03-04 09:00:00\n", mapping)
    assert (await counter.steps("A1"))[-1]["closed_at"] == "2026-03-04T01:00:00Z"


async def test_working_time_follows_the_chinese_calendar_where_the_mapping_says_so(counter: Counter) -> None:
    mapping = CASES.replace("[case]", 'calendar = "cn"\n[case]')
    friday_to_monday = "A1,3503,2026-03-06 16:00:00,2026-03-09 09:30:00,\n"
    await counter.load(HEADER + friday_to_monday, mapping)
    assert 0 < (await counter.steps("A1"))[-1]["clocks"][0]["net_working_seconds"] < 4 * 3600


def lines(*rows: str) -> str:
    return "no,at,what,who\n" + "\n".join(rows) + "\n"


LIFE = lines(
    "B1,2026-03-02 09:00,received,t1",
    "B1,2026-03-02 10:00,asked,t1",
    "B1,2026-03-02 10:30,remarked,t2",
    "B1,2026-03-02 12:00,answered,t1",
    "B1,2026-03-02 15:00,done,t3",
    "B1,2026-03-02 15:30,remarked,t3",
    "B1,2026-03-03 09:00,reopened,t1",
    "B1,2026-03-03 10:00,done,t1",
)


async def test_activities_open_close_pause_and_resume_a_case(counter: Counter) -> None:
    await counter.load(LIFE, EVENTS)
    told = [
        (step["action"], step.get("waiting"), step.get("closed_at", "")[11:16]) for step in await counter.steps("B1")
    ]
    assert told == [
        ("received", None, ""),
        ("asked", "customer", ""),
        ("remarked", "customer", ""),  # only what resumes ends the wait
        ("answered", None, ""),
        ("done", None, "07:00"),
        ("remarked", None, "07:00"),  # a remark doesn't open it again
        ("reopened", None, ""),
        ("done", None, "02:00"),
    ]


async def test_the_net_time_of_a_case_leaves_its_waits_out(counter: Counter) -> None:
    await counter.load(LIFE, EVENTS)
    by_version = {step["version"]: step for step in await counter.steps("B1")}
    assert by_version[5]["clocks"][0]["net_working_seconds"] == 4 * 3600  # 09:00 to 15:00, two hours waiting


async def test_without_resuming_activities_any_other_ends_the_wait(counter: Counter) -> None:
    await counter.load(LIFE, EVENTS.replace('resume = ["answered"]\n', ""))
    assert [step.get("waiting") for step in await counter.steps("B1")][1:3] == ["customer", None]


async def test_rows_may_stand_in_any_order(counter: Counter, tmp_path: Path) -> None:
    header, *rows = LIFE.splitlines()
    await counter.load("\n".join([header, *reversed(rows)]), EVENTS)
    (tmp_path / "other").mkdir()
    async with counter_in(tmp_path / "other") as other:
        await other.load(LIFE, EVENTS)
        assert await counter.steps("B1") == await other.steps("B1")


async def test_the_rows_of_several_cases_may_be_mixed(counter: Counter) -> None:
    header, *rows = LIFE.splitlines()
    mixed = [row.replace("B1", case_no) for row in rows for case_no in ("B1", "B2")]
    report = await counter.load("\n".join([header, *mixed]), EVENTS)
    assert (report.cases, report.events) == (2, 16)
    assert [step["version"] for step in await counter.steps("B2")] == list(range(1, 9))


async def test_of_one_instant_the_order_column_says_which_came_first(counter: Counter) -> None:
    mapping = EVENTS.replace('by = "who"', 'order = "who"')
    await counter.load(lines("B1,2026-03-02 09:00,done,10", "B1,2026-03-02 09:00,received,9"), mapping)
    assert [step["action"] for step in await counter.steps("B1")] == ["received", "done"]


CLOSED_BY_COLUMN = EVENTS.replace("[event]", 'closed = ["solved", "shut"]\n[event]')


async def test_a_closing_column_outranks_the_activities(counter: Counter) -> None:
    log = "no,at,what,who,solved,shut\n" + "".join(
        f"B1,2026-03-02 {clock},{what},t1,2026-03-02 11:00,\n"
        for clock, what in (("09:00", "received"), ("10:00", "done"), ("10:30", "received"), ("11:00", "done"))
    )
    await counter.load(log, CLOSED_BY_COLUMN)
    closed = [step.get("closed_at") for step in await counter.steps("B1")]
    assert closed == [None, None, None, "2026-03-02T03:00:00Z"]


async def test_a_case_whose_rows_end_before_it_closed_gets_a_closing_step(counter: Counter) -> None:
    log = "no,at,what,who,solved,shut\nB1,2026-03-02 09:00,received,t1,,2026-03-02 11:00\n"
    await counter.load(log, CLOSED_BY_COLUMN)
    last = (await counter.steps("B1"))[-1]
    assert (last["version"], last["action"], last["status"], last["at"]) == (
        2,
        "close",
        "closed",
        "2026-03-02T03:00:00Z",
    )


async def test_labels_rename_and_follow_from_several_columns(counter: Counter) -> None:
    labels = """
[labels]
late = { column = "due", values = { "" = "never" }, empty = "unset", other = "set" }
quiet = { where = { org = ["3503", "3504"], due = "" }, then = "yes", otherwise = "no" }
"""
    rows = "A1,3503,2026-03-02 09:00,,\nA2,3505,2026-03-02 09:00,,2026-03-03 09:00\n"
    await counter.load(HEADER + rows, CASES + labels)
    told = {event["case_no"]: event["labels"] for event in await counter.events()}
    assert told == {"A1": {"late": "unset", "quiet": "yes"}, "A2": {"late": "set", "quiet": "no"}}


@pytest.mark.parametrize(
    ("row", "column", "zh", "en"),
    [
        (",3503,2026-03-02 09:00,,", "no", "为空", "is empty"),
        ("A1,,2026-03-02 09:00,,", "org", "为空", "is empty"),
        ("A1,3503,,,", "opened", "为空", "is empty"),
        ("A1,3503,02.03.2026,,", "opened", "不是", "'02.03.2026' is not a time of the form ISO 8601"),
        ("A1,3503,2026-03-02 09:00,soon,", "closed", "不是", "'soon' is not a time"),
        ("A1,3503,2026-03-02 09:00,,later", "due", "不是", "'later' is not a time"),
        ("A1,3503,2026-03-02 09:00,2026-03-02 08:59,", "closed", "早于", "closed before it was opened"),
        ("A1,3503,0202-03-02 09:00,,", "opened", "年份 202", "the year 202"),
        ("A1,35-03,2026-03-02 09:00,,", "org", "格式不符", "pattern"),
        (f"{'A' * 41},3503,2026-03-02 09:00,,", "no", "格式不符", "pattern"),
        ("A\x001,3503,2026-03-02 09:00,,", "no", "格式不符", "pattern"),
        ("A1,3503,2026-03-02 09:00,", "", "有 4 个字段,表头有 5 个", "4 fields where the header has 5"),
    ],
)
async def test_a_bad_row_is_refused_with_line_column_and_reason(
    counter: Counter, row: str, column: str, zh: str, en: str
) -> None:
    report = await counter.load(f"{HEADER}A0,3503,2026-03-02 09:00,,\n{row}\n", CASES)
    (refusal,) = report.refused
    assert (refusal.line, refusal.column) == (3, column)
    assert zh in refusal.zh
    assert en in refusal.en
    assert [event["case_no"] for event in await counter.events()] == ["A0"]


async def test_a_case_with_one_bad_row_is_not_imported_at_all(counter: Counter) -> None:
    log = LIFE.replace("2026-03-02 12:00,answered", "noon,answered") + "B2,2026-03-02 09:00,received,t1\n"
    report = await counter.load(log, EVENTS)
    assert (report.refused_cases, report.refused[0].line, report.new_cases) == (1, 5, 1)
    assert {event["case_no"] for event in await counter.events()} == {"B2"}


async def test_a_case_that_nothing_opens_is_refused(counter: Counter) -> None:
    report = await counter.load(lines("B1,2026-03-02 09:00,done,t1"), EVENTS)
    assert report.refused[0].en == "no row of the case opens it"


async def test_a_second_row_of_a_case_is_refused_where_a_row_is_a_case(counter: Counter) -> None:
    report = await counter.load(HEADER + "A1,3503,2026-03-02 09:00,,\n" * 2, CASES)
    assert (report.refused[0].line, report.refused[0].en) == (3, "line 2 has this case already")


async def test_a_column_that_the_file_lacks_is_named_with_the_key_that_asks_for_it(counter: Counter) -> None:
    with pytest.raises(MappingInvalid) as caught:
        await counter.load("no,org,opened,due\n", CASES)
    ((key, reason),) = caught.value.errors
    assert key == "case.closed"
    assert "no column 'closed'; it has: no, org, opened, due" in reason.en


# What a time without offset means where clocks are turned: New York, November 6, 2011 and March 11, 2012.
@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2011-07-01 01:32:33", "2011-07-01T05:32:33Z"),
        ("2011-11-06 00:59:59", "2011-11-06T04:59:59Z"),
        ("2011-11-06 01:30:00", "2011-11-06T05:30:00Z"),  # comes twice: the first
        ("2011-11-06 02:00:00", "2011-11-06T07:00:00Z"),
        ("2012-03-11 01:59:59", "2012-03-11T06:59:59Z"),
        ("2012-03-11 02:30:00", "2012-03-11T07:30:00Z"),  # never was: moved on to 03:30
        ("2012-03-11 03:00:00", "2012-03-11T07:00:00Z"),
        ("2011-11-06T01:30:00-05:00", "2011-11-06T06:30:00Z"),  # its own offset counts
        ("2012-03-11T02:30:00Z", "2012-03-11T02:30:00Z"),
    ],
)
async def test_a_time_without_offset_is_of_the_logs_zone(counter: Counter, local: str, utc: str) -> None:
    await counter.load(f"{HEADER}A1,3503,{local},,\n", CASES.replace("Asia/Shanghai", "America/New_York"))
    assert datetime.fromisoformat((await counter.steps("A1"))[0]["opened_at"]) == datetime.fromisoformat(utc)


async def test_a_time_may_have_a_form_of_its_own(counter: Counter) -> None:
    mapping = CASES.replace("[case]", 'time_format = "%Y年%m月%d日 %H:%M"\n[case]')
    report = await counter.load(HEADER + "A1,3503,2026年3月2日 09:00,,\nA2,3503,2026-03-02 09:00,,\n", mapping)
    assert (await counter.steps("A1"))[0]["opened_at"] == "2026-03-02T01:00:00Z"
    assert "%Y年%m月%d日" in report.refused[0].zh


async def test_a_text_with_a_control_character_is_refused(counter: Counter) -> None:
    mapping = CASES + 'handler = "due"\n[labels]\ntarget = "due"\n'
    report = await counter.load(HEADER + "A1,3503,2026-03-02 09:00,,x\x00y\n", mapping.replace('due = "due"\n', ""))
    assert (report.refused[0].line, report.refused[0].column) == (2, "due")


async def test_a_case_of_a_year_without_a_calendar_is_refused_and_the_others_taken(counter: Counter):
    rows = "A1,3503,1980-03-03 09:00,1980-03-04 09:00,\nA2,3503,2026-03-02 09:00,2026-03-03 09:00,\n"
    mapping = CASES.replace("[case]", 'calendar = "cn"\n[case]')
    report = await counter.load("no,org,opened,closed,due\n" + rows, mapping)
    assert (report.new_cases, report.refused_cases, report.refused[0].line) == (1, 1, 2)
    assert "1980" in report.refused[0].en
