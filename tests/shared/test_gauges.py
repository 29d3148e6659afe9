"""What waits in a service is told to Prometheus."""

from prometheus_client import CollectorRegistry, generate_latest

from shared.db import Sessions
from shared.gauges import Gauges
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
