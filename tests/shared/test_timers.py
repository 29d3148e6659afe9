"""Timers: started, renewed and ended with the steps of a case, fired once each, in the order in which they are due."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.cases import advance
from shared.clock import SimulatedClock
from shared.db import Sessions
from shared.tables import case_events
from shared.tables import timers as rows
from tests.shared.outbox import until
from tests.shared.reservations import LIBRARIAN, MONDAY, Reservation, create, fire, set_aside, worker
from tests.shared.test_cases import REVIEWER

REMIND, LAPSE = datetime(2026, 10, 15, 9, 30, tzinfo=UTC), datetime(2026, 10, 19, 16, 0, tzinfo=UTC)


@pytest.fixture
def time() -> Iterator[SimulatedClock]:
    simulated = SimulatedClock(MONDAY)
    before = clock.install(simulated)
    yield simulated
    clock.install(before)


@pytest.fixture
async def sessions(core_sessions: Sessions, time: SimulatedClock) -> Sessions:
    await create(core_sessions)
    return core_sessions


async def running(sessions: Sessions, case_no: str = "R-1") -> dict[str, datetime]:
    async with sessions() as session:
        found = await session.execute(select(rows).where(rows.c.case_no == case_no))
        return {row.name: row.due_at for row in found}


async def fired(sessions: Sessions) -> list[tuple[str, str]]:
    """What the system did, in the order in which it was written."""
    done = select(case_events).where(case_events.c.actor == "system").order_by(case_events.c.id)
    async with sessions() as session:
        return [(row.case_no, row.type.split(".")[2]) for row in await session.execute(done)]


async def has_fired(sessions: Sessions) -> bool:
    return bool(await fired(sessions))


async def move(sessions: Sessions, action: str, actor: Any = LIBRARIAN, case_no: str = "R-1") -> None:
    async with sessions.begin() as session:
        await advance(session, await session.get_one(Reservation, case_no), action, actor)


async def test_timers_start_with_the_status_and_end_with_it(sessions: Sessions):
    await set_aside(sessions, "R-1")
    assert await running(sessions) == {"remind": REMIND, "lapse": LAPSE}
    await move(sessions, "keep")
    assert await running(sessions) == {"remind": REMIND}, "lapsing ends with being ready, reminding goes on"
    await move(sessions, "collect")
    assert await running(sessions) == {}


async def test_a_timer_counts_anew_after_what_it_names(sessions: Sessions, time: SimulatedClock):
    await set_aside(sessions, "R-1")
    time.advance(timedelta(days=1))
    await move(sessions, "extend", REVIEWER)
    assert await running(sessions) == {"remind": REMIND, "lapse": LAPSE + timedelta(days=1)}


async def test_a_status_entered_again_starts_from_the_beginning(sessions: Sessions, time: SimulatedClock):
    await set_aside(sessions, "R-1")
    await move(sessions, "keep")
    time.advance(timedelta(days=2))
    await move(sessions, "release")
    assert await running(sessions) == {"remind": REMIND, "lapse": LAPSE + timedelta(days=2)}


async def test_nothing_fires_before_its_time_and_all_of_it_then(sessions: Sessions, time: SimulatedClock):
    await set_aside(sessions, "R-1")
    time.set(REMIND - timedelta(seconds=1))
    assert await worker(sessions).fire_due() == 0
    time.set(REMIND)
    assert await worker(sessions).fire_due() == 1
    assert (await running(sessions))["remind"] == datetime(2026, 10, 20, 9, 30, tzinfo=UTC)
    time.set(LAPSE)
    assert await worker(sessions).fire_due() == 1
    assert await running(sessions) == {}
    assert await fired(sessions) == [("R-1", "moved"), ("R-1", "lapsed")]


async def test_after_a_weeks_stop_all_is_caught_up_in_due_order(sessions: Sessions, time: SimulatedClock):
    for number in (3, 1, 2):
        await set_aside(sessions, f"R-{number}")
        time.advance(timedelta(days=1))
    time.set(LAPSE + timedelta(days=7))
    assert await worker(sessions).fire_due() == 6
    reminded = [(f"R-{number}", "moved") for number in (3, 1, 2)]
    assert await fired(sessions) == reminded + [(f"R-{number}", "lapsed") for number in (3, 1, 2)]
    assert await worker(sessions).fire_due() == 0


async def test_three_workers_fire_each_timer_once(sessions: Sessions, time: SimulatedClock):
    cases = [f"R-{number}" for number in range(20)]
    await set_aside(sessions, *cases)
    time.set(REMIND)
    counts = await asyncio.gather(*(worker(sessions).fire_due() for _ in range(3)))
    assert sum(counts) == 20
    assert sorted(await fired(sessions)) == sorted((case, "moved") for case in cases)


async def test_one_that_fails_is_tried_again_later_and_holds_up_no_other(sessions: Sessions, time: SimulatedClock):
    await set_aside(sessions, "R-1", "R-2")
    trips = 3

    async def stumble(session: AsyncSession, case_no: str, action: str) -> None:
        nonlocal trips
        await fire(session, case_no, action)
        if case_no == "R-1" and trips:
            trips -= 1
            raise RuntimeError("no stamps left")

    time.set(REMIND)
    shaky = worker(sessions, stumble)
    assert await shaky.fire_due() == 2
    assert await fired(sessions) == [("R-2", "moved")], "what the failed one wrote is gone"
    async with sessions() as session:
        row = (await session.execute(select(rows).where(rows.c.case_no == "R-1", rows.c.name == "remind"))).one()
    assert (row.attempts, row.due_at, row.error) == (1, REMIND + timedelta(minutes=1), "RuntimeError('no stamps left')")
    for minutes in (1, 2, 4):
        assert await shaky.fire_due() == 0
        time.advance(timedelta(minutes=minutes))
        assert await shaky.fire_due() == 1
    assert await fired(sessions) == [("R-2", "moved"), ("R-1", "moved")]


async def test_the_pauses_of_one_that_always_fails_grow_to_six_hours(sessions: Sessions, time: SimulatedClock):
    await set_aside(sessions, "R-1")

    async def fail(session: AsyncSession, case_no: str, action: str) -> None:
        raise RuntimeError("never")

    broken, pauses = worker(sessions, fail), []
    time.set(REMIND)
    for _ in range(12):
        await broken.fire_due()
        due = (await running(sessions))["remind"]
        pauses.append(int((due - time.now()).total_seconds() // 60))
        time.set(max(due, time.now()))
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


async def test_a_running_worker_fires_when_the_clock_gets_there(sessions: Sessions, time: SimulatedClock):
    await set_aside(sessions, "R-1")
    task = asyncio.create_task(worker(sessions).run())
    try:
        await asyncio.sleep(0.1)
        assert await fired(sessions) == []
        time.set(REMIND)
        await until(partial(has_fired, sessions))
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert await fired(sessions) == [("R-1", "moved")]
