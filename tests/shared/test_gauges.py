"""What waits in a service is told to Prometheus."""

from datetime import timedelta

from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.db import Sessions
from shared.gauges import Gauges
from shared.lifecycle import Timer
from shared.sla import calendar_days
from shared.tables import timers
from shared.timers import TimerWorker, failures
from tests.shared.outbox import record


async def test_an_event_that_has_yet_to_leave_is_counted(core_sessions: Sessions):
    registry = CollectorRegistry()
    gauges = Gauges(core_sessions, registry)
    await gauges.look()
    assert b"guimian_relay_unpublished 0.0" in generate_latest(registry)
    async with core_sessions.begin() as session:
        await record(session, "library", "A1", 1)
    await gauges.look()
    told = generate_latest(registry)
    assert b"guimian_relay_unpublished 1.0" in told
    assert b"guimian_relay_parked 0.0" in told
    assert b"guimian_inbox_waiting 0.0" in told


async def test_a_timer_that_fails_is_counted_until_it_succeeds(core_sessions: Sessions):
    registry = CollectorRegistry()
    gauges = Gauges(core_sessions, registry)
    row = {"case_no": "A1", "name": "remind", "kind": "loan", "due_at": clock.now() - timedelta(hours=1)}
    async with core_sessions.begin() as session:
        await session.execute(insert(timers), [row])
    works = False

    async def fire(session: AsyncSession, case_no: str, action: str) -> None:
        if not works:
            raise LookupError("no shelf")

    remind = Timer("remind", set(), calendar_days(1), "remind")
    worker = TimerWorker(core_sessions, {"loan": (remind,)}, {"loan": fire})
    await worker.fire_due()
    await gauges.look()
    assert b"guimian_timers_due 0.0" in generate_latest(registry)
    assert b"guimian_timers_failing 1.0" in generate_latest(registry)
    async with core_sessions.begin() as session:
        (failing,) = await failures(session)
        assert (failing.case_no, failing.name, failing.error) == ("A1", "remind", "LookupError('no shelf')")
        await session.execute(update(timers).values(due_at=clock.now()))
    works = True
    await worker.fire_due()
    await gauges.look()
    assert b"guimian_timers_failing 0.0" in generate_latest(registry)
