"""The callback service (回访): `uvicorn services.callback.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from services.callback import consumers
from services.callback.callbacks.calling import by_itself
from services.callback.callbacks.models import Callback
from services.callback.callbacks.routes import router as callbacks
from services.callback.departures.routes import router as departures
from services.callback.desks.routes import router as desks
from services.callback.phones.routes import router as phones
from shared.bus import Bus
from shared.errors import Text
from shared.reactions import reactions_of
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

ON_TIMER = {action: by_itself(action) for action in ("hand_down", "order_visit", "give_up")}
KINDS = (Kind(Callback, on_timer=ON_TIMER),)


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    return make_service(
        "callback",
        Text("回访", "Callback"),
        [callbacks, departures, desks, phones],
        settings=settings,
        bus=bus,
        kinds=KINDS,
        reactions=reactions_of(consumers.__name__),
        transports=transports,
    )


__getattr__ = lazily(create_app)
