"""The five services in one process on one port: the embedded way to run, and the composition root."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.callback import app as callback
from services.claims import app as claims
from services.intake import app as intake
from services.metrics import app as metrics
from services.policy_service import app as policy_service
from services.suite import home
from services.suite.dev_clock import DevClock
from services.suite.dev_clock import router as dev_clock_routes
from shared import problems
from shared.bus import Bus
from shared.clock import SimulatedClock
from shared.dev_tokens import router as dev_tokens
from shared.edge import Edge
from shared.observability import RequestMetrics
from shared.service import lazily, open_bus
from shared.settings import Settings

CREATE: dict[str, Callable[..., FastAPI]] = {
    "intake": intake.create_app,
    "policy_service": policy_service.create_app,
    "claims": claims.create_app,
    "callback": callback.create_app,
    "metrics": metrics.create_app,
}
TITLE = "柜面 · Guimian"
PATHS = {name: f"/{name}" for name in CREATE} | {"policy_service": "/policy"}


def create_app(settings: Settings, simulated: SimulatedClock | None = None) -> FastAPI:
    """All services over one event stream. `simulated`, already installed as the process's clock, can be set by REST."""
    bus, transports = open_bus(settings), dict[str, httpx.AsyncBaseTransport]()
    services = {name: create(settings, bus, transports) for name, create in CREATE.items()}
    transports |= {name: httpx.ASGITransport(app) for name, app in services.items()}
    suite = FastAPI(title=TITLE, openapi_url=None, docs_url=None, redoc_url=None, lifespan=_run)
    suite.state.settings, suite.state.bus, suite.state.services = settings, bus, services
    suite.state.paths = PATHS
    suite.state.authenticator = next(iter(services.values())).state.authenticator
    problems.install(suite)  # a path with a newline in it is in no mount at all
    for name, app in services.items():
        suite.mount(PATHS[name], app)
    suite.mount("", _front(suite, DevClock(simulated, services, bus) if simulated else None))
    return suite


def _front(suite: FastAPI, dev_clock: DevClock | None) -> FastAPI:
    """What the suite answers itself, behind an edge of its own: the services bring theirs."""
    settings: Settings = suite.state.settings
    edge = Middleware(Edge, settings=settings, metrics=RequestMetrics(CollectorRegistry()))
    front = FastAPI(title=TITLE, openapi_url=None, docs_url=None, redoc_url=None, middleware=[edge])
    front.state = suite.state
    problems.install(front)
    front.add_route("/", home.page)
    front.add_route("/healthz", _health)
    front.add_route("/readyz", _ready)
    front.router.routes.extend(dev_tokens.routes)
    if dev_clock and settings.has_dev_issuer:
        front.state.dev_clock = dev_clock
        front.router.routes.extend(dev_clock_routes.routes)
    return front


@asynccontextmanager
async def _run(suite: FastAPI) -> AsyncIterator[None]:
    """Starlette enters the lifespan of the outermost app only, so the mounted ones are entered here."""
    bus: Bus = suite.state.bus
    async with AsyncExitStack() as stack:
        await bus.start()
        stack.push_async_callback(bus.stop)
        for app in suite.state.services.values():
            await stack.enter_async_context(app.router.lifespan_context(app))
        yield


async def _health(request: Request) -> Response:
    """The process answers; says nothing of what it stands on."""
    return JSONResponse({"status": "ok", "services": list(request.app.state.services)})


async def _ready(request: Request) -> Response:
    answers = {name: await _ask(app) for name, app in request.app.state.services.items()}
    ready = all(answer["status"] == "ready" for answer in answers.values())
    return JSONResponse({"status": "ready" if ready else "not ready", "services": answers}, 200 if ready else 503)


async def _ask(app: FastAPI) -> dict[str, Any]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", trust_env=False) as client:
        return dict((await client.get("/readyz")).json())


__getattr__ = lazily(create_app)
