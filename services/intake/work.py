"""What intake does beside its requests: lists of insured persons, the watch of cash, and what it warns of at start."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from fastapi import FastAPI

from services.intake.aml import thresholds
from services.intake.aml.watch import Watch
from services.intake.groups.list_work import ListWorker
from shared.days import today_at
from shared.files import open_files
from shared.jobs import beside

log = structlog.get_logger("aml")


def prepare(app: FastAPI) -> None:
    app.state.files = open_files(app.state.settings, "intake")
    app.state.lists = ListWorker(app.state.sessions, app.state.files)
    app.state.watch = Watch(app.state.sessions)


@asynccontextmanager
async def warning_of_thresholds(_app: FastAPI) -> AsyncIterator[None]:
    """Amounts that nobody has read in the text in force are used, but never silently."""
    if rows := thresholds.unverified(today_at("")):
        told = thresholds.told_of(rows)
        ids = [row.rule_id for row in rows]
        log.warning("aml.unverified", rows=ids, zh=told.zh, en=told.en, see="GET /v1/aml/thresholds")
    yield


def working(app: FastAPI) -> AbstractAsyncContextManager[None]:
    return beside(app, "lists", {"lists": app.state.lists.run, "aml": app.state.watch.run})
