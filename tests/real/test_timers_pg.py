"""Timers on PostgreSQL: several workers, one of them killed in the middle, and people at work on the same cases."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.cases import advance
from shared.clock import SimulatedClock
from shared.core_tables import create_core
from shared.db import Sessions, make_engine, make_sessions
from shared.tables import case_events
from shared.tables import timers as rows
from shared.timers import Fire
from tests.real.children import child
from tests.real.timer_worker import DOOMED
from tests.shared.outbox import until
from tests.shared.reservations import LIBRARIAN, MONDAY, Reservation, create, fire, set_aside, worker
from tests.shared.test_cases import REVIEWER
from tests.shared.test_timers import REMIND, fired, move

pytestmark = pytest.mark.real
CASES = [f"R-{number:03d}" for number in range(60)]


@pytest.fixture
def time() -> Iterator[SimulatedClock]:
    simulated = SimulatedClock(MONDAY)
    before = clock.install(simulated)
    yield simulated
    clock.install(before)


@asynccontextmanager
async def replica(url: str) -> AsyncIterator[Sessions]:
    engine = make_engine(url)
    yield make_sessions(engine)
    await engine.dispose()


@pytest.fixture
async def sessions(fresh_pg: str, time: SimulatedClock) -> AsyncIterator[Sessions]:
    async with replica(fresh_pg) as here:
        async with here.kw["bind"].begin() as connection:
            await connection.run_sync(create_core)
        await create(here)
        yield here


async def dither(session: AsyncSession, case_no: str, action: str) -> None:
    await fire(session, case_no, action)
    await asyncio.sleep(0.01)


def stuck_at(number: int, stuck: asyncio.Event) -> Fire:
    """After this many it hangs in the middle of the next transaction, until it is cancelled."""
    begun = itertools.count()

    async def stick(session: AsyncSession, case_no: str, action: str) -> None:
        await dither(session, case_no, action)
        if next(begun) == number:
            stuck.set()
            await asyncio.Event().wait()

    return stick


async def begun_by(process: asyncio.subprocess.Process) -> str:
    """The next case it says that it is in the middle of."""
    assert process.stdout
    line = await process.stdout.readline()
    assert line, "it ended by itself"
    return line.decode().split()[-1]


async def next_begun_by(process: asyncio.subprocess.Process) -> str:
    """Let it commit; the case it is in the middle of then."""
    assert process.stdin
    process.stdin.write(b"\n")
    await process.stdin.drain()
    return await begun_by(process)


async def test_workers_one_killed_and_one_cancelled_in_the_middle_fire_each_timer_once(
    fresh_pg: str, sessions: Sessions, time: SimulatedClock
):
    await set_aside(sessions, *CASES)
    time.set(REMIND)
    stuck = asyncio.Event()
    to_fire = child("tests.real.timer_worker", fresh_pg, REMIND.isoformat())
    async with to_fire as doomed, replica(fresh_pg) as here, replica(fresh_pg) as there:
        begun = [await begun_by(doomed)]
        cut_off = asyncio.create_task(worker(here, stuck_at(3, stuck)).fire_due())
        begun += [await next_begun_by(doomed) for _ in range(3)]
        await stuck.wait()
        survivors = [asyncio.create_task(worker(each, dither).fire_due()) for each in (sessions, there)]
        await asyncio.sleep(0.05)
        doomed.kill()  # before it commits the last one
        cut_off.cancel()
        await asyncio.gather(cut_off, return_exceptions=True)
        await asyncio.gather(*survivors)
    await until(lambda: rest_fired(sessions))
    assert Counter(case for case, _ in await fired(sessions)) == Counter(CASES)
    async with sessions() as session:
        cases = list(await session.scalars(select(Reservation)))
        left = list(await session.scalars(select(rows.c.due_at).where(rows.c.name == "remind")))
    assert {case.case_no for case in cases if case.handler == DOOMED} == set(begun[:-1])
    assert {case.reminders for case in cases} == {1}
    assert len(left) == len(CASES)
    assert min(left) > REMIND


async def rest_fired(sessions: Sessions) -> bool:
    """Until the server has noticed that the killed one is gone, its row is locked."""
    await worker(sessions).fire_due()
    return len(await fired(sessions)) >= len(CASES)


async def test_a_person_and_a_timer_on_one_case_do_not_deadlock(sessions: Sessions, time: SimulatedClock):
    """Each holds what the other wants: the person goes on, the timer stands back."""
    await set_aside(sessions, "R-1")
    await move(sessions, "keep")
    time.set(REMIND)
    holds_case, holds_timer = asyncio.Event(), asyncio.Event()

    async def meet(session: AsyncSession, case_no: str, action: str) -> None:
        holds_timer.set()
        await holds_case.wait()
        await asyncio.sleep(0.2)  # the person is by now waiting for the timer's row
        await fire(session, case_no, action)

    async def work() -> None:
        async with sessions.begin() as session:
            case = await session.get_one(Reservation, "R-1")
            await holds_timer.wait()
            await advance(session, case, "extend", REVIEWER)
            holds_case.set()
            await advance(session, case, "collect", LIBRARIAN)

    async with asyncio.timeout(10):
        fired_count, done = await asyncio.gather(worker(sessions, meet).fire_due(), work(), return_exceptions=True)
    assert (fired_count, done) == (1, None), "tried, and put off"
    async with sessions() as session:
        assert (await session.get_one(Reservation, "R-1")).status == "collected"
        steps: Any = await session.scalars(select(case_events.c.actor).order_by(case_events.c.version))
        assert list(steps) == ["L1", "L1", "L1", "L2", "L1"]
        assert (await session.execute(select(rows))).all() == []
