"""The intake service (受理): `uvicorn services.intake.app:app`."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
import structlog
from fastapi import FastAPI

from services.intake.aml import thresholds
from services.intake.aml.routes import router as aml
from services.intake.aml.watch import Watch
from services.intake.applications.commands import premium
from services.intake.applications.models import Application
from services.intake.applications.routes import router as applications
from services.intake.cards.commands import activation
from services.intake.cards.models import CardActivation
from services.intake.cards.routes import router as cards
from services.intake.groups.commands import reception as groups_reception
from services.intake.groups.insured_routes import router as insured
from services.intake.groups.list_work import ListWorker
from services.intake.groups.models import GroupApplication
from services.intake.groups.routes import router as groups
from services.intake.large_cash.models import LargeCashReport
from services.intake.large_cash.routes import router as large_cash
from services.intake.suspicions.models import Suspicion
from services.intake.suspicions.routes import router as suspicions
from services.intake.visits import commands as visiting
from services.intake.visits.models import Visit
from services.intake.visits.routes import router as visits
from shared import clock
from shared.bus import Bus
from shared.calendar_data import calendar_for
from shared.errors import Text
from shared.files import open_files
from shared.jobs import Jobs
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

APPLICATION = Kind(Application, on_timer={"dun": premium.dun, "withdraw_overdue": premium.withdraw_overdue})
VISIT = Kind(Visit, on_timer={"lapse": visiting.lapse})
CARD = Kind(CardActivation, on_timer={"dun": activation.dun, "withdraw_overdue": activation.withdraw_overdue})
GROUP_APPLICATION = Kind(GroupApplication, on_timer={"withdraw_overdue": groups_reception.withdraw_overdue})
LARGE_CASH_REPORT = Kind(LargeCashReport, on_timer={})
SUSPICION = Kind(Suspicion, on_timer={})

log = structlog.get_logger("aml")


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    app = make_service(
        "intake",
        Text("受理", "Intake"),
        [applications, cards, groups, insured, visits, aml, large_cash, suspicions],
        settings=settings,
        bus=bus,
        kinds=[APPLICATION, CARD, GROUP_APPLICATION, VISIT, LARGE_CASH_REPORT, SUSPICION],
        transports=transports,
        lifespans=[_warning_of_thresholds, _working],
    )
    app.state.files = open_files(settings, "intake")
    app.state.lists = ListWorker(app.state.sessions, app.state.files)
    app.state.watch = Watch(app.state.sessions)
    return app


@asynccontextmanager
async def _warning_of_thresholds(_app: FastAPI) -> AsyncIterator[None]:
    """Amounts that nobody has read in the text in force are used, but never silently."""
    if rows := thresholds.unverified(calendar_for("").date_of(clock.now())):
        log.warning("aml.unverified", rows=[row.rule_id for row in rows], see="GET /v1/aml/thresholds")
    yield


@asynccontextmanager
async def _working(app: FastAPI) -> AsyncIterator[None]:
    if not app.state.settings.jobs:
        yield
        return
    work = Jobs({"lists": app.state.lists.run, "aml": app.state.watch.run})
    app.state.checks["lists"] = work.check
    async with work.running():
        yield


__getattr__ = lazily(create_app)
