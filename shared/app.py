"""The app every service is: the same conventions at every door, alone or mounted in the suite."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from functools import cache, partial
from importlib import metadata, resources
from itertools import chain, repeat
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from sqlalchemy import text
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from shared import calendar_data, deliveries, idempotency, keyring, problems
from shared.auth import Authenticator
from shared.calendar_outlook import news, outlook
from shared.db import Sessions, reading
from shared.dev_tokens import router as dev_tokens
from shared.edge import Edge
from shared.errors import Text
from shared.idempotency import CommandRoute
from shared.observability import RequestMetrics, configure_logging
from shared.openapi import describe_api
from shared.routing import StrictRoute
from shared.settings import Settings

Check = Callable[[], Awaitable[None]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[Any]]

CHECK_SECONDS = 2
TIDY_SECONDS = (60, 3600)  # after the start, out of its way; then from time to time
DOCS_ASSETS = resources.files("fastapi_offline") / "static"

log = structlog.get_logger("app")


def make_router(tag: Text | None = None) -> APIRouter:
    """Where a service declares its routes, all under /v1."""
    return APIRouter(prefix="/v1", route_class=CommandRoute, tags=[tag.both] if tag else None)


def make_app(
    service: str,
    title: Text,
    routers: Sequence[APIRouter],
    *,
    settings: Settings,
    sessions: Sessions,
    lifespans: Sequence[Lifespan] = (),
    checks: Mapping[str, Check] | None = None,
    registry: CollectorRegistry | None = None,
) -> FastAPI:
    """A service's app. `lifespans` are entered in order at start; `checks` add to /readyz."""
    registry = registry or CollectorRegistry()
    edge = Middleware(Edge, settings=settings, metrics=RequestMetrics(registry))
    app = FastAPI(
        title=f"{title.zh} · {title.en}",
        version=_version(),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[edge],
        lifespan=_lifespan([_housekeeping, *lifespans]),
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service, app.state.settings, app.state.sessions = service, settings, sessions
    app.state.registry, app.state.in_flight = registry, set()
    app.state.checks = {"database": partial(_check_database, sessions), **(checks or {})}
    app.state.authenticator = Authenticator(settings)
    keyring.install_from(settings)
    calendar_data.install_from(settings)
    problems.install(app)
    _add_routes(app, routers)
    return app


@cache
def _version() -> str:
    with suppress(metadata.PackageNotFoundError):
        return metadata.version("guimian")
    return "0"


def _add_routes(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    for router in routers:
        loose = [getattr(route, "path", repr(route)) for route in router.routes if not isinstance(route, StrictRoute)]
        if loose:
            raise TypeError(f"routes must be CommandRoutes (use make_router): {', '.join(loose)}")
        # Not include_router, whose nested matching costs 10 µs a request.
        app.router.routes.extend(router.routes)
    app.router.routes.extend(dev_tokens.routes)
    app.add_route("/healthz", _health)
    app.add_route("/readyz", _ready)
    app.add_route("/metrics", _metrics)
    app.add_route("/docs", _docs)
    app.mount("/docs/assets", StaticFiles(directory=str(DOCS_ASSETS)))
    describe_api(app)


def _lifespan(parts: Sequence[Lifespan]) -> Lifespan:
    @asynccontextmanager
    async def whole(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for part in parts:
                await stack.enter_async_context(part(app))
            yield

    return whole


@asynccontextmanager
async def _housekeeping(app: FastAPI) -> AsyncIterator[None]:
    if not structlog.is_configured():  # a service run by a bare `uvicorn services.claims.app:app`
        configure_logging(app.state.settings)
    if (reach := news()).warning:
        log.warning("calendar.ends_soon", until=reach.until, days_left=reach.days_left, to_do=reach.warning.en)
    task = asyncio.create_task(_tidy_up(app.state.sessions, app.state.settings))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _tidy_up(sessions: Sessions, settings: Settings) -> None:
    first, again = TIDY_SECONDS
    for pause in chain((first,), repeat(again)):
        await asyncio.sleep(pause)
        await tidy(sessions, settings)


async def tidy(sessions: Sessions, settings: Settings) -> None:
    """Forget what has served its time; a failure of the database only puts it off."""
    try:
        await idempotency.purge(sessions, settings.idempotency_days)
        await deliveries.purge(sessions, settings.inbox_days)
    except Exception:
        log.exception("tidying.interrupted")


async def _check_database(sessions: Sessions) -> None:
    async with reading(sessions) as session:
        await session.execute(text("SELECT 1"))


async def _health(request: Request) -> Response:
    """The process answers; says nothing of what it stands on."""
    return JSONResponse({"status": "ok", "service": request.app.state.service})


async def _ready(request: Request) -> Response:
    results = {name: await _run(name, check) for name, check in request.app.state.checks.items()}
    ready, reach = all(result == "ok" for result in results.values()), outlook()
    calendar = {"until": str(reach.until), "warning": reach.warning and reach.warning.en}
    status = "ready" if ready else "not ready"
    return JSONResponse({"status": status, "checks": results, "calendar": calendar}, 200 if ready else 503)


async def _run(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except Exception as error:
        log.warning("not ready", check=name, exc_info=error)
        return "failed"
    return "ok"


async def _metrics(request: Request) -> Response:
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)


async def _docs(request: Request) -> Response:
    root = request.scope.get("root_path", "").rstrip("/")
    return get_swagger_ui_html(
        openapi_url=f"{root}/openapi.json",
        title=request.app.title,
        swagger_js_url=f"{root}/docs/assets/swagger-ui-bundle.js",
        swagger_css_url=f"{root}/docs/assets/swagger-ui.css",
        swagger_favicon_url=f"{root}/docs/assets/favicon.png",
        swagger_ui_parameters={"persistAuthorization": True, "displayRequestDuration": True},
    )
