"""The five services in one process: what the front page promises, and the clock that a simulation moves."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.suite import create_app
from shared import clock
from shared.auth import Role, mint_token
from shared.clock import SimulatedClock
from shared.settings import SERVICES, Settings
from shared.testing.databases import migrate_all_quickly
from tests.e2e.counter import FORM, PERSON, Counter, until

MORNING = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)  # 09:00 at the counter


async def opened(settings: Settings, simulated: SimulatedClock | None = None) -> FastAPI:
    await migrate_all_quickly(settings)
    return create_app(settings, simulated)


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    settings, simulated = Settings(data=tmp_path), SimulatedClock(MORNING)
    real = clock.install(simulated)
    app = await opened(settings, simulated)
    try:
        async with app.router.lifespan_context(app):
            counter = Counter(app, settings)
            yield counter
            await counter.http.aclose()
    finally:
        clock.install(real)


async def move(counter: Counter, role: Role = Role.INTEGRATOR, **body: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {mint_token(counter.settings, 'S1', [role])}"}
    return await counter.http.post("/dev/clock", json=body, headers=headers)


async def test_every_link_of_the_front_page_answers(counter: Counter):
    page = (await counter.http.get("/")).text
    for kept in (
        "卡折",
        "团单",
        "银保通",
        "收费",
        "柜面",
        "cards",
        "groups",
        "banks",
        "premium collection",
        "the counter",
    ):
        assert kept in page, f"the front page doesn't tell that intake keeps: {kept}"
    links = re.findall(r'href="([^"]+)"', page)
    assert {f"/{name}/docs" for name in ("intake", "policy", "claims", "callback", "metrics")} <= set(links)
    links.remove("/metrics/board/")  # opened in a real browser, by tests/browser
    answers = {link: (await counter.http.get(link)).status_code for link in links}
    assert set(answers.values()) == {200}, answers


async def test_the_suite_is_ready_when_all_services_are(counter: Counter):
    async def ready_now() -> Any:
        answer = (await counter.http.get("/readyz")).json()
        return answer if answer["status"] == "ready" else None

    ready = await until(ready_now)
    assert set(ready["services"]) == set(SERVICES)
    counter.app.state.services["claims"].state.checks["broken"] = broken
    unready = await counter.http.get("/readyz")
    assert (unready.status_code, unready.json()["services"]["claims"]["status"]) == (503, "not ready")


async def broken() -> None:
    raise ConnectionError


async def test_tokens_are_given_at_the_front_door_to_nobody_behind_a_proxy(counter: Counter):
    ask = {"sub": "T1", "roles": ["teller"], "org": "350322"}
    given = await counter.http.post("/dev/token", json=ask)
    headers = {"Authorization": f"Bearer {given.json()['access_token']}"}
    assert (await counter.http.get("/intake/v1/applications", headers=headers)).status_code == 200
    refused = await counter.http.post("/dev/token", json=ask, headers={"X-Forwarded-For": "10.1.1.1"})
    assert refused.status_code == 403


async def test_the_front_door_has_an_edge_too(counter: Counter):
    for path in ("/", "/healthz", "/nowhere"):
        assert (await counter.http.get(path)).headers["x-request-id"], path
    for nowhere in ("/nowhere", "/intake/v1/a%0Ab"):
        answer = await counter.http.get(nowhere)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found"), nowhere
    content = b" " * (counter.settings.max_body_bytes + 1)
    answer = await counter.http.post("/dev/token", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/payload-too-large")


async def test_a_new_case_is_where_its_location_says(counter: Counter):
    headers = counter.token("S-teller", Role.TELLER)
    made = await counter.http.post("/intake/v1/applications", json=FORM, headers=headers)
    assert (await counter.http.get(made.headers["location"], headers=headers)).json()["case_no"] == made.json()[
        "case_no"
    ]


async def test_a_real_clock_cannot_be_moved(tmp_path: Path):
    app = await opened(Settings(data=tmp_path))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        assert (await client.post("/dev/clock", json={})).status_code == 404


async def test_timers_fire_at_their_own_times_on_a_clock_that_jumps(counter: Counter):
    unpaid = FORM | {"policyholder": PERSON | {"account_no": None}}
    case = await counter.post("/intake/v1/applications", Role.TELLER, unpaid)
    assert case["status"] == "awaiting_supplement"
    answer = await move(counter, now=(MORNING + timedelta(days=35)).isoformat())
    assert answer.json()["settled"] is True
    history = await counter.get(f"/intake/v1/applications/{case['case_no']}/history")
    steps = [(step["type"].rsplit(".", 2)[-2], datetime.fromisoformat(step["at"])) for step in history]
    assert steps[-1][0] == "withdrawn"
    assert steps[-1][1] - MORNING <= timedelta(days=31)
    duns = [at for type, at in steps if type == "dunned"]
    assert len(duns) >= 6
    assert len(set(duns)) == len(duns)


async def test_when_the_clock_has_moved_the_sister_services_have_heard(counter: Counter):
    issued = await counter.issue()
    await move(counter)
    policies = (await counter.get("/policy/v1/policies", application_no=issued["case_no"]))["items"]
    assert [policy["opened_at"] for policy in policies] == [issued["issued_at"]]
    callbacks = await counter.get("/callback/v1/callbacks", policy_no=issued["policy_no"])
    assert len(callbacks["items"]) == 1


async def test_the_clock_runs_forward_only_and_for_integrators_only(counter: Counter):
    back = await move(counter, now=(MORNING - timedelta(seconds=1)).isoformat())
    assert (back.status_code, back.json()["field"]) == (422, "now")
    beyond = await move(counter, now="2999-01-01T00:00:00Z")
    assert (beyond.status_code, beyond.json()["field"], beyond.json()["rule"]) == (422, "now", "calendar-known")
    assert (await move(counter, Role.TELLER, now=MORNING.isoformat())).status_code == 403
    assert (await counter.http.post("/dev/clock", json={})).status_code == 401


async def test_a_running_clock_can_be_stopped_and_moved(counter: Counter):
    running = (await move(counter, rate=3600)).json()
    stopped = (await move(counter, rate=0)).json()
    assert datetime.fromisoformat(stopped["now"]) > datetime.fromisoformat(running["now"])
    assert clock.now() == datetime.fromisoformat(stopped["now"])
