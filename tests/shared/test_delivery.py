"""From one service's commit to another's effect, through relay, bus and inbox."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import orjson
from msgspec import structs
from sqlalchemy import func, select

from shared import cloudevents
from shared.bus import Bus, Record
from shared.db import Sessions
from shared.inbox import Inbox
from shared.relay import Relay
from shared.tables import case_events
from tests.shared.desk import Desk, LoanMoved, done, moved, tables
from tests.shared.outbox import log_of, record, until


def kill_between_publish_and_mark(database_url: str, bus_address: str) -> None:
    script = Path(__file__).with_name("outbox.py")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    died = subprocess.run([sys.executable, script, database_url, bus_address], env=environment, timeout=60)
    assert died.returncode == -signal.SIGKILL


async def unmarked(sessions: Sessions) -> int:
    async with sessions() as session:
        count = select(func.count()).where(case_events.c.published_at.is_(None))
        return await session.scalar(count) or 0


def as_library(entry: Record) -> Record:
    """The desk reacts to the library's type; each test publishes under a service name of its own."""
    content = orjson.loads(entry.value)
    return structs.replace(entry, value=orjson.dumps(content | {"type": cloudevents.PREFIX + LoanMoved.type}))


async def test_killed_between_publish_and_mark_nothing_is_lost_and_no_effect_doubled(
    core_sessions: Sessions, database_url: str, bus: Bus, bus_address: str
) -> None:
    service = f"t{uuid4().hex[:12]}"
    steps = [(case_no, version) for version in (1, 2, 3) for case_no in ("A1", "B1", "C1")]
    async with core_sessions.begin() as session:
        await (await session.connection()).run_sync(tables.create_all)
        for case_no, version in steps:
            data = orjson.loads(moved(case_no, version).value)["data"]
            await record(session, service, case_no, version, orjson.dumps(data).decode())

    kill_between_publish_and_mark(database_url, bus_address)
    assert await unmarked(core_sessions) == len(steps)
    await until(lambda: _is_in(bus, service))

    relay = Relay(core_sessions, bus)
    while (await relay.drain_once()).published:
        pass
    assert await unmarked(core_sessions) == 0
    log = await log_of(bus, service)
    assert len(log) > len(steps)  # the killed relay's rows came twice

    desk = Desk()
    lending = Inbox(core_sessions, bus, "desk", [desk.reaction()])
    await lending.feed([as_library(entry) for entry in log])
    assert sorted(await done(core_sessions)) == sorted(steps)
    for case_no in ("A1", "B1", "C1"):
        assert [step for step in await done(core_sessions) if step[0] == case_no] == [
            (case_no, version) for version in (1, 2, 3)
        ]


async def _is_in(bus: Bus, service: str) -> bool:
    return bool(await log_of(bus, service))
