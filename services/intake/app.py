"""The intake service (受理): `uvicorn services.intake.app:app`."""

from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications import premium
from services.intake.applications.lifecycle import LIFECYCLE
from services.intake.applications.models import Application
from services.intake.applications.routes import router as applications
from shared.auth import Actor
from shared.bus import Bus
from shared.cases import get_case
from shared.errors import Text
from shared.files import open_files
from shared.service import Kind, make_service
from shared.settings import Settings

ON_TIMER = {"dun": premium.dun, "withdraw_overdue": premium.withdraw_overdue}


async def fire(session: AsyncSession, case_no: str, action: str) -> None:
    case = await get_case(session, Application, case_no, Actor.system())
    await ON_TIMER[action](session, case)


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    app = make_service(
        "intake",
        Text("受理", "Intake"),
        [applications],
        settings=settings,
        bus=bus,
        kinds=[Kind(LIFECYCLE, fire)],
        transports=transports,
    )
    app.state.files = open_files(settings, "intake")
    return app


def __getattr__(name: str) -> Any:
    """`app` is made when a server asks for it, not when somebody imports the module."""
    if name == "app":
        globals()["app"] = made = create_app(Settings())  # a server asks twice
        return made
    raise AttributeError(name)
