"""How far the projection has followed the log, for Prometheus."""

from math import nan

from prometheus_client import CollectorRegistry, Gauge

from services.metrics import refusals
from services.metrics.freshness import freshness
from services.metrics.store import looked_at
from services.metrics.watch import next_look_at
from shared import clock
from shared.db import Sessions, reading


class Gauges:
    def __init__(self, sessions: Sessions, registry: CollectorRegistry) -> None:
        self._sessions, of_service = sessions, ["service"]
        self._behind = Gauge(
            "guimian_projection_behind",
            "Events in the log that no number counts yet; NaN: nobody looks",
            of_service,
            registry=registry,
        )
        self._unseen = Gauge(
            "guimian_projection_unseen_seconds", "Since a worker last read the log", of_service, registry=registry
        )
        self._refused = Gauge("guimian_projection_refused", "Events that fit no contract", registry=registry)
        self._late = Gauge("guimian_watch_late_seconds", "Since a limit had to be looked at", registry=registry)

    async def look(self) -> None:
        async with reading(self._sessions) as session:
            for each in await freshness(session):
                self._behind.labels(each.service).set(nan if each.behind is None else each.behind)
                self._unseen.labels(each.service).set((looked_at() - each.checked_at).total_seconds())
            self._refused.set(await refusals.count(session))
            self._late.set(max(0.0, (clock.now() - await next_look_at(session)).total_seconds()))
