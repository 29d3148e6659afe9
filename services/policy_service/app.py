"""The policy service (保全): `uvicorn services.policy_service.app:app`."""

from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import FastAPI

from services.policy_service import consumers
from services.policy_service.policies.routes import router as policies
from shared.bus import Bus
from shared.errors import Text
from shared.reactions import reactions_of
from shared.service import make_service
from shared.settings import Settings


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    return make_service(
        "policy_service",
        Text("保全", "Policy service"),
        [policies],
        settings=settings,
        bus=bus,
        reactions=reactions_of(consumers.__name__),
        transports=transports,
    )


def __getattr__(name: str) -> Any:
    """`app` is made when a server asks for it, not when somebody imports the module."""
    if name == "app":
        return create_app(Settings())
    raise AttributeError(name)
