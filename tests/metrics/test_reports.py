"""The counter's report: each of its numbers is the API's, in both languages, and nothing is said without one."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document

from services.metrics import formulas
from services.metrics.kpis import KPIS
from services.metrics.reports.sections import ROWS, SECTIONS, Course, Parts
from shared.auth import Role
from tests.intake.counter import refused
from tests.metrics.desk import Desk
from tests.metrics.test_stars import MONTH
from tests.metrics.test_trainings import BAD, form, tell

LINES = [row.kpi for section in SECTIONS for part in section.parts for row in part.rows]
A_YEAR_AGO = form(901, "2025-04-09", case_no="TB901")
SISTERS = [form(910 + n, "2026-04-09", case_no=f"TB91{n}", org=org) for n, org in enumerate(("350302", "350305"))]
BADLY = [form(920 + n, "2026-04-10", case_no=f"TB92{n}", **BAD) for n in range(3)]


async def read(desk: Desk, query: str, role: Role = Role.PROVINCE, org: str = "35") -> Any:
    answer = await desk.client.get(f"/v1/reports?{query}", headers=desk.headers(role, org))
    assert answer.status_code == 200, answer.text
    return answer


def opened(content: bytes) -> tuple[list[list[str]], str]:
    """The lines of its figures in their order, and all that it says in paragraphs."""
    document = Document(BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    lines = [line for rows in tables if len(rows[0]) == 6 for line in rows[1:]]
    return lines, "\n".join(paragraph.text for paragraph in document.paragraphs)


def number(text: str) -> float | None:
    """As it is shown; None for a dash."""
    found = re.match(r"-?[\d,]+(\.\d+)?", text)
    return float(found[0].replace(",", "")) if found else None


def shown(value: float | None, unit: str) -> Any:
    if value is None:
        return None
    return pytest.approx(value * 100 if unit == "%" else value, abs=0.51 if unit in ("cases", "yuan") else 0.051)


async def test_each_number_is_the_apis_in_both_languages(desk: Desk) -> None:
    await tell(desk, *MONTH, A_YEAR_AGO, *SISTERS, *BADLY)
    chinese, english = [await read(desk, f"period=2026&org=350322&lang={each}") for each in ("zh", "en")]
    assert chinese.headers["content-disposition"] == 'attachment; filename="report-350322-2026.docx"'
    (lines, said), (same, _) = opened(chinese.content), opened(english.content)
    assert [line[0] for line in lines] == [KPIS[id].name.zh for id in LINES]
    assert [line[0] for line in same] == [KPIS[id].name.en for id in LINES]
    days, before = "from=2026-01-01&to=2026-04-20", "from=2025-01-01&to=2025-04-20"
    for id, (name, value, reckoned, _, earlier, _), also in zip(LINES, lines, same, strict=True):
        told = (await desk.get(f"/kpis/{id}?org=350322&{days}")).json()
        past = (await desk.get(f"/kpis/{id}?org=350322&{before}")).json()
        assert number(value) == number(also[1]) == shown(told["value"], told["kpi"]["unit"]), id
        assert number(earlier) == number(also[4]) == shown(past["value"], told["kpi"]["unit"]), id
        if told["kpi"]["unit"] == "%" and told["value"] is not None and "amount" not in id and KPIS[id].scale == 1:
            assert reckoned == f"{told['numerator']:,} / {told['denominator']:,}", id
        assert (name in said) or (told["value"] is not None), f"{id} has no case, which nothing says"
    assert ("2025-01-01" in said, "2026-04-20" in said, "2026-12-31" in said) == (True, True, True)


async def test_targets_ranks_and_causes_are_told_in_sentences(desk: Desk) -> None:
    await tell(desk, *MONTH, A_YEAR_AGO, *SISTERS, *BADLY)
    lines, said = opened((await read(desk, "period=2026-Q2&org=350322&lang=zh")).content)
    found = dict(zip(LINES, lines, strict=True))
    defects = (await desk.get("/kpis/defect-rate?org=350322&from=2026-04-01&by=defect")).json()
    rate, (cause,) = defects["value"], defects["slices"]
    assert found["defect-rate"][3:] == ["0.0% 未达", "0.0%", "3 / 3"]
    told = (
        f"问题件率:{rate:.1%},未达目标 0.0%(差 {rate * 100:.1f} 个百分点),比上年同期(0.0%)高 {rate * 100:.1f} 个百分点"
    )
    assert told in said
    assert f"问题件率按差错:投保人未签名 {cause['numerator']}(100.0%)。" in said
    assert "期内为零:" in said
    assert "无数值:" in said


async def test_an_empty_period_says_so_and_compares_nothing(desk: Desk) -> None:
    await tell(desk, *MONTH)
    for language, empty, before in (
        ("zh", "没有任何案件记录", "不作同比"),
        ("en", "No case was opened", "nothing is compared"),
    ):
        content = (await read(desk, f"period=2025-11&org=350322&lang={language}")).content
        lines, said = opened(content)
        assert (empty in said, before in said) == (True, True)
        assert {number(line[1]) for line in lines} == {None, 0}
        assert {(line[4], line[5]) for line in lines} == {("–", "")}
        assert not [name for name in ZipFile(BytesIO(content)).namelist() if "charts/" in name]


async def test_charts_hold_the_numbers_and_gaps_stay_gaps(desk: Desk) -> None:
    await tell(desk, *MONTH, *BADLY)
    packed = ZipFile(BytesIO((await read(desk, "period=2026&org=350322")).content))
    charts = [packed.read(name).decode() for name in packed.namelist() if name.startswith("word/charts/")]
    (accepted,) = [chart for chart in charts if "各月受理件数" in chart]
    trend = (await desk.get("/kpis/applications-accepted/trend?org=350322&from=2026-01-01&step=month")).json()
    series = re.findall(r"<c:val>.*?</c:val>", accepted)[0]
    assert [float(each) for each in re.findall(r"<c:v>([^<]*)</c:v>", series)] == [each["value"] for each in trend]
    satisfied = next(chart for chart in charts if "满意率走势" in chart)
    values = re.findall(r'<c:pt idx="(\d+)">', re.findall(r"<c:val>.*?</c:val>", satisfied)[0])
    assert values == ["3"], "April alone has a value; months without one are no zero"


async def test_sisters_are_compared_by_what_may_be_known_of_them(desk: Desk) -> None:
    """A branch reads of its sisters what the scorecard sends round; who sees them reads all."""
    await tell(desk, *MONTH, *SISTERS, *BADLY)
    above, own = [
        dict(zip(LINES, opened((await read(desk, "period=2026&org=350322", org=org)).content)[0], strict=True))
        for org in ("3503", "350322")
    ]
    assert (above["defect-rate"][5], own["defect-rate"][5]) == ("3 / 3", "3 / 3")
    assert (above["pending-rate"][5] != "", own["pending-rate"][5]) == (True, "")
    refused(await desk.get("/reports?period=2026&org=350302", org="350322"), 403, "out-of-scope")


async def test_what_can_not_be_told_of_is_refused_by_field_and_rule(desk: Desk) -> None:
    await tell(desk, *MONTH)
    for query, field, rule in (
        ("period=20xx", "period", "year-quarter-or-month"),
        ("period=2026-Q5", "period", "year-quarter-or-month"),
        ("period=2027", "period", "not-in-the-future"),
        ("period=0000", "period", "after-the-first-year"),
        ("period=2026-04&to=2026-03-31", "to", "from-before-to"),
        ("period=2026-03&to=2026-04-01", "to", "within-the-period"),
        ("period=2026&to=2026-04-21", "to", "not-in-the-future"),
        ("period=2026&org=9999", "org", "known-organisation"),
    ):
        refused(await desk.get(f"/reports?{query}"), 422, "rule-broken", field=field, rule=rule)
    for query in ("", "period=2026&lang=fr", "period=2026&org=%2A", "period=2026&to=x", "period=2026-000000000"):
        refused(await desk.get(f"/reports?{query}"), 422, "invalid-request")
    refused(await desk.get("/reports?period=1999"), 503, "calendar-year-missing", year=1999)


async def test_a_report_up_to_a_day_compares_the_same_days_and_leap_years_their_whole_february(desk: Desk) -> None:
    await tell(desk, *MONTH)
    for query, now, before in (
        ("period=2026&to=2026-03-31", "2026-01-01 至 2026-03-31", "2025-01-01 至 2025-03-31"),
        ("period=2024-02", "2024-02-01 至 2024-02-29", "2023-02-01 至 2023-02-28"),
        ("period=2025-02", "2025-02-01 至 2025-02-28", "2024-02-01 至 2024-02-29"),
        ("period=2024-02&to=2024-02-28", "2024-02-01 至 2024-02-28", "2023-02-01 至 2023-02-28"),
    ):
        _, said = opened((await read(desk, query)).content)
        assert (now in said, before in said) == (True, True), query


def test_each_row_is_a_kpi_told_once_with_breakdowns_that_it_has():
    assert len({row.kpi for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert {*row.ranked, *row.apart} <= set(formulas.breakdowns(KPIS[row.kpi])), row.kpi
        assert KPIS[row.kpi].better or not row.sisters, f"{row.kpi} has no better"
    for part in (part for section in SECTIONS for part in section.parts):
        for chart in part.charts:
            if isinstance(chart, Course):
                assert len({KPIS[id].unit for id in chart.kpis}) == 1
            if isinstance(chart, Parts):
                assert chart.by in next(row.ranked for row in part.rows if row.kpi == chart.kpi)
