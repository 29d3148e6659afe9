"""Files as other systems write them: CSV of any kind, XES, packed, broken."""

import gzip
from pathlib import Path

import pytest

from services.metrics.importlog import LogUnreadable
from tests.metrics.importing import CASES, Counter, counter_in

HEADER = "no,org,opened,closed,due\n"
ONE = "A1,3503,2026-03-02 09:00,,\n"

XES_MAP = """
kind = "ticket"
rows = "event"
zone = "Asia/Shanghai"
[case]
id = "case:concept:name"
org = "case:branch"
[event]
activity = "concept:name"
time = "time:timestamp"
by = "org:resource"
[activities]
close = ["done"]
"""

XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="2.0" xmlns="http://www.xes-standard.org/">
  <global scope="event"><string key="concept:name" value="none"/></global>
  <string key="concept:name" value="the log itself"/>
  <trace>
    <string key="concept:name" value="X1"/>
    <string key="branch" value="3503"><string key="concept:name" value="nested"/></string>
    <event>
      <string key="concept:name" value="received"/>
      <date key="time:timestamp" value="2026-03-02T09:00:00.000+08:00"/>
      <string key="org:resource" value="t1"/>
    </event>
    <event><string key="concept:name" value="done"/><date key="time:timestamp" value="2026-03-02T10:00:00Z"/></event>
  </trace>
  <trace>
    <string key="concept:name" value="X2"/><string key="branch" value="3503"/>
    <event><string key="concept:name" value="received"/><date key="time:timestamp" value="yesterday"/></event>
  </trace>
</log>
"""


@pytest.fixture
async def counter(tmp_path: Path):
    async with counter_in(tmp_path) as counter:
        yield counter


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
async def test_xes_gives_the_steps_of_each_trace_and_the_line_of_what_it_refuses(counter: Counter, name: str):
    report = await counter.load(XES, XES_MAP, name)
    told = [(step["action"], step["by"], step["at"], step.get("closed_at")) for step in await counter.steps("X1")]
    assert told == [
        ("received", "t1", "2026-03-02T01:00:00Z", None),
        ("done", "import", "2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"),
    ]
    assert [(refusal.line, refusal.column) for refusal in report.refused] == [(17, "time:timestamp")]


async def test_a_trace_of_xes_can_be_the_row_of_a_case(counter: Counter):
    mapping = CASES.replace('"no"', '"case:concept:name"').replace('"org"', '"case:branch"')
    mapping = mapping.replace('"opened"', '"case:began"').replace('closed = "closed"\ndue = "due"\n', "")
    began = '<trace>\n    <date key="began" value="2026-03-02T09:00:00+08:00"/>'
    await counter.load(XES.replace("<trace>", began, 1), mapping, "log.xes")
    assert [event["opened_at"] for event in await counter.events()] == ["2026-03-02T01:00:00Z"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (XES[: len(XES) // 2], "not valid XML"),
        ('<!DOCTYPE log [<!ENTITY a "aaaa">]>' + XES.partition("?>")[2], "may not declare XML entities"),
        (XES.replace('"UTF-8"', '"foo"'), "of that encoding can't be read"),
        (XES.replace('"UTF-8"', '"gbk"'), "of that encoding can't be read"),
    ],
)
async def test_broken_or_dangerous_xml_is_refused_and_nothing_imported(counter: Counter, content: str, reason: str):
    with pytest.raises(LogUnreadable, match=reason):
        await counter.load(content, XES_MAP, "log.xes")
    assert await counter.events() == []


async def test_a_packed_file_cut_short_is_refused_and_nothing_imported(counter: Counter):
    rows = "".join(f"A{n},3503,2026-03-02 09:00,,\n" for n in range(3_000))
    whole = gzip.compress((HEADER + rows).encode())
    mapping, log = counter.file("map.toml", CASES), counter.folder / "log.csv.gz"
    log.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LogUnreadable, match="cut short or damaged"):
        await counter.bring(log, mapping)
    assert await counter.events() == []


async def test_a_file_that_is_not_there_is_refused_by_its_path(counter: Counter):
    with pytest.raises(LogUnreadable, match=r"nowhere\.csv can't be opened"):
        await counter.bring(counter.folder / "nowhere.csv", counter.file("map.toml", CASES))


@pytest.mark.parametrize("content", ["", "x" * 200_000])
async def test_a_file_without_a_header_is_refused(counter: Counter, content: str):
    with pytest.raises(ValueError, match=r"no column|header can't be read"):
        await counter.load(content, CASES)


async def test_a_byte_order_mark_is_no_part_of_the_first_column(counter: Counter):
    assert (await counter.load("\ufeff" + HEADER + ONE, CASES)).new_cases == 1


async def test_other_encodings_and_delimiters_are_read(counter: Counter):
    mapping = CASES.replace("[case]", 'encoding = "gb18030"\ndelimiter = ";"\n[case]\nhandler = "经办"')
    await counter.load("no;org;opened;closed;due;经办\nA1;3503;2026-03-02 09:00;;;甲\n".encode("gb18030"), mapping)
    assert (await counter.steps("A1"))[0]["handler"] == "甲"


@pytest.mark.parametrize("encoding", ["utf-16", "idna"])
async def test_a_file_that_is_wholly_of_another_encoding_is_refused(counter: Counter, encoding: str):
    mapping = CASES.replace("[case]", f'encoding = "{encoding}"\n[case]')
    with pytest.raises(LogUnreadable, match=f"can't be read as {encoding}"):
        await counter.load(HEADER + ONE, mapping)


async def test_bytes_that_are_not_of_the_encoding_are_refused_with_their_column(counter: Counter):
    row = b"no,org,opened,closed,due,clerk\nA1,3503,2026-03-02 09:00,,,\xff\n"
    (refusal,) = (await counter.load(row, CASES + 'handler = "clerk"')).refused
    assert (refusal.line, refusal.column) == (2, "clerk")


async def test_a_field_too_long_is_refused_and_reading_goes_on(counter: Counter):
    report = await counter.load(HEADER + "A0,3503,2026-03-02 09:00,," + "x" * 200_000 + "\n" + ONE, CASES)
    assert (report.refused[0].line, report.new_cases) == (2, 1)
    assert "can't be parsed" in report.refused[0].en


async def test_line_numbers_count_lines_of_the_file_where_a_field_has_several(counter: Counter):
    quoted = 'A0,3503,2026-03-02 09:00,,"2026-03-03 09:00\n\n"\n\n'
    report = await counter.load(HEADER + quoted + "A1,,2026-03-02 09:00,,\n", CASES)
    assert (report.refused[0].line, report.new_cases) == (6, 1)
