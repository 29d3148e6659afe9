"""What runs in a service's process: its app, and beside it the relay, the timers and the reactions."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI

from shared.app import Lifespan, make_app
from shared.bus import Bus
from shared.bus.kafka import KafkaBus
from shared.bus.local import LocalBus
from shared.db import make_engine, make_sessions
from shared.errors import Text
from shared.inbox import Inbox
from shared.lifecycle import Lifecycle
from shared.reactions import Reaction
from shared.relay import Relay
from shared.settings import Settings
from shared.sisters import Sisters
from shared.timers import Fire, TimerWorker


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case of a service; `fire` takes the steps that its timers call for."""

    lifecycle: Lifecycle
    fire: Fire


def open_bus(settings: Settings) -> Bus:
    return KafkaBus(settings.kafka) if settings.kafka else LocalBus(settings.bus_path)


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
    worker = TimerWorker(
        sessions,
        {kind.lifecycle.kind: kind.lifecycle.timers for kind in kinds},
        {kind.lifecycle.kind: kind.fire for kind in kinds},
    )
    inbox = Inbox(sessions, stream, name, reactions, context=sisters)

    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        jobs: dict[str, Any] = {"relay": Relay(sessions, stream), "timers": worker}
        if reactions:
            jobs["inbox"] = inbox
        async with AsyncExitStack() as stack:
            stack.push_async_callback(engine.dispose)
            stack.push_async_callback(sisters.close)
            if bus is None:
                await stream.start()
                stack.push_async_callback(stream.stop)
            if settings.jobs:
                await stack.enter_async_context(running({job: each.run() for job, each in jobs.items()}))
            yield

    app = make_app(name, title, routers, settings=settings, sessions=sessions, lifespans=[run, *lifespans])
    app.state.timers, app.state.inbox, app.state.bus, app.state.sisters = worker, inbox, stream, sisters
    return app


@asynccontextmanager
async def running(jobs: Mapping[str, Any]) -> AsyncIterator[None]:
    """Run coroutines beside the app until it stops."""
    tasks = [asyncio.create_task(job, name=name) for name, job in jobs.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
