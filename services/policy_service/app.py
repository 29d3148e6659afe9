"""The policy service (保全): `uvicorn services.policy_service.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from services.policy_service import consumers
from services.policy_service.policies import commands
from services.policy_service.policies.models import Policy
from services.policy_service.policies.routes import router as policies
from services.policy_service.requests import commands as requesting
from services.policy_service.requests.models import ServiceRequest
from services.policy_service.requests.routes import router as requests
from shared.bus import Bus
from shared.errors import Text
from shared.reactions import reactions_of
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

KINDS = (
    Kind(Policy, on_timer={"end_free_look": commands.end_free_look}),
    Kind(ServiceRequest, on_timer={"expire": requesting.expire}),
)
ROUTERS = (policies, requests)


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    return make_service(
        "policy_service",
        Text("保全", "Policy service"),
        ROUTERS,
        settings=settings,
        bus=bus,
        kinds=KINDS,
        reactions=reactions_of(consumers.__name__),
        transports=transports,
    )


__getattr__ = lazily(create_app)
