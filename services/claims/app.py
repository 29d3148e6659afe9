"""The claims service (理赔): `uvicorn services.claims.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from shared.bus import Bus
from shared.errors import Text
from shared.service import lazily, make_service
from shared.settings import Settings


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    return make_service("claims", Text("理赔", "Claims"), [], settings=settings, bus=bus, transports=transports)


__getattr__ = lazily(create_app)
