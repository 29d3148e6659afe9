"""Each threshold of a clock is announced once, whatever stops, jumps and rebuilds."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.confidential import CONFIDENTIAL
from services.metrics.pulse import Pulse
from services.metrics.rebuild import rebuild
from services.metrics.watch import Watch
from shared import clock
from shared.bus.local import LocalBus
from shared.clock import SimulatedClock
from shared.cloudevents import decode
from shared.db import make_sessions
from shared.relay import Relay
from tests.metrics.clocked import announced, look, reading, step, tell
from tests.metrics.test_projection import project

HALF, MOST, DUE = "2026-04-14T06:00:00Z", "2026-04-15T08:00:00Z", "2026-04-16T09:30:00Z"
PASSED = [("at-risk", 50, HALF), ("at-risk", 80, MOST), ("breached", 100, DUE)]


@pytest.fixture
def time() -> Iterator[SimulatedClock]:
    simulated = SimulatedClock(datetime(2026, 4, 13, 1, tzinfo=UTC))
    previous = clock.install(simulated)
    yield simulated
    clock.install(previous)


async def test_each_threshold_is_announced_at_its_moment_and_once(
    engine: AsyncEngine, log: LocalBus, time: SimulatedClock
) -> None:
    await tell(log, step())
    await project(engine, log)
    for moment, so_far in ((HALF, 1), (MOST, 2), (DUE, 2)):
        at = datetime.fromisoformat(moment)
        time.set(at - timedelta(seconds=1))
        before = await announced(engine)
        assert (await look(engine), await announced(engine)) == (0, before)
        time.set(at)
        await look(engine)
        assert await announced(engine) == PASSED[:so_far]
    time.set(datetime.fromisoformat(DUE) + timedelta(seconds=1))
    assert (await look(engine), await announced(engine)) == (1, PASSED)
    time.advance(timedelta(days=20))
    assert (await look(engine), await announced(engine)) == (0, PASSED)
    stopped = "2026-05-06T10:00:00Z"
    await tell(log, step(version=2, status="issued", closed_at=stopped, clocks=[reading(stopped_at=stopped)]))
    await project(engine, log)
    time.set(datetime.fromisoformat(stopped))
    assert (await look(engine), await look(engine)) == (1, 0)
    assert await announced(engine) == [*PASSED, ("recovered", 100, stopped)]
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM worklist"))).scalar_one() == 0


async def test_a_jump_over_all_of_a_clock_loses_nothing_of_it(
    engine: AsyncEngine, log: LocalBus, time: SimulatedClock
) -> None:
    """The watch learns of the limit, the breach and the end at once, and tells them in order."""
    stopped = "2026-04-20T02:00:00Z"
    closing = step(version=2, status="issued", closed_at=stopped, clocks=[reading(stopped_at=stopped)])
    await tell(log, step(), closing)
    time.set(datetime(2026, 4, 27, tzinfo=UTC))
    await project(engine, log)
    assert await look(engine) == 4
    assert await announced(engine) == [*PASSED, ("recovered", 100, stopped)]


async def test_what_stopped_long_ago_is_told_to_nobody(
    engine: AsyncEngine, log: LocalBus, time: SimulatedClock
) -> None:
    """A log of years that is read in, or the first rebuild after the watch came."""
    stopped = "2026-04-20T02:00:00Z"
    await tell(log, step(version=2, status="issued", closed_at=stopped, clocks=[reading(stopped_at=stopped)]))
    time.set(datetime(2026, 5, 20, 3, tzinfo=UTC))
    await project(engine, log)
    assert (await look(engine), await announced(engine)) == (0, [])


async def test_a_paused_clock_is_recovered_and_goes_on_from_where_it_stood(
    engine: AsyncEngine, log: LocalBus, time: SimulatedClock
) -> None:
    await tell(log, step())
    await project(engine, log)
    time.set(datetime(2026, 4, 14, 7, tzinfo=UTC))
    await look(engine)
    paused = reading(due_at=None, used_80_at=None)
    await tell(log, step(version=2, at="2026-04-14T07:00:00Z", waiting="notice", clocks=[paused]))
    await project(engine, log)
    await look(engine)
    time.set(datetime(2026, 4, 22, tzinfo=UTC))
    assert await look(engine) == 0
    resumed = reading(due_at="2026-04-24T02:00:00Z", used_80_at="2026-04-23T02:00:00Z")
    await tell(log, step(version=3, at="2026-04-22T00:00:00Z", clocks=[resumed]))
    await project(engine, log)
    assert await look(engine) == 0
    time.set(datetime(2026, 4, 24, 3, tzinfo=UTC))
    await look(engine)
    assert await announced(engine) == [
        ("at-risk", 50, HALF),
        ("recovered", 50, "2026-04-14T07:00:00Z"),
        ("at-risk", 80, "2026-04-23T02:00:00Z"),
        ("breached", 100, "2026-04-24T02:00:00Z"),
    ]


async def test_a_limit_that_is_extended_recovers_at_once(
    engine: AsyncEngine, log: LocalBus, time: SimulatedClock
) -> None:
    await tell(log, step())
    await project(engine, log)
    time.set(datetime.fromisoformat(MOST))
    await look(engine)
    longer = reading(
        due_at="2026-05-20T09:30:00Z", used_50_at="2026-05-01T06:00:00Z", used_80_at="2026-05-12T06:00:00Z"
    )
    await tell(log, step(version=2, at=MOST, clocks=[longer]))
    await project(engine, log)
    await look(engine)
    assert await announced(engine) == [*PASSED[:2], ("recovered", 80, MOST)]


async def test_a_further_lap_of_a_clock_is_another_clock(
    engine: AsyncEngine, log: LocalBus, time: SimulatedClock
) -> None:
    stopped = reading(stopped_at="2026-04-14T08:00:00Z")
    await tell(log, step(version=3, clocks=[stopped, reading()]))
    time.set(datetime.fromisoformat(HALF) + timedelta(hours=3))
    await project(engine, log)
    await look(engine)
    assert [found[:2] for found in await announced(engine)] == [("at-risk", 50), ("at-risk", 50), ("recovered", 50)]


async def test_a_rebuild_announces_nothing_anew_and_goes_on(
    engine: AsyncEngine, log: LocalBus, time: SimulatedClock
) -> None:
    await tell(log, *(step(number) for number in range(3)))
    await project(engine, log)
    time.set(datetime.fromisoformat(HALF))
    assert await look(engine) == 3
    await rebuild(engine, log)
    assert await look(engine) == 0
    time.set(datetime.fromisoformat(MOST))
    assert await look(engine) == 3


async def test_two_watches_share_what_is_due(engine: AsyncEngine, log: LocalBus, time: SimulatedClock) -> None:
    await tell(log, *(step(number) for number in range(40)))
    await project(engine, log)
    time.set(datetime(2026, 4, 30, tzinfo=UTC))
    assert sum(await asyncio.gather(*(look(engine) for _ in range(3)))) == 120
    assert len(await announced(engine)) == 120


@pytest.mark.parametrize("kind", sorted(CONFIDENTIAL))
async def test_of_a_secret_kind_nothing_is_announced(
    engine: AsyncEngine, log: LocalBus, time: SimulatedClock, kind: str
) -> None:
    await tell(log, step(kind=kind))
    await project(engine, log)
    time.set(datetime(2026, 4, 30, tzinfo=UTC))
    assert (await look(engine), await announced(engine)) == (0, [])


async def test_a_running_watch_wakes_for_a_jump_and_its_events_leave_on_the_topic(
    engine: AsyncEngine, log: LocalBus, time: SimulatedClock
) -> None:
    await tell(log, step())
    await project(engine, log)
    sessions, got = make_sessions(engine), list[Any]()
    running = [asyncio.create_task(job) for job in (Watch(sessions, Pulse()).run(), Relay(sessions, log).run())]
    await asyncio.sleep(0.1)
    time.set(datetime(2026, 4, 30, tzinfo=UTC))
    try:
        async with log.consume("desk", ["guimian.metrics.events"]) as consumer, asyncio.timeout(10):
            while len(got) < 3:
                got += await consumer.fetch(10, 0.2)
    finally:
        for job in running:
            job.cancel()
            with suppress(asyncio.CancelledError):
                await job
    told = [decode(record.value) for record in got]
    assert [each.type for each in told] == [
        "cn.guimian.metrics.sla.at-risk.v1",
        "cn.guimian.metrics.sla.at-risk.v1",
        "cn.guimian.metrics.sla.breached.v1",
    ]
    assert [(each.sequence, each.subject) for each in told] == [(n, "TB260413-00000001") for n in ("1", "2", "3")]
    assert told[0].data | {"handler": "U1", "org": "350322", "clock": "stage-underwriting", "lap": 1} == told[0].data
