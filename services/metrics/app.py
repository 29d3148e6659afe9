"""The metrics service (指标): the projection of the event stream, its KPIs and the board."""

from collections.abc import Mapping
from functools import partial

import httpx
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from services.metrics import web
from services.metrics.gauges import Gauges
from services.metrics.pulse import Pulse
from services.metrics.reports.routes import router as reports
from services.metrics.routes import router
from services.metrics.scorecards.routes import router as scorecards
from services.metrics.stars.routes import router as stars
from services.metrics.watch import Watch
from services.metrics.worker import follow
from shared.app import make_app
from shared.bus import Bus
from shared.db import make_engine, make_sessions
from shared.errors import Text
from shared.gauges import Gauges as OutboxGauges
from shared.gauges import keep_looking
from shared.jobs import Job
from shared.migrate import check_schema
from shared.relay import Relay
from shared.service import background, lazily, open_bus
from shared.settings import Settings
from shared.sisters import Sisters


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    """`bus` and `transports` are given where several services share a process."""
    engine = make_engine(settings.database_url_of("metrics"), synchronous=settings.sqlite_synchronous)
    stream, pulse = bus or open_bus(settings), Pulse()
    sisters = Sisters(settings, "metrics", transports if transports is not None else {})

    sessions, registry = make_sessions(engine), CollectorRegistry()
    jobs: dict[str, Job] = {
        "projection": partial(follow, engine, stream, pulse),
        "gauges": partial(keep_looking, Gauges(sessions, registry).look),
        "watch": Watch(sessions, pulse).run,
        "relay": Relay(sessions, stream).run,
        "outbox": OutboxGauges(sessions, registry).run,
    }
    run = background(jobs, engine=engine, sisters=sisters, bus=stream, owns_bus=bus is None)
    app = make_app(
        "metrics",
        Text("指标", "Metrics"),
        [router, scorecards, stars, reports],
        settings=settings,
        sessions=sessions,
        lifespans=[run],
        checks={"schema": partial(check_schema, sessions, "metrics"), "projection": pulse.check},
        registry=registry,
    )
    app.state.pulse, app.state.bus, app.state.sisters = pulse, stream, sisters
    web.install(app)
    return app


__getattr__ = lazily(create_app)
