"""A day of renewals on PostgreSQL, everything asked for twice at once; and a process that is killed at its work."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.policy_service.app import create_app
from services.policy_service.collection import finding
from shared.testing.alone import Alone, alone, answering
from shared.testing.databases import database
from tests.policy_service.conftest import MONDAY
from tests.policy_service.renewals.collector import Collector

COUNT = 7


async def _play(office: Alone, collector: Collector) -> list[Any]:
    """The same requests twice at once: one does the work, the other finds it done or is refused."""
    await collector.policies(COUNT)
    await collector.ask("2026-10-12")
    work = office.app.state.renewals.work
    await asyncio.gather(work(), work())
    office.time.set(datetime(2026, 10, 13, 2, tzinfo=UTC))
    drawn = await asyncio.gather(*(collector.post("/renewal-batches", {"org": "350322"}) for _ in range(2)))
    assert sorted(answer.status_code for answer in drawn) == [201, 422]
    batch = next(answer.json() for answer in drawn if answer.status_code == 201)
    path = f"/renewal-batches/{batch['case_no']}/export"
    assert 200 in [answer.status_code for answer in await asyncio.gather(collector.post(path), collector.post(path))]
    content = await collector.answers(batch, *["成功"] * (COUNT - 1), "其他")
    sent = await asyncio.gather(collector.send(batch, content), collector.send(batch, content))
    assert sorted(answer.status_code for answer in sent) == [200, 409]
    return sorted(row[2:] for row in await collector.ends())


@pytest.mark.real
async def test_asked_for_twice_at_once_a_day_ends_alike_on_both_databases(
    tmp_path: Path, intake: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finding, "CHUNK", 3)
    ends = []
    for kind in ("sqlite", "postgresql"):
        async with (
            database(kind, tmp_path / kind) as url,
            alone("policy_service", create_app, tmp_path / kind, MONDAY, {"intake": answering(intake)}, url) as office,
        ):
            ends.append(await _play(office, Collector(office, intake)))
            events = [row for row in await office.rows() if row.kind == "renewal"]
            assert len(events) == 4 * COUNT
    assert ends[0] == ends[1]


async def test_a_process_killed_at_its_work_is_followed_by_one_that_ends_it(
    tmp_path: Path, intake: dict[str, Any], collector: Collector, office: Alone
):
    await collector.policies(40)
    await collector.ask("2026-10-12")
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.policy_service.renewals.killed_worker", str(tmp_path), "13",
        cwd=Path(__file__).parents[3], env=os.environ,
    )  # fmt: skip
    assert await child.wait() == -signal.SIGKILL
    opened = len(await collector.renewals(status="due")) + len(await collector.renewals(status="noticed"))
    assert 0 < opened <= 40
    run = await collector.run()
    assert (run["opened"], run["noticed"]) == (40, 40)
    assert [(row[2], row[3]) for row in await collector.ends()] == [("noticed", 2)] * 40
