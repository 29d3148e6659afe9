"""The intake service (受理): `uvicorn services.intake.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from services.intake.applications.commands import premium
from services.intake.applications.models import Application
from services.intake.applications.routes import router as applications
from services.intake.cards.commands import activation
from services.intake.cards.models import CardActivation
from services.intake.cards.routes import router as cards
from services.intake.visits import commands as visiting
from services.intake.visits.models import Visit
from services.intake.visits.routes import router as visits
from shared.bus import Bus
from shared.errors import Text
from shared.files import open_files
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

APPLICATION = Kind(Application, on_timer={"dun": premium.dun, "withdraw_overdue": premium.withdraw_overdue})
VISIT = Kind(Visit, on_timer={"lapse": visiting.lapse})
CARD = Kind(CardActivation, on_timer={"dun": activation.dun, "withdraw_overdue": activation.withdraw_overdue})


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    app = make_service(
        "intake",
        Text("受理", "Intake"),
        [applications, cards, visits],
        settings=settings,
        bus=bus,
        kinds=[APPLICATION, CARD, VISIT],
        transports=transports,
    )
    app.state.files = open_files(settings, "intake")
    return app


__getattr__ = lazily(create_app)
