"""The claims service (理赔): `uvicorn services.claims.app:app`."""

from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import FastAPI

from shared.bus import Bus
from shared.errors import Text
from shared.service import make_service
from shared.settings import Settings


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    return make_service("claims", Text("理赔", "Claims"), [], settings=settings, bus=bus, transports=transports)


def __getattr__(name: str) -> Any:
    """`app` is made when a server asks for it, not when somebody imports the module."""
    if name == "app":
        globals()["app"] = made = create_app(Settings())  # a server asks twice
        return made
    raise AttributeError(name)
