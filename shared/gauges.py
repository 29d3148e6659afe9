"""What waits in a service, for Prometheus: outbox rows that have yet to leave, reactions that failed, timers due."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from prometheus_client import CollectorRegistry, Gauge

from shared import deliveries, relay, timers
from shared.calendar_outlook import outlook
from shared.db import Sessions, reading

PERIOD_SECONDS = 10.0

log = structlog.get_logger(__name__)


async def keep_looking(look: Callable[[], Awaitable[None]]) -> None:
    """Look every few seconds until cancelled, through every failure of the database."""
    while True:
        try:
            await look()
        except Exception:
            log.exception("gauges.interrupted")
        await asyncio.sleep(PERIOD_SECONDS)


class Gauges:
    """Asked of the database every few seconds, so that a scrape costs nothing."""

    def __init__(self, sessions: Sessions, registry: CollectorRegistry) -> None:
        self._sessions = sessions
        self._unpublished = Gauge("guimian_relay_unpublished", "Events that have yet to leave", registry=registry)
        self._parked = Gauge("guimian_relay_parked", "Events parked with an error", registry=registry)
        self._oldest = Gauge("guimian_relay_oldest_seconds", "Age of the oldest unpublished event", registry=registry)
        self._waiting = Gauge("guimian_inbox_waiting", "Reactions to be tried again", registry=registry)
        self._given_up = Gauge("guimian_inbox_parked", "Reactions parked with an error", registry=registry)
        self._days = Gauge("guimian_calendar_days_left", "Days that the working calendar has yet", registry=registry)
        self._due = Gauge("guimian_timers_due", "Timers whose time has come", registry=registry)
        self._failing = Gauge("guimian_timers_failing", "Timers that failed, to be tried again", registry=registry)

    async def run(self) -> None:
        await keep_looking(self.look)

    async def look(self) -> None:
        async with reading(self._sessions) as session:
            leaving, arriving = await relay.status(session), await deliveries.status(session)
            waiting = await timers.status(session)
        self._days.set(outlook().days_left)
        self._unpublished.set(leaving.unpublished)
        self._parked.set(leaving.parked)
        self._oldest.set(leaving.oldest_seconds)
        self._waiting.set(arriving.waiting)
        self._given_up.set(arriving.parked)
        self._due.set(waiting.due)
        self._failing.set(waiting.failing)
