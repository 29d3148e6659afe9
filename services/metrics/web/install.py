"""Mounting the pages on the metrics app, and who may see them."""

from collections.abc import Awaitable, Callable
from copy import copy
from typing import Any

from fastapi import FastAPI
from nicegui import app as pages
from nicegui import ui
from starlette.requests import Request

from services.metrics.web import (
    benefits_page,
    board,
    callback_page,
    case_page,
    claims_page,
    defects_page,
    hall_page,
    kpi_page,
    lines_page,
    renewals_page,
    report_page,
    scorecard_page,
    services_page,
    stars_page,
    trainings_page,
)
from services.metrics.web.data import Data
from services.metrics.web.frame import Viewer
from services.metrics.web.words import word
from shared.auth import Actor, Authenticator, Role
from shared.dev_tokens import is_local
from shared.errors import Problem, Unauthenticated
from shared.language import Language, negotiate
from shared.settings import Settings

MOUNTED_AT = "/board"
VIEWER_ROLES = frozenset({Role.BRANCH_MANAGER})
WORDS = {401: "sign_in", 404: "not_found"}


def install(app: FastAPI) -> None:
    """Put the pages under /board. NiceGUI keeps one set of pages a process, so the last app installed answers."""
    first = not hasattr(pages.state, "data")
    pages.state.data, pages.state.metrics = Data(app), app
    if first:
        _declare()
        # Tests and the suite build more than one app; NiceGUI's own can be configured only once.
        ui.run_with(app, mount_path=MOUNTED_AT, title="柜面 Guimian", language="zh-CN", show_welcome_message=False)


def _declare() -> None:
    _page("/", lambda viewer, **_: board.show(viewer))
    _page("/lines", lambda viewer, **_: lines_page.show(viewer))
    _page("/services", lambda viewer, **_: services_page.show(viewer))
    _page("/renewals", lambda viewer, **_: renewals_page.show(viewer))
    _page("/benefits", lambda viewer, **_: benefits_page.show(viewer))
    _page("/claims", lambda viewer, **_: claims_page.show(viewer))
    _page("/callbacks", lambda viewer, **_: callback_page.show(viewer))
    _page("/hall", lambda viewer, **_: hall_page.show(viewer))
    _page("/defects", lambda viewer, **_: defects_page.show(viewer))
    _page("/trainings", lambda viewer, **_: trainings_page.show(viewer))
    _page("/scorecard", lambda viewer, **_: scorecard_page.show(viewer))
    _page("/stars", lambda viewer, **_: stars_page.show(viewer))
    _page("/report", lambda viewer, **_: report_page.show(viewer))
    _page("/kpi/{kpi_id}", lambda viewer, kpi_id, **_: kpi_page.show(viewer, kpi_id))
    _page("/case/{kind}/{case_no}", lambda viewer, kind, case_no, **_: case_page.show(viewer, kind, case_no))


def _page(path: str, show: Callable[..., Awaitable[None]]) -> None:
    @ui.page(path, response_timeout=10)
    async def page(request: Request) -> None:
        language, root = _language(request), str(request.scope.get("root_path", "")).rstrip("/")
        _speak(language)
        try:
            viewer = Viewer(pages.state.data, await _actor(request), language, dict(request.query_params), root)
            await show(viewer, **request.path_params)
        except Problem as problem:
            _say(problem, language)


def _speak(language: Language) -> None:
    """NiceGUI has its own words (a lost connection) and the document's `lang` in one language a page, for everybody."""
    client = ui.context.client
    client.page = copy(client.page)
    client.page.language = "zh-CN" if language == "zh" else "en-US"


def _say(problem: Problem, language: Language) -> None:
    """In place of whatever of the page is there already."""
    client, known = ui.context.client, WORDS.get(problem.status)
    client.status_code = problem.status
    client.content.clear()
    ui.label(word(known, language) if known else getattr(problem.detail, language)).classes("text-h6 q-pa-xl")


def _language(request: Request) -> Language:
    asked: Any = request.query_params.get("lang")
    return asked if asked in ("zh", "en") else negotiate(request.headers.get("accept-language", ""))


async def _actor(request: Request) -> Actor:
    """Behind a signing-in proxy the bearer token says who looks; on a laptop's loopback whoever sits at it."""
    settings: Settings = pages.state.metrics.state.settings
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        authenticator: Authenticator = pages.state.metrics.state.authenticator
        return await authenticator.actor(token.strip())
    if settings.has_dev_issuer and is_local(request):
        return Actor("viewer", VIEWER_ROLES)
    raise Unauthenticated
