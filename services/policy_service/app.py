"""The policy service (保全): `uvicorn services.policy_service.app:app`."""

from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service import consumers
from services.policy_service.policies import commands
from services.policy_service.policies.lifecycle import LIFECYCLE
from services.policy_service.policies.models import Policy
from services.policy_service.policies.routes import router as policies
from shared.auth import Actor
from shared.bus import Bus
from shared.cases import get_case
from shared.errors import Text
from shared.reactions import reactions_of
from shared.service import Kind, make_service
from shared.settings import Settings

ON_TIMER = {"end_free_look": commands.end_free_look}


async def fire(session: AsyncSession, case_no: str, action: str) -> None:
    await ON_TIMER[action](session, await get_case(session, Policy, case_no, Actor.system()))


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    return make_service(
        "policy_service",
        Text("保全", "Policy service"),
        [policies],
        settings=settings,
        bus=bus,
        kinds=[Kind(LIFECYCLE, fire)],
        reactions=reactions_of(consumers.__name__),
        transports=transports,
    )


def __getattr__(name: str) -> Any:
    """`app` is made when a server asks for it, not when somebody imports the module."""
    if name == "app":
        globals()["app"] = made = create_app(Settings())  # a server asks twice
        return made
    raise AttributeError(name)
