"""Every refusal and failure as RFC 9457 problem+json, in the caller's language, with nothing of our insides."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import httpx
import orjson
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from shared.errors import (
    ConcurrentChange,
    Conflict,
    InternalError,
    InvalidRequest,
    MalformedBody,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    PayloadTooLarge,
    Problem,
    RequestInFlight,
    Text,
    Unauthenticated,
    Unavailable,
    UnsupportedMediaType,
)
from shared.language import Language, language_of
from shared.messages import message

MEDIA_TYPE = "application/problem+json"
BY_STATUS: dict[int, type[Problem]] = {
    400: MalformedBody,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    413: PayloadTooLarge,
    415: UnsupportedMediaType,
}
RETRY_SQLSTATES = ("40001", "40P01")  # serialization failure, deadlock: the loser may simply try again
RANGE_SQLSTATES = "22"
MAX_ERRORS, MAX_NAME = 50, 80  # an answer must not be larger than what was asked
OUT_OF_RANGE = Text("数值超出范围", "A value is out of range")

log = structlog.get_logger("problems")


def all_problems(base: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Each kind of problem, for the table in the docs."""
    for kind in base.__subclasses__():
        yield kind
        yield from all_problems(kind)


def render(problem: Problem, language: Language, instance: str | None = None) -> Response:
    content: dict[str, Any] = {
        "type": f"/problems/{problem.slug()}",
        "title": getattr(problem.title, language),
        "status": problem.status,
        "detail": getattr(problem.detail, language),
    }
    if instance:
        content["instance"] = instance
    content |= {name: value for name, value in problem.extras.items() if name not in content}
    headers = {"Content-Language": language, "Cache-Control": "no-store", **_headers(problem)}
    body = orjson.dumps(content, default=str, option=orjson.OPT_NON_STR_KEYS)
    return Response(body, problem.status, headers, media_type=MEDIA_TYPE)


def _headers(problem: Problem) -> dict[str, str]:
    if isinstance(problem, Unauthenticated):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(problem, RequestInFlight | Unavailable):
        return {"Retry-After": "1"}
    return {}


def respond(request: Request, problem: Problem) -> Response:
    (log.info if problem.status < 500 else log.error)("refused", problem=problem.slug())
    return render(problem, language_of(request), request.scope.get("path"))


async def on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return respond(request, error)


async def on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = BY_STATUS.get(error.status_code, Problem)
    response = respond(request, kind())
    response.status_code = error.status_code
    response.headers.update(error.headers or {})
    if error.status_code == 405:
        response.headers["Allow"] = ", ".join(sorted(_methods_at(request)))
    return response


def _methods_at(request: Request) -> set[str]:
    """All methods of a path; Starlette names only those of its first route."""
    routes = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return {method for route in routes for method in getattr(route, "methods", None) or ()}


async def on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(entry["type"] == "json_invalid" for entry in error.errors()):
        return respond(request, MalformedBody())
    language = language_of(request)
    told = islice(error.errors(), MAX_ERRORS)
    return respond(request, InvalidRequest(errors=[describe(entry, language, error.body) for entry in told]))


def describe(entry: dict[str, Any], language: Language, body: Any = None) -> dict[str, str]:
    """One refused field: where, by which rule, and why; never its value, which may be personal."""
    place, *path = entry["loc"]
    context = entry.get("ctx") or {}
    rule = str(context["rule"]) if entry["type"] == "rule" else entry["type"]
    sent = _as_sent(path, body, entry["type"]) if place == "body" else path
    field = ".".join(str(part)[:MAX_NAME] for part in sent) or str(place)
    return {"field": field, "in": str(place), "rule": rule, "message": message(entry, language)}


def _as_sent(path: Sequence[str | int], body: Any, rule: str) -> Iterator[str | int]:
    """Pydantic puts the tag of a union's member into the path, where what was sent has no such step."""
    for left, part in enumerate(path, 1 - len(path)):
        may_be_tag = isinstance(body, dict) and part not in body and (left or rule != "missing")
        if may_be_tag and part in list(body.values()):
            continue
        yield part
        body = body.get(part) if isinstance(body, dict) else _item(body, part)


def _item(body: Any, part: str | int) -> Any:
    return body[part] if isinstance(body, list) and isinstance(part, int) and part < len(body) else None


async def on_database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SQLAlchemyError)
    problem = problem_of(error)
    if problem.status >= 500:
        log.error("database", exc_info=error)
    return respond(request, problem)


def problem_of(error: SQLAlchemyError) -> Problem:
    """What a database's objection means to the caller."""
    if isinstance(error, StaleDataError):
        return ConcurrentChange()
    if isinstance(error, NoResultFound):  # of session.get_one
        return NotFound()
    if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return Unavailable()
    if not isinstance(error, StatementError):
        return InternalError()
    sqlstate, words = str(getattr(error.orig, "sqlstate", None) or ""), str(error.orig)
    if isinstance(error, IntegrityError):
        return _problem_of_integrity(sqlstate, words)
    if sqlstate in RETRY_SQLSTATES:
        return ConcurrentChange()
    if sqlstate.startswith(RANGE_SQLSTATES) or type(error.orig).__name__.endswith(("DataError", "OverflowError")):
        return InvalidRequest(OUT_OF_RANGE)
    return Unavailable() if _is_outage(sqlstate, words) else InternalError()


def _problem_of_integrity(sqlstate: str, words: str) -> Problem:
    if sqlstate != "23505" and "UNIQUE constraint failed" not in words:
        return InternalError()
    is_step = "uq_case_events_case_no_version" in words or "case_events.case_no, case_events.version" in words
    return ConcurrentChange() if is_step else Conflict()


def _is_outage(sqlstate: str, words: str) -> bool:
    # SQLite has no states: "locked" is another process writing for longer than our timeout, "full" is the disk.
    return sqlstate[:2] in ("08", "53", "57") or any(sign in words for sign in ("is locked", "is full", "disk I/O"))


async def on_overflow(request: Request, _error: Exception) -> Response:
    """SQLite's driver meets an integer beyond 64 bits; PostgreSQL's says so by a state (above)."""
    return respond(request, InvalidRequest(OUT_OF_RANGE))


async def on_sisters_refusal(request: Request, error: Exception) -> Response:
    """What we ask for may be gone; any other refusal is of a request that we made wrongly ourselves."""
    assert isinstance(error, httpx.HTTPStatusError)
    status = error.response.status_code
    if status == 404:
        return respond(request, NotFound())
    if status >= 500:
        return await on_no_connection(request, error)
    log.error("refused by a sister service", exc_info=error)
    return respond(request, InternalError())


async def on_no_connection(request: Request, error: Exception) -> Response:
    log.error("unreachable", exc_info=error)
    return respond(request, Unavailable())


def install(app: FastAPI) -> None:
    """Unexpected exceptions are left to the edge (shared.edge), which sees those of middleware as well."""
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(SQLAlchemyError, on_database_error)
    app.add_exception_handler(OverflowError, on_overflow)
    app.add_exception_handler(ConnectionError, on_no_connection)
    app.add_exception_handler(httpx.HTTPError, on_no_connection)  # of a sister service
    app.add_exception_handler(httpx.HTTPStatusError, on_sisters_refusal)
