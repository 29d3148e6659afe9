"""One list of what is to be done, over all services: the most urgent first, each case where it is acted on."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.worklist import MANY, Asked, worklist_page
from services.metrics.worklist_rows import WorkOut
from shared.auth import Role
from shared.bus.local import LocalBus
from shared.db import make_sessions, reading
from shared.pagination import PageRequest
from tests.metrics.clocked import reading as clock_reading
from tests.metrics.clocked import step, tell
from tests.metrics.desk import Desk, event
from tests.metrics.test_projection import project


def due(at: str | None, **changes: Any) -> list[dict[str, Any]]:
    return [clock_reading(due_at=at, used_50_at=None, used_80_at=None, **changes)]


STOPPED = "2026-04-14T01:00:00Z"
FAULT = {"code": "account-missing"}
CASES = [
    step(1, clocks=due("2026-04-21T09:30:00Z")),
    step(2, clocks=due("2026-04-17T09:30:00Z"), handler="U2", org="350305"),
    step(3, kind="claim", case_no="LP260413-00000003", clocks=due("2026-04-20T09:30:00Z"), handler="A1"),
    step(4, status="awaiting_supplement", waiting="supplement", clocks=due(None), defects=[FAULT]),
    step(5, status="issued", closed_at=STOPPED, clocks=due("2026-04-15T01:00:00Z", stopped_at=STOPPED)),
    step(6, kind="suspicion", case_no="KY260413-00000006", clocks=due("2026-04-14T09:30:00Z"), handler=None),
    step(7, org="35", clocks=[clock_reading(due_at="2026-04-22T09:30:00Z"), *due("2026-04-20T08:30:00Z")]),
]  # fmt: skip


@pytest.fixture
async def told(desk: Desk) -> Desk:
    await tell(desk.app.state.bus, *CASES)
    await desk.post([event(8)])
    await desk.catch_up()
    return desk


async def listed(desk: Desk, query: str = "", role: Role = Role.TELLER, org: str = "*") -> list[str]:
    answer = await desk.client.get(f"/v1/worklist{query}", headers=desk.headers(role, org))
    assert answer.status_code == 200, answer.text
    return [item["case_no"][-1] + (item["urgency"][0]) for item in answer.json()["items"]]


async def test_open_cases_come_by_their_most_urgent_clock_and_each_viewer_sees_their_own(told: Desk) -> None:
    everything = ["2o", "8o", "7r", "3r", "1r", "4w"]
    assert await listed(told) == everything
    assert await listed(told, role=Role.COMPLIANCE) == ["6o", *everything]
    assert await listed(told, "?org=3503") == [each for each in everything if each != "7r"]
    assert await listed(told, org="350305") == ["2o"]
    assert await listed(told, "?service=claims") == ["3r"]
    assert await listed(told, "?service=intake&org=350322") == ["1r", "4w"]
    assert await listed(told, "?service=foreign") == ["8o"]
    assert await listed(told, "?kind=application&org=350322") == ["1r", "4w"]
    assert await listed(told, "?handler=U2") == ["2o"]
    assert await listed(told, "?handler=U1&service=intake&org=3503") == ["1r", "4w"]
    assert await listed(told, "?handler=U1&service=claims") == []
    assert await listed(told, "?handler=U9") == []


async def test_each_case_tells_what_is_left_why_it_waits_and_where_to_act(told: Desk) -> None:
    items = (await told.get("/worklist")).json()["items"]
    overdue, waiting = items[0], items[-1]
    assert overdue["kind"] == {"code": "application", "name": {"zh": "投保件", "en": "Application"}}
    assert overdue["status"]["name"]["zh"] == "人工核保"
    assert overdue["clock"] | {"used_50_at": None} == {
        "id": "stage-underwriting",
        "name": {"zh": "核保时限", "en": "Underwriting stage"},
        "due_at": "2026-04-17T09:30:00Z",
        "working_seconds_left": -4 * 3600 - 1800,  # of Monday alone: it was due on Friday at closing
        "used_50_at": None,
        "used_80_at": None,
    }
    assert overdue["act"] == {
        "handler": "U2",
        "roles": ["underwriter"],
        "service": "intake",
        "path": "/v1/applications/TB260413-00000002",
    }
    assert waiting["clock"] is None
    assert waiting["waits_for"]["reason"]["code"] == "supplement"
    assert [missing["code"] for missing in waiting["waits_for"]["missing"]] == ["account-missing"]
    hotline = items[1]
    assert (hotline["clock"]["id"], hotline["act"]["service"], hotline["act"]["path"]) == ("due", "foreign", None)


async def test_what_may_not_be_asked_is_refused_by_its_name(told: Desk) -> None:
    answer = await told.client.get("/v1/worklist?kind=suspicion", headers=told.headers(Role.BRANCH_MANAGER))
    assert (answer.status_code, answer.json()["needs"]) == (403, ["auditor", "compliance"])
    assert (await told.get("/worklist?org=3502", org="3503")).status_code == 403
    for query in ("service=desk", "limit=0", "limit=201", "cursor=x", "kind=%20", "handler=", "org=35-", "handler=%00"):
        answer = await told.get(f"/worklist?{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), query
        assert answer.json()["errors"][0]["field"] == query.partition("=")[0]
    forged = "WzEsMiwzXQ"  # [1,2,3]
    assert (await told.get(f"/worklist?cursor={forged}")).status_code == 422


@pytest.mark.parametrize("narrower", ["", "&handler=U1"])
async def test_pages_stay_where_they_were_while_cases_move(desk: Desk, narrower: str) -> None:
    """One of the first page is closed, and a more urgent one comes: the pages behind it are as they were."""
    cases = [step(n, org=f"35032{n % 4}", clocks=due(f"2026-04-{14 + n % 9}T09:30:00Z")) for n in range(30)]
    await tell(desk.app.state.bus, *cases)
    await desk.catch_up()
    whole = [item["case_no"] for item in (await desk.get("/worklist")).json()["items"]]
    assert len(set(whole)) == 30
    page = (await desk.get(f"/worklist?limit=7{narrower}")).json()
    seen = [item["case_no"] for item in page["items"]]
    closed = {"status": "issued", "closed_at": "2026-04-20T01:00:00Z", "org": f"35032{int(seen[3][-2:]) % 4}"}
    await tell(desk.app.state.bus, step(int(seen[3][-2:]), 2, **closed), step(99, clocks=due("2026-04-13T09:30:00Z")))
    await desk.catch_up()
    while cursor := page["next_cursor"]:
        page = (await desk.get(f"/worklist?limit=7{narrower}&cursor={cursor}")).json()
        seen += [item["case_no"] for item in page["items"]]
    assert seen == whole
    assert (await desk.get("/worklist?limit=1")).json()["items"][0]["case_no"] == "TB260413-00000099"


@pytest.mark.parametrize("many", [MANY, 2])
async def test_it_is_the_same_list_on_both_databases_for_whoever_sees_few_groups_or_many(
    engine: AsyncEngine, log: LocalBus, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr("services.metrics.worklist.MANY", many)
    await tell(log, *CASES)
    await project(engine, log)

    async def page(asked: Asked, cursor: str | None = None, limit: int = 2) -> tuple[list[str], str | None]:
        async with reading(make_sessions(engine), snapshot=True) as session:
            found = await worklist_page(session, asked, PageRequest(limit, cursor))
        return [case.case_no[-1] for case in found.items if isinstance(case, WorkOut)], found.next_cursor

    first, cursor = await page(Asked(hidden=frozenset({"suspicion"})))
    second, cursor = await page(Asked(hidden=frozenset({"suspicion"})), cursor)
    assert (first, second) == (["2", "7"], ["3", "1"])
    assert await page(Asked(hidden=frozenset({"suspicion"})), cursor) == (["4"], None)
    assert await page(Asked(handler="U1", org="3503", kind="application")) == (["1", "4"], None)
    assert (await page(Asked(org="350322", service="intake"), limit=9))[0] == ["6", "1", "4"]
