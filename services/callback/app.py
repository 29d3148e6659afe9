"""The callback service (回访): `uvicorn services.callback.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from services.callback import consumers
from services.callback.callbacks.routes import router as callbacks
from services.callback.complaints import commands as handling
from services.callback.complaints.models import Complaint
from services.callback.complaints.routes import router as complaints
from services.callback.departures.routes import router as departures
from services.callback.phones.routes import router as phones
from shared.auth import Actor
from shared.bus import Bus
from shared.errors import Text
from shared.reactions import reactions_of
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

KINDS = (Kind(Complaint, on_timer={"close": lambda session, case: handling.close(session, case, Actor.system())}),)


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    return make_service(
        "callback",
        Text("回访", "Callback"),
        [callbacks, complaints, departures, phones],
        settings=settings,
        bus=bus,
        kinds=KINDS,
        reactions=reactions_of(consumers.__name__),
        transports=transports,
    )


__getattr__ = lazily(create_app)
