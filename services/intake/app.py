"""The intake service (受理): `uvicorn services.intake.app:app`."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from services.intake.applications.commands import premium
from services.intake.applications.models import Application, Party
from services.intake.applications.routes import router as applications
from services.intake.cards.commands import activation
from services.intake.cards.models import CardActivation, CardParty
from services.intake.cards.routes import router as cards
from services.intake.groups.commands import reception as groups_reception
from services.intake.groups.commands.insured import on_policy
from services.intake.groups.insured_routes import router as insured
from services.intake.groups.list_work import ListWorker
from services.intake.groups.models import GroupApplication, Insured
from services.intake.groups.routes import router as groups
from services.intake.visits import commands as visiting
from services.intake.visits.models import Visit
from services.intake.visits.routes import router as visits
from shared.auth import Role, allow
from shared.bus import Bus
from shared.errors import Text
from shared.files import open_files
from shared.jobs import Jobs
from shared.people_search import PeopleOf, everywhere_search
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

# The people of every kind of case that has any: whoever asks for somebody finds them wherever they are.
PEOPLE = (
    PeopleOf(Party, Application),
    PeopleOf(CardParty, CardActivation),
    PeopleOf(Insured, GroupApplication, on_policy()),
)
PEOPLE_READERS = allow(Role.TELLER, Role.AUDITOR, Role.SERVICE, Role.BRANCH_MANAGER)  # those who may see all of them

APPLICATION = Kind(Application, on_timer={"dun": premium.dun, "withdraw_overdue": premium.withdraw_overdue})
VISIT = Kind(Visit, on_timer={"lapse": visiting.lapse})
CARD = Kind(CardActivation, on_timer={"dun": activation.dun, "withdraw_overdue": activation.withdraw_overdue})
GROUP_APPLICATION = Kind(GroupApplication, on_timer={"withdraw_overdue": groups_reception.withdraw_overdue})


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    app = make_service(
        "intake",
        Text("受理", "Intake"),
        [applications, cards, groups, insured, visits, everywhere_search(PEOPLE, PEOPLE_READERS)],
        settings=settings,
        bus=bus,
        kinds=[APPLICATION, CARD, GROUP_APPLICATION, VISIT],
        transports=transports,
        lifespans=[_working_on_lists],
    )
    app.state.files = open_files(settings, "intake")
    app.state.lists = ListWorker(app.state.sessions, app.state.files)
    return app


@asynccontextmanager
async def _working_on_lists(app: FastAPI) -> AsyncIterator[None]:
    if not app.state.settings.jobs:
        yield
        return
    work = Jobs({"lists": app.state.lists.run})
    app.state.checks["lists"] = work.check
    async with work.running():
        yield


__getattr__ = lazily(create_app)
