"""The callback service (回访): `uvicorn services.callback.app:app`."""

from collections.abc import Mapping

import httpx
from fastapi import FastAPI

from services.callback import consumers
from services.callback.callbacks.calling import by_itself
from services.callback.callbacks.models import Callback
from services.callback.callbacks.routes import router as callbacks
from services.callback.collections import commands as collecting
from services.callback.collections.models import ContactCollection
from services.callback.collections.routes import router as collections
from services.callback.complaints import commands as handling
from services.callback.complaints.models import Complaint
from services.callback.complaints.routes import router as complaints
from services.callback.departures.routes import router as departures
from services.callback.desks.routes import router as desks
from services.callback.dialler.routes import router as dialler
from services.callback.lists.routes import router as lists
from services.callback.numberless import stop_waiting
from services.callback.phones.routes import router as phones
from services.callback.policies.routes import router as policies
from services.callback.problems import commands as problem_cases
from services.callback.problems.models import ProblemCase
from services.callback.problems.routes import router as problems
from services.callback.recordings.routes import router as recordings
from services.callback.same_call.routes import router as same_call
from services.callback.wishes.routes import router as wishes
from shared.auth import Actor
from shared.bus import Bus
from shared.errors import Text
from shared.reactions import reactions_of
from shared.service import Kind, lazily, make_service
from shared.settings import Settings

ON_TIMER = {action: by_itself(action) for action in ("hand_down", "order_visit", "give_up")}
ON_TIMER["stop_waiting"] = stop_waiting
KINDS = (
    Kind(Callback, on_timer=ON_TIMER),
    Kind(ContactCollection, on_timer={"remind": collecting.remind}),
    Kind(ProblemCase, on_timer={"remind": problem_cases.remind}),
    Kind(Complaint, on_timer={"close": lambda session, case: handling.close(session, case, Actor.system())}),
)


def create_app(
    settings: Settings, bus: Bus | None = None, transports: Mapping[str, httpx.AsyncBaseTransport] | None = None
) -> FastAPI:
    return make_service(
        "callback",
        Text("回访", "Callback"),
        [
            callbacks,
            problems,
            complaints,
            same_call,
            collections,
            departures,
            lists,
            dialler,
            wishes,
            recordings,
            desks,
            phones,
            policies,
        ],
        settings=settings,
        bus=bus,
        kinds=KINDS,
        reactions=reactions_of(consumers.__name__),
        transports=transports,
    )


__getattr__ = lazily(create_app)
