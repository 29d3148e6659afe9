"""The intake service (受理): `uvicorn services.intake.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from services.intake import work
from services.intake.aml.routes import router as aml
from services.intake.applications.commands import premium
from services.intake.applications.models import Application
from services.intake.applications.routes import router as applications
from services.intake.bank.commands import reception as bank_reception
from services.intake.bank.models import BankApplication
from services.intake.bank.reconciliation.routes import router as reconciliation
from services.intake.bank.routes import router as bank
from services.intake.cards.commands import activation
from services.intake.cards.models import CardActivation
from services.intake.cards.routes import router as cards
from services.intake.findings import commands as finding
from services.intake.findings.models import Finding
from services.intake.findings.routes import router as findings
from services.intake.groups.commands import reception as groups_reception
from services.intake.groups.insured_routes import router as insured
from services.intake.groups.models import GroupApplication
from services.intake.groups.routes import router as groups
from services.intake.inspections.models import Inspection
from services.intake.inspections.routes import router as inspections
from services.intake.large_cash.models import LargeCashReport
from services.intake.large_cash.routes import router as large_cash
from services.intake.roster.commands import counter_days
from services.intake.roster.models import CounterDay
from services.intake.roster.routes import router as roster
from services.intake.suspicions.models import Suspicion
from services.intake.suspicions.routes import router as suspicions
from services.intake.trainings.models import Training
from services.intake.trainings.routes import router as trainings
from services.intake.visits import commands as visiting
from services.intake.visits.models import Visit
from services.intake.visits.routes import router as visits
from shared.bus import Bus
from shared.errors import Text
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

ROUTERS = [
    applications, bank, reconciliation, cards, groups, insured,
    aml, large_cash, suspicions,
    visits, roster, inspections, findings, trainings,
]  # fmt: skip
KINDS = [
    Kind(Application, on_timer={"dun": premium.dun, "withdraw_overdue": premium.withdraw_overdue}),
    Kind(BankApplication, on_timer={"lapse": bank_reception.lapse}),
    Kind(CardActivation, on_timer={"dun": activation.dun, "withdraw_overdue": activation.withdraw_overdue}),
    Kind(GroupApplication, on_timer={"withdraw_overdue": groups_reception.withdraw_overdue}),
    Kind(LargeCashReport),
    Kind(Suspicion),
    Kind(Visit, on_timer={"lapse": visiting.lapse, "leave_open": visiting.leave_open}),
    Kind(CounterDay, on_timer={"close": counter_days.close}),
    Kind(Inspection),
    Kind(Finding, on_timer={"remind": finding.remind}),
    Kind(Training),
]


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    app = make_service(
        "intake",
        Text("受理", "Intake"),
        ROUTERS,
        settings=settings,
        bus=bus,
        kinds=KINDS,
        transports=transports,
        lifespans=[work.warning_of_thresholds, work.working],
    )
    work.prepare(app)
    return app


__getattr__ = lazily(create_app)
