"""An event that fits no contract is told of: over REST, on the command line, to Prometheus."""

import asyncio
import json
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from typer.testing import CliRunner

from services.cli.commands import app as cli
from services.metrics.gauges import Gauges
from shared.auth import Role
from shared.bus import Message
from tests.metrics.desk import Desk, event

TOPIC = "guimian.foreign.events"


async def break_one(desk: Desk, number: int = 0) -> None:
    bad = json.dumps({"data": {**event()["data"], "version": -number}}).encode()
    assert not any(await desk.app.state.bus.publish([Message(TOPIC, "H1", bad)]))
    await desk.catch_up()


async def test_a_refused_event_is_listed_with_its_place_and_reason(desk: Desk) -> None:
    await break_one(desk)
    await break_one(desk)
    headers = desk.headers(Role.PROVINCE)
    page = (await desk.client.get("/v1/refused-events?limit=1", headers=headers)).json()
    more = (await desk.client.get(f"/v1/refused-events?cursor={page['next_cursor']}", headers=headers)).json()
    (last,), (first,) = page["items"], more["items"]
    assert (first["topic"], first["offset"], last["offset"]) == (TOPIC, 0, 1)
    assert "$.data.version" in first["reason"]
    assert more["next_cursor"] is None


@pytest.mark.parametrize(("role", "org"), [(Role.TELLER, "*"), (Role.PROVINCE, "35"), (Role.INTEGRATOR, "350322")])
async def test_what_tells_of_no_organisation_is_for_those_who_see_all(desk: Desk, role: Role, org: str) -> None:
    assert (await desk.client.get("/v1/refused-events", headers=desk.headers(role, org))).status_code == 403


async def test_lag_and_refusals_are_told_to_prometheus(desk: Desk) -> None:
    await break_one(desk)
    registry = CollectorRegistry()
    gauges = Gauges(desk.app.state.sessions, registry)
    await gauges.look()
    told = generate_latest(registry)
    assert b"guimian_projection_refused 1.0" in told
    assert b'guimian_projection_behind{service="foreign"} 0.0' in told
    assert 0 <= registry.get_sample_value("guimian_projection_unseen_seconds", {"service": "foreign"}) < 60
    assert b"guimian_projection_behind" in (await desk.client.get("/metrics")).content


async def test_the_command_line_tells_of_them_and_exits_with_1(desk: Desk, tmp_path: Path) -> None:
    async def run() -> tuple[int, str]:
        done = await asyncio.to_thread(CliRunner().invoke, cli, ["refused", "--data", str(tmp_path)])
        return done.exit_code, done.output

    assert (await run())[0] == 0
    await break_one(desk)
    code, output = await run()
    assert (code, TOPIC in output, "$.data.version" in output) == (1, True, True)
