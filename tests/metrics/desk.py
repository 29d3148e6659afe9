"""The metrics service in this process, and events of a foreign system to tell it."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
from fastapi import FastAPI

from services.metrics.projection import Projection
from services.metrics.worker import open_store
from shared.auth import Role, mint_token
from shared.settings import Settings

NOW = datetime(2026, 4, 20, 7, 30, tzinfo=UTC)
STRUCTURED, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"


def event(number: int = 1, version: int = 1, **changes: Any) -> dict[str, Any]:
    data = {
        "kind": "hotline", "case_no": f"H{number}", "version": version, "status": "open", "org": "350322",
        "opened_at": "2026-04-18T01:00:00Z", "due_at": "2026-04-19T01:00:00Z", "action": "open",
        "at": "2026-04-18T01:00:00Z", "by": "x1",
    }  # fmt: skip
    data.update(changes)
    return {"specversion": "1.0", "id": f"{number}-{version}", "source": "/hotline", "type": "hotline.v1", "data": data}


class Desk:
    """The service in this process, with a way to let the projection catch up."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient, settings: Settings) -> None:
        self.app, self.client, self._settings = app, client, settings

    def headers(self, role: Role, org: str = "*") -> dict[str, str]:
        return {"Authorization": f"Bearer {mint_token(self._settings, 'a1', [role], org=org)}"}

    async def get(self, path: str, org: str = "*") -> httpx.Response:
        return await self.client.get(f"/v1{path}", headers=self.headers(Role.BRANCH_MANAGER, org))

    async def post(self, body: Any, media: str = BATCH, query: str = "", **headers: str) -> httpx.Response:
        sent = {**self.headers(Role.INTEGRATOR), "Content-Type": media, **headers}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.client.post(f"/v1/events{query}", content=content, headers=sent)

    async def catch_up(self) -> None:
        store = open_store(self.app.state.sessions.kw["bind"], 1)
        await Projection(store, pulse=self.app.state.pulse).catch_up(self.app.state.bus)
