"""KPIs, trends and the cases behind them as CSV, XLSX and Parquet, each opened again."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from arro3.core import Table
from arro3.io import read_parquet
from python_calamine import CalamineWorkbook

from shared.auth import Role
from shared.calendar_data import calendar_for
from tests.metrics.desk import Desk, event

OPENED = datetime(2026, 4, 18, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
async def held(desk: Desk) -> Desk:
    """Two hotline cases, one with a salesperson whose name is a formula and Chinese in its outlet's channel."""
    await desk.post([event(1, salesperson="=1+2", channel="银保通"), event(2, org="350305")])
    await desk.catch_up()
    return desk


async def get(desk: Desk, path: str, language: str = "zh", org: str = "*") -> httpx.Response:
    headers = desk.headers(Role.BRANCH_MANAGER, org) | {"Accept-Language": language}
    return await desk.client.get(f"/v1{path}", headers=headers)


async def rows_of(desk: Desk, path: str, form: str, language: str = "en", org: str = "*") -> list[dict[str, Any]]:
    """By heading, as the form itself holds them."""
    answer = await get(desk, f"{path}{'&' if '?' in path else '?'}format={form}", language, org)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["content-disposition"].endswith(f'.{form}"')
    if form == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    if form == "xlsx":
        heading, *rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        return [dict(zip(map(str, heading), row, strict=True)) for row in rows]
    table = Table.from_arrow(read_parquet(answer.content))
    columns = {name: table.column(name).to_pylist() for name in table.column_names}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


async def test_the_cases_of_a_number_are_the_same_in_every_form(held: Desk) -> None:
    listed = (await held.get("/kpis/overdue-count/cases")).json()["items"]
    assert [case["case_no"] for case in listed] == ["H1", "H2"]
    assert calendar_for("350322").zone == OPENED.tzinfo
    shown = {"csv": "2026-04-18 09:00:00", "xlsx": OPENED.replace(tzinfo=None), "parquet": OPENED.astimezone(UTC)}
    for form, opened_at in shown.items():
        rows = await rows_of(held, "/kpis/overdue-count/cases?limit=1", form)
        for row, case in zip(rows, listed, strict=True):
            same = {name for name in case.keys() & row.keys() if not name.endswith("_at")}
            assert {name: row[name] or None for name in same - {"salesperson", "count"}} == {
                name: case[name] for name in same - {"salesperson", "count"}
            }
            assert (row["opened_at"], row["zone"], row["count"]) == (opened_at, "Asia/Shanghai", type(row["count"])(1))
            assert row["closed_at"] in ("", None)
        assert rows[0]["salesperson"] == ("'=1+2" if form == "csv" else "=1+2")


async def test_a_number_says_its_parts_its_target_and_how_fresh_it_is(held: Desk) -> None:
    answer = (await held.get("/kpis/late-rate?by=org&org=3503")).json()
    for form, as_of in (
        ("csv", "2026-04-20 15:30:00"),
        ("xlsx", datetime(2026, 4, 20, 15, 30, tzinfo=OPENED.tzinfo).replace(tzinfo=None)),
        ("parquet", datetime(2026, 4, 20, 7, 30, tzinfo=UTC)),
    ):
        whole, *parts = await rows_of(held, "/kpis/late-rate?by=org&org=3503", form)
        assert (whole["kpi"], whole["as_of"], whole["zone"]) == ("late-rate", as_of, "Asia/Shanghai")
        assert [(part["by"], part["part"], float(part["value"]), int(part["numerator"])) for part in parts] == [
            ("org", part["by"], part["value"], part["numerator"]) for part in answer["slices"]
        ]
        assert [float(whole["value"]), int(whole["denominator"])] == [1, 2]
        assert whole["formula"] == answer["kpi"]["formula"]
        assert whole["freshness"].startswith("foreign live 2026-04-18 09:00:00")
    (target,) = await rows_of(held, "/kpis/pending-rate", "parquet")
    assert target["target"] == (await held.get("/kpis/pending-rate")).json()["kpi"]["target"]
    assert target["value"] is None


async def test_a_trend_has_a_row_for_every_day(held: Desk) -> None:
    points = (await held.get("/kpis/opened/trend?from=2026-04-18")).json()
    assert [point["numerator"] for point in points] == [2, 0, 0]
    for form in ("csv", "xlsx", "parquet"):
        rows = await rows_of(held, "/kpis/opened/trend?from=2026-04-18", form)
        assert [int(row["numerator"]) for row in rows] == [2, 0, 0]
        assert rows[0]["start"] == ("2026-04-18" if form == "csv" else date(2026, 4, 18))


async def test_headings_are_in_the_callers_language_and_none_stands_twice(held: Desk) -> None:
    for path in ("/kpis/opened", "/kpis/opened/trend", "/kpis/opened/cases"):
        for language in ("zh", "en"):
            answer = await get(held, f"{path}?format=csv", language)
            heading = answer.content.decode("utf-8-sig").splitlines()[0].split(",")
            assert len(set(heading)) == len(heading)
            assert all(cell.isascii() == (language == "en") for cell in heading)
            assert list((await rows_of(held, path, "parquet", language))[0]) == heading
    assert (await rows_of(held, "/kpis/opened/cases", "csv", "zh"))[0]["渠道"] == "银保通"


async def test_an_empty_list_is_a_file_with_its_headings(held: Desk) -> None:
    for form in ("csv", "xlsx", "parquet"):
        assert await rows_of(held, "/kpis/closed/cases", form) == []


async def test_a_file_shows_nobody_elses_cases(held: Desk) -> None:
    assert [row["case_no"] for row in await rows_of(held, "/kpis/opened/cases", "csv", org="350322")] == ["H1"]
    for path, status in (
        ("/kpis/opened/cases?org=350305&format=csv", 403),
        ("/kpis/suspicions-raised/cases?format=parquet", 403),
        ("/kpis/suspicions-raised?format=xlsx", 403),
        ("/kpis/large-cash-opened/trend?format=csv", 403),
        ("/kpis/opened?by=weather&format=csv", 422),
        ("/kpis/opened/trend?by=org&format=csv", 422),
        ("/kpis/opened/cases?format=ods", 422),
        ("/kpis/opened/cases?format=csv&cursor=hotline/H1", 422),
        ("/kpis/nothing/cases?format=xlsx", 404),
    ):
        answer = await get(held, path, org="350322")
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), path


async def test_more_rows_than_a_file_holds_are_refused_before_anything_is_sent(
    held: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.table_exports.MOST_ROWS", 1)
    for form in ("csv", "xlsx", "parquet"):
        answer = await get(held, f"/kpis/opened/cases?format={form}")
        assert (answer.status_code, answer.json()["field"], answer.json()["rule"]) == (422, "format", "rows-bounded")
    assert len(await rows_of(held, "/kpis/opened/cases", "csv", org="350322")) == 1


async def test_a_list_of_many_reads_is_whole(held: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.metrics.listing.SCANNED", 2)
    await held.post([event(number) for number in range(3, 8)])
    await held.catch_up()
    for form in ("csv", "xlsx", "parquet"):
        numbers = [row["case_no"] for row in await rows_of(held, "/kpis/opened/cases?limit=1", form)]
        assert numbers == [f"H{number}" for number in range(1, 8)]
