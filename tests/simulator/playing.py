"""The suite on a simulated clock, for a play."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from fastapi import FastAPI

from services.suite import create_app
from shared import clock
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import migrate_all_quickly
from simulator.api import Api, Json
from simulator.branches import BRANCHES
from simulator.kinds import looker

OPENING = datetime(2026, 10, 12, 0, 30, tzinfo=UTC)


@asynccontextmanager
async def suite(folder: Path, start: datetime = OPENING) -> AsyncIterator[FastAPI]:
    settings, simulated = Settings(data=folder, sqlite_synchronous="NORMAL", log_level="ERROR"), SimulatedClock(start)
    await migrate_all_quickly(settings)
    real = clock.install(simulated)
    try:
        app = create_app(settings, simulated)
        async with app.router.lifespan_context(app):
            yield app
    finally:
        clock.install(real)


@asynccontextmanager
async def over_rest(app: FastAPI) -> AsyncIterator[Api]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield Api(client)


async def cases_of(api: Api, *roots: str) -> list[Json]:
    """All of all branches."""
    found = [await api.pages(looker(branch.org), root, limit=200) for root in roots for branch in BRANCHES]
    return [case for cases in found for case in cases]
