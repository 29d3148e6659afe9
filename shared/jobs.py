"""Work that goes on beside an app while it answers: one that ends is started again, and readiness says so meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI

Job = Callable[[], Coroutine[Any, Any, None]]
"""Work that goes on until it is cancelled."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0

log = structlog.get_logger("jobs")


class Down(Exception):
    """Jobs that ended and wait to be started again."""


class Jobs:
    def __init__(self, jobs: Mapping[str, Job]) -> None:
        self._jobs = jobs
        self.down: set[str] = set()

    async def check(self) -> None:
        """For /readyz; raises Down."""
        if self.down:
            raise Down(", ".join(sorted(self.down)))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self._keep(name, job), name=name) for name, job in self._jobs.items()]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self, name: str, job: Job) -> None:
        """A job deals with outages itself: that it ends is a fault of ours, and no reason to end for good."""
        pause, loop = FIRST_PAUSE_SECONDS, asyncio.get_running_loop()
        while True:
            started = loop.time()
            try:
                await job()
                log.error("job.ended", job=name)
            except Exception:
                log.exception("job.failed", job=name)
            pause = FIRST_PAUSE_SECONDS if loop.time() - started > LONGEST_PAUSE_SECONDS else pause
            self.down.add(name)
            await asyncio.sleep(pause)
            self.down.discard(name)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


@asynccontextmanager
async def beside(app: FastAPI, name: str, jobs: Mapping[str, Job]) -> AsyncIterator[None]:
    """They run while the app does, unless its settings leave them to another process; `name` tells /readyz of them."""
    if not app.state.settings.jobs:
        yield
        return
    work = Jobs(jobs)
    app.state.checks[name] = work.check
    async with work.running():
        yield
