"""The policy service (保全): `uvicorn services.policy_service.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from services.policy_service import consumers
from services.policy_service.policies import commands
from services.policy_service.policies.models import Policy
from services.policy_service.policies.routes import router as policies
from shared.bus import Bus
from shared.errors import Text
from shared.reactions import reactions_of
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

POLICY = Kind(Policy, on_timer={"end_free_look": commands.end_free_look})


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    return make_service(
        "policy_service",
        Text("保全", "Policy service"),
        [policies],
        settings=settings,
        bus=bus,
        kinds=[POLICY],
        reactions=reactions_of(consumers.__name__),
        transports=transports,
    )


__getattr__ = lazily(create_app)
