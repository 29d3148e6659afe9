"""The scorecard over HTTP: values, scores and ranks of sister branches; its sheet; its arithmetic."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from services.metrics.kpis import KPIS
from services.metrics.scorecards import scoring
from services.metrics.scorecards.reading import branches_of
from services.metrics.scorecards.sets import WHOLE, Metric
from services.metrics.scorecards.shipped import SHIPPED
from shared import clock
from shared.auth import Role
from tests.intake.counter import refused
from tests.metrics.desk import NOW, Desk, event

SAME_DAY = {"kpi": "same-day-rate", "group": "counter", "weight": 60, "full": 0.9, "zero": 0.4, "better": "higher"}
LATE = {"kpi": "closed-late-rate", "group": "claims", "weight": 30, "full": 0, "zero": 0.5, "better": "lower"}
OPEN = {"kpi": "open-count", "group": "claims", "weight": 10, "full": 0, "zero": 4, "better": "lower"}
METRICS = [{**each, "basis": "省公司2026年考核办法"} for each in (SAME_DAY, LATE, OPEN | {"target": 1})]
numbers = count(1)


def scheme(**changes: Any) -> dict[str, Any]:
    return {"org": "3503", "effective_from": "2026-04-20", "metrics": METRICS} | changes


async def send(desk: Desk, body: Any, path: str = "", role: Role = Role.PROVINCE, org: str = "35") -> httpx.Response:
    return await desk.client.post(f"/v1/scorecard-sets{path}", json=body, headers=desk.headers(role, org))


async def kept(desk: Desk, **changes: Any) -> Any:
    answer = await send(desk, scheme(**changes), org="*")
    assert answer.status_code == 201, answer.text
    return answer.json()


def case(org: str, took: timedelta | None = None, *, due: str | None = None) -> list[dict[str, Any]]:
    """Opened on the tenth at nine; closed so much later, or still open."""
    number, opened = next(numbers), datetime(2026, 4, 10, 1, tzinfo=UTC)
    times = {"opened_at": opened.isoformat(), "due_at": due}
    told = [event(number, org=org, at=opened.isoformat(), **times)]
    if took is not None:
        closing = {"at": (at := (opened + took).isoformat()), "closed_at": at, "due_at": None}
        told.append(event(number, 2, org=org, status="ended", action="end", **times | closing))
    return told


HOUR, TWO_DAYS = timedelta(hours=1), timedelta(days=2)


async def played(desk: Desk) -> None:
    """Of 350302 and 350322 half of all is closed at once and in time; of 350305 nothing at once; 350304 has none."""
    alike = [case(org, took) for org in ("350302", "350322") for took in (HOUR, TWO_DAYS)]
    others = [case("350305", TWO_DAYS, due="2026-04-11T01:00:00Z"), *(case("350304") for _ in range(3))]
    elsewhere = [case("350200", HOUR)]
    await desk.post([each for told in alike + others + elsewhere for each in told])
    await desk.catch_up()


async def test_sister_branches_stand_side_by_side_with_scores_total_and_rank(desk: Desk) -> None:
    await played(desk)
    await kept(desk)
    told = (await desk.get("/scorecards?org=3503")).json()
    assert (told["start"], told["end"], told["period"]) == ("2026-04-01", "2026-04-20", "month")
    assert [(each["org"], each["total"], each["rank"]) for each in told["branches"]] == [
        ("350302", 31.43, 1),
        ("350322", 31.43, 1),
        ("350305", 10.0, 3),
        ("350304", None, None),
    ]
    same_day, late, still_open = told["branches"][0]["cells"]
    assert (same_day["value"], same_day["score"], same_day["target"], same_day["on_target"]) == (0.5, 12.0, 0.9, False)
    assert (late["value"], late["score"]) == (None, None), "no case had a limit"
    assert (still_open["value"], still_open["score"], still_open["on_target"]) == (0, 10.0, True)
    assert (told["branches"][0]["points"], told["branches"][0]["weight"]) == (22.0, 70.0), "so the total is 22 of 70"


async def test_a_value_leads_to_its_cases_and_a_sisters_to_none(desk: Desk) -> None:
    await played(desk)
    await kept(desk)
    mine, sister = await lines(desk, "?org=3503", "350322"), await lines(desk, "", "350305")
    assert {org: each["total"] for org, each in mine.items()} == {org: each["total"] for org, each in sister.items()}
    assert {org for org, each in mine.items() if each["cells"][0]["cases"]} == {"350322"}
    for cell in mine["350322"]["cells"]:
        listed = await desk.client.get(cell["cases"], headers=desk.headers(Role.TELLER, "350322"))
        assert sum(each["count"] for each in listed.json()["items"]) == cell["numerator"]
    refused(await desk.get("/scorecards?org=3503", org="3502"), 403, "out-of-scope")


async def lines(desk: Desk, query: str, org: str) -> dict[str, Any]:
    told = (await desk.get(f"/scorecards{query}", org=org)).json()
    assert told["org"] == "3503"
    return {each["org"]: each for each in told["branches"]}


async def test_who_asks_for_none_gets_the_first_level_with_sisters(desk: Desk) -> None:
    assert (await desk.get("/scorecards", org="35")).json()["branches"] == []
    await played(desk)
    for own, whose in (("*", "35"), ("35", "35"), ("3503", "3503"), ("350322", "3503"), ("3502", "35")):
        assert (await desk.get("/scorecards", org=own)).json()["org"] == whose
    whole = (await desk.get("/scorecards?org=35")).json()
    opened = {each["org"] for each in whole["branches"]}
    assert opened == {"3502", "3503"}
    assert branches_of("350", ["350", "3502", "3503", "350322"]) == ["3502", "3503"]


async def test_each_day_has_the_set_of_the_nearest_organisation(desk: Desk) -> None:
    """And none is changed: a new one ends the former, and gives its days back when it is taken back."""
    await played(desk)
    province = await kept(desk, org="35")
    first = await kept(desk, metrics=[METRICS[0] | {"weight": 100}])
    assert await set_of(desk, "2026-04-19") == 0, "the shipped one"
    second = await kept(desk, effective_from="2026-04-22", effective_to="2026-04-23")
    clock.install(clock.SimulatedClock(NOW + timedelta(days=5)))
    days = [await set_of(desk, f"2026-04-{day}") for day in (19, 20, 21, 22, 23, 24)]
    assert days == [0, first["id"], first["id"], second["id"], second["id"], province["id"]]
    third = await kept(desk, effective_from="2026-04-26")
    refused(await send(desk, None, f"/{first['id']}/removal", org="*"), 409, "conflict", rule="not-yet-in-force")
    ended = await send(desk, {"effective_to": "2026-04-27"}, f"/{third['id']}/end")
    assert (ended.json()["effective_to"], ended.json()["ended_by"]) == ("2026-04-27", "a1")
    book = (await desk.get("/scorecard-sets", org="350322")).json()["items"]
    assert [(each["id"], each["effective_to"]) for each in book] == [
        (province["id"], None),
        (first["id"], "2026-04-21"),
        (second["id"], "2026-04-23"),
        (third["id"], "2026-04-27"),
    ]
    (shipped,) = (await desk.get("/shipped-scorecard-sets")).json()
    assert (shipped["id"], len(shipped["metrics"])) == (0, len(SHIPPED[0].metrics))


async def set_of(desk: Desk, day: str) -> Any:
    return (await desk.get(f"/scorecards?org=3503&on={day}")).json()["set"]["id"]


async def test_one_taken_back_gives_its_days_to_the_former(desk: Desk) -> None:
    first, second = await kept(desk), await kept(desk, effective_from="2026-04-21")
    removed = await send(desk, None, f"/{second['id']}/removal")
    assert (removed.status_code, removed.json()["removed_by"]) == (200, "a1")
    refused(await send(desk, None, f"/{second['id']}/removal"), 409, "conflict", rule="not-taken-back")
    clock.install(clock.SimulatedClock(NOW + timedelta(days=2)))
    assert await set_of(desk, "2026-04-22") == first["id"]
    assert (await send(desk, {"effective_to": "2026-04-22"}, f"/{first['id']}/end")).status_code == 200
    clock.install(clock.SimulatedClock(NOW + timedelta(days=3)))
    gone = await send(desk, {"effective_to": "2026-04-30"}, f"/{first['id']}/end")
    refused(gone, 409, "conflict", rule="in-force")


def metric(**changes: Any) -> dict[str, Any]:
    return {"metrics": [METRICS[0] | {"weight": 100} | changes]}


SECRET = {"kpi": "suspicions-open-count", "better": "lower", "full": 0, "zero": 1}
FAULTS = [
    (metric(weight=99), "metrics", "weights-add-up"),
    (metric(weight=99.999), "metrics.0.weight", "two-places"),
    (metric(zero=0.9), "metrics.0.full", "full-is-not-zero"),
    (metric(better="lower"), "metrics.0.better", "marks-lie-that-way"),
    (metric(full=0.1, better="lower"), "metrics.0.better", "direction-of-kpi"),
    (metric(kpi="nothing"), "metrics.0.kpi", "known-kpi"),
    (metric(**SECRET), "metrics.0.kpi", "kpi-for-everyone"),
    ({"metrics": [METRICS[0] | {"weight": 50}] * 2}, "metrics.1.kpi", "kpi-once"),
    ({"effective_from": "2026-04-19"}, "effective_from", "not-in-the-past"),
    ({"effective_to": "2026-04-19"}, "effective_to", "from-before-to"),
    ({"org": "350322"}, "org", "province-or-city"),
]


async def test_a_faulty_set_is_refused_by_field_and_rule(desk: Desk) -> None:
    for changes, field, rule in FAULTS:
        refused(await send(desk, scheme(**changes)), 422, "rule-broken", field=field, rule=rule)
    for changes in (metric(weight=0), metric(weight="10"), metric(group="x"), {"metrics": []}, {"more": 1}):
        refused(await send(desk, scheme(**changes)), 422, "invalid-request")
    assert (await desk.get("/scorecard-sets")).json()["items"] == []


async def test_no_two_sets_of_one_organisation_hold_on_a_day(desk: Desk) -> None:
    first = await kept(desk, effective_from="2026-05-01", effective_to="2026-05-31")
    for days in ({}, {"effective_to": "2026-05-01"}, {"effective_from": "2026-05-31"}):
        told = refused(await send(desk, scheme(**days)), 422, "rule-broken", rule="one-set-a-day")
        assert told["other"]["id"] == first["id"]
    before = await kept(desk, effective_to="2026-04-30")
    longer = await send(desk, {"effective_to": "2026-05-01"}, f"/{before['id']}/end")
    refused(longer, 422, "rule-broken", field="effective_to", rule="one-set-a-day")
    past = await send(desk, {"effective_to": "2026-04-19"}, f"/{before['id']}/end")
    refused(past, 422, "rule-broken", rule="not-in-the-past")
    await kept(desk, effective_from="2026-06-01")


async def test_provinces_and_cities_keep_sets_and_branches_read(desk: Desk) -> None:
    assert (await send(desk, scheme(), role=Role.BRANCH_MANAGER, org="3503")).status_code == 201
    refused(await send(desk, scheme(), role=Role.TELLER), 403, "forbidden")
    refused(await send(desk, scheme(), org="350322"), 403, "out-of-scope")
    refused(await send(desk, {"effective_to": "2026-05-01"}, "/1/end", org="3502"), 404, "not-found")
    assert len((await desk.get("/scorecard-sets", org="350322")).json()["items"]) == 1
    assert (await desk.get("/scorecard-sets", org="3502")).json()["items"] == []
    for query, rule in (("on=2026-04-21", "not-in-the-future"), ("on=1969-12-31", "not-before-the-first-day")):
        refused(await desk.get(f"/scorecards?{query}"), 422, "rule-broken", field="on", rule=rule)
    for period, start in (("day", "08-20"), ("month", "08-01"), ("quarter", "07-01"), ("year", "01-01")):
        told = (await desk.get(f"/scorecards?org=3503&on=2025-08-20&period={period}")).json()
        assert (told["start"], told["end"]) == (f"2025-{start}", "2025-08-20")


@pytest.mark.parametrize(("language", "place"), [("zh", "全公司"), ("en", "All branches")])
async def test_the_sheet_says_what_the_api_says(desk: Desk, language: str, place: str) -> None:
    await played(desk)
    await kept(desk)
    headers = desk.headers(Role.PROVINCE, "35") | {"Accept-Language": language}
    told = (await desk.get("/scorecards?org=3503")).json()
    answer = await desk.client.get("/v1/scorecards/workbook?org=3503", headers=headers)
    assert answer.headers["content-disposition"] == 'attachment; filename="scorecard-3503-2026-04-20.xlsx"'
    title, groups, names, weights, fulls, zeros, targets, _, *rows = sheet(answer.content)
    assert title[0].endswith("2026-04-01 – 2026-04-20")
    for at, column in enumerate(told["metrics"]):
        head = [row[1 + 2 * at] for row in (names, weights, fulls, zeros, targets)]
        assert head == [column["name"][language], *(column[each] for each in ("weight", "full", "zero", "target"))]
    assert [each for each in groups if each][1:3] == [told["metrics"][at]["group_name"][language] for at in (0, 1)]
    branches = [*told["branches"], told["whole"]]
    assert [row[1:] for row in rows[: len(branches)]] == [expected(each) for each in branches]
    assert [row[0] for row in rows[:4]] == [each["org"] for each in told["branches"]]
    assert rows[len(branches)][0] == told["rule"][language]
    everywhere = await desk.client.get("/v1/scorecards/workbook", headers=headers | desk.headers(Role.PROVINCE))
    assert sheet(everywhere.content)[0][0].startswith("35 ")
    await desk.post(case("110000"))
    await desk.catch_up()
    everywhere = await desk.client.get("/v1/scorecards/workbook", headers=headers | desk.headers(Role.PROVINCE))
    assert sheet(everywhere.content)[0][0].startswith(place)


def sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def expected(line: dict[str, Any]) -> list[Any]:
    cells = [value for cell in line["cells"] for value in (cell["value"], cell["score"])]
    return ["–" if each is None else each for each in (*cells, line["weight"], line["total"], line["rank"])]


MARKS = st.floats(-1e6, 1e6)


@settings(deadline=None)
@given(MARKS, MARKS, MARKS, st.integers(1, 100))
def test_a_score_lies_between_nothing_and_the_weight_and_follows_the_line(
    value: float, full: float, zero: float, weight: int
):
    if full == zero:
        return
    told = Metric("k", "g", weight, full, zero, "higher", full, "", "D")
    assert scoring.score(told, full) == weight
    assert scoring.score(told, zero) == 0
    assert scoring.score(told, None) is None
    found = scoring.score(told, value)
    assert found is not None
    assert 0 <= found <= weight
    halfway = scoring.score(told, zero + (full - zero) / 2)
    if abs(full - zero) > 1:
        assert halfway == pytest.approx(weight / 2, abs=0.006)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 5))))
def test_as_many_stand_before_a_branch_as_have_more(totals: list[int | None]):
    for total, rank in zip(totals, scoring.ranks(totals), strict=True):
        assert (rank is None) == (total is None)
        assert rank is None or rank - 1 == sum(1 for other in totals if other is not None and other > (total or 0))


def test_each_shipped_set_adds_up_and_lies_as_its_kpis_do():
    for each in SHIPPED:
        assert sum(one.weight for one in each.metrics) == WHOLE
        assert all((one.full > one.zero) == (one.better == "higher") for one in each.metrics)
        assert all(KPIS[one.kpi].better == one.better for one in each.metrics)
