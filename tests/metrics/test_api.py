"""Metrics over HTTP: numbers with their birth certificates, the live stream."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from math import isnan

import pytest
from prometheus_client import CollectorRegistry

from services.metrics.gauges import Gauges
from services.metrics.queries import Window
from services.metrics.store import Batch, SqliteStore, looked_at
from services.metrics.stream import follow
from shared import clock
from shared.auth import Role, mint_token
from shared.tokens import LEEWAY_SECONDS
from tests.metrics.desk import Desk, event


async def test_a_number_comes_with_its_birth_certificate(desk: Desk) -> None:
    assert (await desk.post([event(1), event(2, org="350305")])).json() == {"taken": 2, "refused": []}
    await desk.catch_up()
    answer = (await desk.get("/kpis/overdue-count?org=3503&kind=hotline")).json()
    assert (answer["value"], answer["numerator"], answer["denominator"]) == (2, 2, None)
    assert answer["kpi"]["population"]["zh"]
    assert answer["kpi"]["formula"] == "level(overdue)"
    assert answer["as_of"] == "2026-04-20T07:30:00Z"
    assert [(each["service"], each["behind"], each["state"]) for each in answer["freshness"]] == [
        ("foreign", 0, "live")
    ]
    cases = (await desk.client.get(answer["cases"], headers=desk.headers(Role.PROVINCE))).json()
    assert [case["case_no"] for case in cases["items"]] == ["H1", "H2"]


async def test_how_far_behind_is_unknown_while_nothing_can_be_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log that grows meanwhile must not be told as none behind."""
    await desk.post([event(1)])
    await desk.catch_up()
    (before,) = (await desk.get("/freshness")).json()
    assert (before["behind"], before["state"]) == (0, "live")
    await desk.post([event(2)])
    monkeypatch.setattr(SqliteStore, "write", refuse_to_write)
    with pytest.raises(OSError, match="disk full"):
        await desk.catch_up()
    later = looked_at() + timedelta(seconds=31)
    monkeypatch.setattr("services.metrics.freshness.looked_at", lambda: later)
    (after,) = (await desk.get("/freshness")).json()
    assert (after["behind"], after["state"], after["checked_at"]) == (None, "silent", before["checked_at"])
    registry = CollectorRegistry()
    await Gauges(desk.app.state.sessions, registry).look()
    told = registry.get_sample_value("guimian_projection_behind", {"service": "foreign"})
    assert told is not None
    assert isnan(told)


async def refuse_to_write(_store: SqliteStore, _batch: Batch) -> None:
    raise OSError("disk full")


async def test_a_denominator_of_nothing_gives_no_value(desk: Desk) -> None:
    answer = (await desk.get("/kpis/same-day-issue-rate")).json()
    assert (answer["value"], answer["numerator"], answer["denominator"]) == (None, 0, 0)


async def test_a_past_day_shows_how_things_stood_then(desk: Desk) -> None:
    await desk.post([event(1)])
    await desk.catch_up()
    for day, overdue in (("2026-04-18", 0), ("2026-04-19", 1)):
        assert (await desk.get(f"/kpis/overdue-count?as_of={day}")).json()["value"] == overdue


async def test_a_case_is_overdue_from_the_very_second(desk: Desk) -> None:
    await desk.post([event(1, due_at="2026-04-20T07:30:01Z"), event(2, due_at="2026-04-20T07:30:00Z")])
    await desk.catch_up()
    assert (await desk.get("/kpis/overdue-count")).json()["value"] == 1
    clock.install(clock.SimulatedClock(datetime(2026, 4, 20, 7, 30, 1, tzinfo=UTC)))
    assert (await desk.get("/kpis/overdue-count")).json()["value"] == 2


@pytest.mark.parametrize(
    ("due_at", "closing", "shown"),
    [
        ("2026-04-19T01:00:00Z", {"due_at": None}, "2026-04-19T01:00:00Z"),
        ("2026-04-19T01:00:00Z", {"due_at": "2026-04-30T01:00:00Z"}, "2026-04-19T01:00:00Z"),  # too late to matter
        (None, {"due_at": None}, None),
    ],
)
async def test_a_closed_case_shows_when_it_was_due(
    desk: Desk, due_at: str | None, closing: dict[str, str | None], shown: str | None
) -> None:
    at = "2026-04-20T01:00:00Z"
    closed = event(1, 2, at=at, action="end", closed_at=at, status="ended", outcome="done", **closing)
    await desk.post([event(1, due_at=due_at), closed])
    await desk.catch_up()
    late = (await desk.get("/kpis/closed-late-rate/cases")).json()["items"]
    assert [(case["case_no"], case["due_at"]) for case in late] == ([("H1", shown)] if shown else [])
    assert (await desk.get("/cases/hotline/H1")).json()["due_at"] == shown


