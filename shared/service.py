"""What runs in a service's process: its app, and beside it the relay, the timers and the reactions."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, cast

import httpx
from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import DeclarativeBase

from shared import collector
from shared.app import Lifespan, make_app
from shared.auth import Actor
from shared.bus import Bus
from shared.bus.local import LocalBus
from shared.cases import CaseMixin, get_case
from shared.db import Sessions, make_engine, make_sessions, reading
from shared.errors import Text
from shared.gauges import Gauges
from shared.inbox import Inbox
from shared.jobs import Job, beside
from shared.lifecycle import Lifecycle
from shared.migrate import check_schema
from shared.pii import check_ring
from shared.reactions import Reaction
from shared.relay import Relay
from shared.settings import Settings
from shared.sisters import Sisters
from shared.tables import core
from shared.timers import TimerWorker

OnTimer = Callable[[AsyncSession, Any], Awaitable[object]]
"""`await on_timer(session, case)`: the step that a timer calls for."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case of a service; `on_timer` has for each action of its timers the command that takes the step."""

    model: type[CaseMixin]
    on_timer: Mapping[str, OnTimer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if missing := {timer.action for timer in self.lifecycle.timers} - self.on_timer.keys():
            raise TypeError(f"{self.lifecycle.kind}: no action for the timers of {', '.join(sorted(missing))}")

    @property
    def lifecycle(self) -> Lifecycle:
        return self.model.lifecycle

    async def fire(self, session: AsyncSession, case_no: str, action: str) -> None:
        await self.on_timer[action](session, await get_case(session, self.model, case_no, Actor.system()))


def open_bus(settings: Settings) -> Bus:
    if not settings.kafka:
        return LocalBus(settings.bus_path)
    # Imported here: a start without Kafka would wait 0.15 s for aiokafka.
    from shared.bus.kafka import KafkaBus
    from shared.bus.security import client_options

    return KafkaBus(settings.kafka, client_options(settings))


def make_service(
    name: str,
    title: Text,
    routers: Sequence[APIRouter],
    *,
    settings: Settings,
    bus: Bus | None = None,
    kinds: Sequence[Kind] = (),
    reactions: Sequence[Reaction] = (),
    transports: Mapping[str, httpx.AsyncBaseTransport] | None = None,
    lifespans: Sequence[Lifespan] = (),
) -> FastAPI:
    """A case-keeping service, whole. `bus` and `transports` are given where several services share a process."""
    engine = make_engine(settings.database_url_of(name), synchronous=settings.sqlite_synchronous)
    sessions, sisters = make_sessions(engine), Sisters(settings, name, transports if transports is not None else {})
    stream = bus or open_bus(settings)
    by_name = {kind.lifecycle.kind: kind for kind in kinds}
    timers = {case: kind.lifecycle.timers for case, kind in by_name.items()}
    worker = TimerWorker(sessions, timers, {case: kind.fire for case, kind in by_name.items()})
    inbox = Inbox(sessions, stream, name, reactions, context=sisters, days=settings.inbox_days)

    registry = CollectorRegistry()
    gauges = Gauges(sessions, registry)
    jobs: dict[str, Job] = {"relay": Relay(sessions, stream).run, "timers": worker.run, "gauges": gauges.run}
    if reactions:
        jobs["inbox"] = inbox.run
    run = background(jobs, engine=engine, sisters=sisters, bus=stream, owns_bus=bus is None)
    app = make_app(
        name,
        title,
        routers,
        settings=settings,
        sessions=sessions,
        lifespans=[run, *lifespans],
        checks={"schema": partial(check_schema, sessions, name), "keys": partial(_check_keys, sessions, kinds)},
        registry=registry,
    )
    app.state.timers, app.state.inbox, app.state.bus, app.state.sisters = worker, inbox, stream, sisters
    app.state.day_runs = ()  # what a service does once a day, called also where a clock is moved by hand
    return app


async def _check_keys(sessions: Sessions, kinds: Sequence[Kind]) -> None:
    """With a ring that is not these data's, a service would write what nobody reads beside it."""
    own = {table for kind in kinds for table in cast(type[DeclarativeBase], kind.model).metadata.tables.values()}
    async with reading(sessions) as session:
        for table in [*core.sorted_tables, *own]:
            await check_ring(session, table)


def lazily(create_app: Callable[[Settings], FastAPI]) -> Callable[[str], Any]:
    """A module's `__getattr__`: `app` is made when a server asks for it, not when somebody imports the module."""

    @cache
    def made() -> FastAPI:
        app = create_app(Settings())
        collector.settle()
        return app

    def attribute(name: str) -> Any:
        if name == "app":
            return made()
        raise AttributeError(name)

    return attribute


def background(jobs: Mapping[str, Job], *, engine: AsyncEngine, sisters: Sisters, bus: Bus, owns_bus: bool) -> Lifespan:
    """What runs beside an app while it answers, and what is closed after it. The bus is started by its owner."""

    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(engine.dispose)
            stack.push_async_callback(sisters.close)
            if owns_bus:
                await bus.start()
                stack.push_async_callback(bus.stop)
            await stack.enter_async_context(beside(app, "jobs", jobs))
            yield

    return run
