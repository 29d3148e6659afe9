"""The intake service (受理): `uvicorn services.intake.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from services.intake import work
from services.intake.aml.routes import router as aml
from services.intake.applications.commands import premium
from services.intake.applications.mandate_routes import router as mandates
from services.intake.applications.models import Application, Party
from services.intake.applications.routes import router as applications
from services.intake.bank.commands import reception as bank_reception
from services.intake.bank.models import BankApplication, BankParty
from services.intake.bank.reconciliation.routes import router as reconciliation
from services.intake.bank.routes import router as bank
from services.intake.cards.commands import activation
from services.intake.cards.models import CardActivation, CardParty
from services.intake.cards.routes import router as cards
from services.intake.debits.debtors import Debtor
from services.intake.debits.models import DebitBatch
from services.intake.debits.routes import router as debits
from services.intake.findings import commands as finding
from services.intake.findings.models import Finding
from services.intake.findings.routes import router as findings
from services.intake.group_changes import commands as changing
from services.intake.group_changes.models import Addition, GroupChange
from services.intake.group_changes.routes import router as group_changes
from services.intake.groups.commands import reception as groups_reception
from services.intake.groups.commands.insured import on_policy
from services.intake.groups.insured_routes import router as insured
from services.intake.groups.models import GroupApplication, Insured
from services.intake.groups.routes import router as groups
from services.intake.inspections.models import Inspection
from services.intake.inspections.routes import router as inspections
from services.intake.large_cash.models import LargeCashReport
from services.intake.large_cash.routes import router as large_cash
from services.intake.law.routes import router as law
from services.intake.ledger.routes import router as ledger
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
from shared.auth import Role, allow
from shared.bus import Bus
from shared.errors import Text
from shared.people_search import PeopleOf, everywhere_search
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

# The people of every kind of case that has any: whoever asks for somebody finds them wherever they are.
PEOPLE = (
    PeopleOf(Party, Application),
    PeopleOf(BankParty, BankApplication),
    PeopleOf(CardParty, CardActivation),
    PeopleOf(Insured, GroupApplication, on_policy()),
    PeopleOf(Addition, GroupChange),
)
# Those who may see all of them.
PEOPLE_READERS = allow(Role.TELLER, Role.AUDITOR, Role.COMPLIANCE, Role.SERVICE, Role.BRANCH_MANAGER)
ROUTERS = [
    everywhere_search(PEOPLE, PEOPLE_READERS),
    applications, bank, reconciliation, cards, groups, insured, group_changes,
    law, mandates, debits, ledger,
    aml, large_cash, suspicions,
    visits, roster, inspections, findings, trainings,
]  # fmt: skip
KINDS = [
    Kind(Application, on_timer={"dun": premium.dun, "withdraw_overdue": premium.withdraw_overdue}),
    Kind(BankApplication, on_timer={"lapse": bank_reception.lapse}),
    Kind(CardActivation, on_timer={"dun": activation.dun, "withdraw_overdue": activation.withdraw_overdue}),
    Kind(GroupApplication, on_timer={"withdraw_overdue": groups_reception.withdraw_overdue}),
    Kind(GroupChange, on_timer={"withdraw_overdue": changing.withdraw_overdue}),
    Kind(DebitBatch),
    Kind(LargeCashReport),
    Kind(Suspicion),
    Kind(Visit, on_timer={"lapse": visiting.lapse, "leave_open": visiting.leave_open}),
    Kind(CounterDay, on_timer={"close": counter_days.close, "open_next": counter_days.open_next}),
    Kind(Inspection),
    Kind(Finding, on_timer={"remind": finding.remind}),
    Kind(Training),
]
PAYABLES = [Application, CardActivation, GroupApplication, GroupChange]  # a bank tells of its premiums itself
DEBTORS = {"application": Debtor(Application, premium.awaiting_debit, premium.record_batch_debit)}


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
    app.state.payables = PAYABLES
    app.state.debtors = DEBTORS
    return app


__getattr__ = lazily(create_app)
