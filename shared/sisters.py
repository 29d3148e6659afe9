"""Calls to the sister services over REST, with this service's own token; in one process without a network."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from shared.auth import service_token
from shared.observability import current_traceparent
from shared.settings import Settings

TIMEOUT_SECONDS = 10.0


class Sisters:
    """`transports` are the apps mounted beside this one; a service not among them is called at its address."""

    def __init__(self, settings: Settings, service: str, transports: Mapping[str, httpx.AsyncBaseTransport]) -> None:
        self._settings, self._service, self._transports = settings, service, transports
        self._clients: dict[str, httpx.AsyncClient] = {}

    async def get(self, sister: str, path: str, *, language: str = "zh", **params: str) -> Any:
        """The answer's JSON; raises httpx.HTTPError for a refusal or a failure. Never inside a transaction."""
        answer = await self._client(sister).get(path, params=params, headers=self._headers(language))
        answer.raise_for_status()
        return answer.json()

    async def search(self, sister: str, path: str, body: dict[str, Any]) -> Any:
        """As `get`, with what is looked for in the body: addresses end up in logs."""
        answer = await self._client(sister).post(path, json=body, headers=self._headers("zh"))
        answer.raise_for_status()
        return answer.json()

    def _headers(self, language: str) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {service_token(self._settings, self._service)}"}
        headers["Accept-Language"] = language
        if trace := current_traceparent():
            headers["traceparent"] = trace
        return headers

    def _client(self, sister: str) -> httpx.AsyncClient:
        if sister not in self._clients:
            transport = self._transports.get(sister)
            address = "http://127.0.0.1" if transport else self._settings.sister_urls[sister]
            self._clients[sister] = httpx.AsyncClient(base_url=address, transport=transport, timeout=TIMEOUT_SECONDS)
        return self._clients[sister]

    async def close(self) -> None:
        await asyncio.gather(*(client.aclose() for client in self._clients.values()))
