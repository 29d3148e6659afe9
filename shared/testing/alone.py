"""A service without its sisters, for tests: its app on a clock set by hand, events fed to its inbox one by one."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
from fastapi import FastAPI
from sqlalchemy import Table, select

from shared import clock, cloudevents
from shared.auth import Role, mint_token
from shared.bus import Position, Record
from shared.clock import SimulatedClock
from shared.contracts.base import CaseEvent
from shared.contracts.samples import sample_of
from shared.service import open_bus
from shared.settings import Settings
from shared.tables import case_events
from shared.testing.databases import migrate_quickly

Create = Callable[..., FastAPI]


class Alone:
    """Its jobs don't run: a test fires the timers and feeds the inbox itself."""

    def __init__(self, app: FastAPI, settings: Settings, time: SimulatedClock) -> None:
        self.app, self.settings, self.time = app, settings, time
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")

    def headers(self, role: Role, org: str, pii: bool) -> dict[str, str]:
        token = mint_token(self.settings, f"S-{role}", [role], org=org, pii=pii)
        return {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    async def get(
        self, path: str, role: Role = Role.BRANCH_MANAGER, /, *, org: str = "350322", pii: bool = False, **params: str
    ) -> httpx.Response:
        return await self.http.get(f"/v1{path}", params=params, headers=self.headers(role, org, pii))

    async def post(self, path: str, role: Role, body: Any, *, org: str = "350322", **headers: str) -> httpx.Response:
        return await self.http.post(f"/v1{path}", json=body, headers=self.headers(role, org, False) | headers)

    async def feed(self, *events: CaseEvent, traceparent: str | None = None) -> None:
        await self.app.state.inbox.feed([record_of(event, traceparent) for event in events])

    async def pass_time(self, until: datetime) -> int:
        """Let it be that late; returns how many timers fired."""
        self.time.set(until)
        return int(await self.app.state.timers.fire_due())

    async def rows(self, table: Table = case_events) -> list[Any]:
        async with self.app.state.sessions() as session:
            return list((await session.execute(select(table))).all())


def record_of(event: CaseEvent, traceparent: str | None = None) -> Record:
    """The event as it stands in the log; the same step of a case always has the same event id."""
    service = event.type.partition(".")[0]
    value = cloudevents.encode(
        event_id=f"{event.case_no}-{event.version}",
        type=event.type,
        case_no=event.case_no,
        version=event.version,
        at=event.at,
        data=event.model_dump_json(),
        traceparent=traceparent,
    )
    return Record(Position(cloudevents.topic(service), 0), 0, event.case_no, value)


def event_like(contract: type[CaseEvent], **facts: Any) -> Any:
    """A sample of the event, in which these facts hold."""
    return contract.model_validate(sample_of(contract, **facts))


def answering(answers: Mapping[str, Any]) -> httpx.MockTransport:
    """A sister service that gives these answers by path (a number: that status), and 503 for any other."""

    def answer(request: httpx.Request) -> httpx.Response:
        known = answers.get(request.url.path, 503)
        return httpx.Response(known) if isinstance(known, int) else httpx.Response(200, content=orjson.dumps(known))

    return httpx.MockTransport(answer)


@asynccontextmanager
async def alone(
    service: str,
    create_app: Create,
    folder: Path,
    now: datetime,
    sisters: Mapping[str, httpx.AsyncBaseTransport] | None = None,
    database_url: str | None = None,
) -> AsyncIterator[Alone]:
    settings = Settings(data=folder, jobs=False, database_url=database_url, sqlite_synchronous="NORMAL")
    simulated = SimulatedClock(now)
    await migrate_quickly(settings, service)
    bus, before = open_bus(settings), clock.install(simulated)
    await bus.start()
    app = create_app(settings, bus, sisters or {})
    try:
        async with app.router.lifespan_context(app):
            opened = Alone(app, settings, simulated)
            yield opened
            await opened.http.aclose()
    finally:
        await bus.stop()
        clock.install(before)