async def test_a_case_shows_its_timeline_and_its_waits(desk: Desk) -> None:
    await desk.post([event(1), event(1, 2, at="2026-04-18T02:00:00Z", action="ask", waiting="documents", due_at=None)])
    await desk.catch_up()
    case = (await desk.get("/cases/hotline/H1")).json()
    assert [step["action"] for step in case["timeline"]] == ["open", "ask"]
    assert case["waits"] == [{"reason": "documents", "start": "2026-04-18T02:00:00Z", "end": None}]
    assert (await desk.get("/cases/hotline/H9")).status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "where"),
    [
        ("/kpis/nothing", 404, None),
        ("/kpis/pending-rate?by=weather", 422, "by"),
        ("/kpis/pending-rate?kind=hotline", 422, "kind"),
        ("/kpis/pending-rate?to=2026-04-21", 422, "to"),
        ("/kpis/pending-rate?to=2026-04-10&as_of=2026-04-09", 422, "as_of"),
        ("/kpis/pending-rate?from=2026-04-10&to=2026-04-09", 422, "from"),
        ("/kpis/pending-rate/trend?from=2000-01-01", 422, "from"),
        ("/kpis/pending-rate?from=yesterday", 422, None),
        ("/kpis/pending-rate/cases?by=stage", 422, "value"),
        ("/kpis/pending-rate?colour=red", 422, None),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(desk: Desk, path: str, status: int, where: str | None) -> None:
    response = await desk.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    if where:
        assert response.json()["field"] == where


async def test_a_branch_sees_its_own_numbers_and_nobody_elses(desk: Desk) -> None:
    await desk.post([event(1), event(2, org="350305")])
    await desk.catch_up()
    assert (await desk.get("/kpis/opened", org="350322")).json()["value"] == 1
    assert (await desk.get("/kpis/opened?org=350305", org="350322")).status_code == 403
    assert (await desk.get("/cases/hotline/H2", org="350322")).status_code == 403
    assert (await desk.client.get("/v1/kpis/opened")).status_code == 401


async def test_the_stream_tells_what_changed_with_its_freshness(desk: Desk) -> None:
    await desk.post([event(1)])
    await desk.catch_up()
    messages = follow(desk.app, ("opened", "closed"), Window())
    first = (await anext(messages)).decode().splitlines()
    assert first[0] == "event: snapshot"
    assert set(json.loads(first[1].removeprefix("data: "))["kpis"]) == {"opened", "closed"}
    await desk.post([event(2)])
    await desk.catch_up()
    second = (await anext(messages)).decode().splitlines()
    told = json.loads(second[1].removeprefix("data: "))
    assert second[0] == "event: delta"
    assert told["kpis"] == {"opened": {"value": 2, "numerator": 2, "denominator": None}}
    assert told["freshness"][0]["service"] == "foreign"
    await messages.aclose()


async def test_a_busy_log_leaves_no_line_without_a_sign_of_life(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches come faster than messages, and none moves what this viewer follows."""
    monkeypatch.setattr("services.metrics.stream.LONGEST_SECONDS", 0.4)
    messages = follow(desk.app, ("opened",), Window())
    assert (await anext(messages)).startswith(b"event: snapshot")

    async def be_busy() -> None:
        while True:
            desk.app.state.pulse.beat()
            await asyncio.sleep(0.02)

    busy = asyncio.create_task(be_busy())
    async with asyncio.timeout(5):
        assert (await anext(messages)).startswith(b"event: heartbeat")
    busy.cancel()
    await messages.aclose()


async def test_a_busy_service_lets_no_quiet_one_look_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.post([event(1)])
    monkeypatch.setattr("services.metrics.projection.IDLE_SECONDS", 0.0)  # the last look is long ago
    await desk.catch_up()
    told = (await desk.get("/freshness")).json()
    assert {each["service"] for each in told} == {"foreign", "intake", "policy_service", "claims", "callback"}
    assert {(each["behind"], each["state"]) for each in told} == {(0, "live")}


async def test_the_newest_step_is_told_in_utc(desk: Desk) -> None:
    await desk.post([event(1, at="2026-04-18T09:20:00+08:00")])
    await desk.catch_up()
    (told,) = (await desk.get("/freshness")).json()
    assert told["last_event_at"] == "2026-04-18T01:20:00Z"


@pytest.mark.parametrize("value", ["11", "1", "35030"])
async def test_a_breakdown_by_organisation_opens_no_other_branch(desk: Desk, value: str) -> None:
    await desk.post([event(1), event(2, org="110000")])
    await desk.catch_up()
    answer = await desk.get(f"/kpis/opened/cases?by=org&value={value}", org="350322")
    assert answer.status_code == 403


async def test_a_breakdown_without_a_value_lists_nobodys_cases(desk: Desk) -> None:
    answer = await desk.get("/kpis/opened/cases?by=org&value=", org="350322")
    assert answer.json()["field"] == "value"


async def test_organisations_that_differ_in_capitals_are_two(desk: Desk) -> None:
    await desk.post([event(1, org="a1"), event(2, org="A1")])
    await desk.catch_up()
    found = (await desk.get("/kpis/opened/cases", org="a1")).json()
    assert [case["case_no"] for case in found["items"]] == ["H1"]


async def test_the_stream_ends_with_the_token(desk: Desk) -> None:
    token = mint_token(desk.app.state.settings, "m1", [Role.BRANCH_MANAGER], ttl=2 - LEEWAY_SECONDS)
    async with asyncio.timeout(20):
        answer = await desk.client.get("/v1/stream?kpi=opened", headers={"Authorization": f"Bearer {token}"})
    assert answer.text.startswith("event: snapshot")


@pytest.mark.parametrize("days", ["to=0001-01-05", "from=0001-01-01&to=0001-01-05", "from=1969-12-31", "to=1969-12-31"])
@pytest.mark.parametrize("of", ["", "/trend", "/cases"])
async def test_days_before_the_first_are_refused(desk: Desk, of: str, days: str) -> None:
    answer = await desk.get(f"/kpis/opened{of}?{days}")
    assert (answer.status_code, answer.json()["rule"]) == (422, "not-before-the-first-day")


async def test_the_first_day_can_be_asked_for(desk: Desk) -> None:
    assert len((await desk.get("/kpis/opened/trend?to=1970-01-01")).json()) == 1


async def test_a_trend_has_no_breakdown(desk: Desk) -> None:
    answer = await desk.get("/kpis/opened/trend?by=org")
    assert (answer.status_code, answer.json()["field"]) == (422, "by")
