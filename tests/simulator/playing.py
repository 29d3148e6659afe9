"""The suite on a simulated clock, for a play."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI

from services.suite import create_app
from shared import clock
from shared.clock import SimulatedClock
from shared.settings import SERVICES, Settings
from shared.testing.databases import migrate_quickly

OPENING = datetime(2026, 10, 12, 0, 30, tzinfo=UTC)


@asynccontextmanager
async def suite(folder: Path, start: datetime = OPENING) -> AsyncIterator[FastAPI]:
    settings, simulated = Settings(data=folder, sqlite_synchronous="NORMAL", log_level="ERROR"), SimulatedClock(start)
    for service in SERVICES:
        await migrate_quickly(settings, service)
    real = clock.install(simulated)
    try:
        app = create_app(settings, simulated)
        async with app.router.lifespan_context(app):
            yield app
    finally:
        clock.install(real)
