"""The OpenAPI document, told as it is: bearer tokens, problems for every refusal, the headers all routes know."""

import re
from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

from shared.auth import rights_table
from shared.errors import Problem
from shared.idempotency import CHANGES_NOTHING, UNSAFE
from shared.problems import MEDIA_TYPE
from shared.refusals import refusals_of
from shared.routing import StrictRoute

BEARER = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
ABBREVIATED = re.compile(r"\b(sla|kpi)(?=s?\b)", re.IGNORECASE)
PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
AUTOMATIC = ("HTTPValidationError", "ValidationError")


class ProblemOut(BaseModel):
    """A refusal or failure (RFC 9457); further members depend on its type."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(examples=["/problems/illegal-transition"])
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str | None = None


LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "example": "zh",
    "description": "Language of problems: zh (default) or en.",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "New for each act; repeat a request with it and the first answer comes again (幂等键).",
}
TAG = r'(W/)?"[!#-~]*"'
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": rf"^(\*|{TAG})$"},
    "example": '"3"',
    "description": "The ETag you saw; a case that moved since then is left alone (412).",
}
HEADERS = {header["name"]: header for header in (KEY, IF_MATCH)}
# Who must have seen a version can't say that any will do.
REQUIRED_HEADERS = HEADERS | {"If-Match": IF_MATCH | {"schema": {"type": "string", "pattern": f"^{TAG}$"}}}


def describe_api(app: FastAPI) -> None:
    """Have `app.openapi()` say what the conventions add to every route."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(plain())
            _add_roles(app, app.openapi_schema)
            _add_refusals(app, app.openapi_schema)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in AUTOMATIC:
        schemas.pop(name, None)
    schemas["Problem"] = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    components["securitySchemes"] = {"bearer": BEARER}
    document["security"] = [{"bearer": []}]
    for path in document.get("paths", {}).values():
        for method, operation in path.items():
            _complete_operation(method.upper(), operation)
    return document


def _add_roles(app: FastAPI, document: dict[str, Any]) -> None:
    for right in rights_table(app):
        operation = document["paths"].get(right.path, {}).get(right.method.lower())
        if operation is not None and right.roles is not None:
            operation["x-roles"] = sorted(right.roles)


def _add_refusals(app: FastAPI, document: dict[str, Any]) -> None:
    for route in app.routes:
        if isinstance(route, StrictRoute) and route.include_in_schema:
            told = _by_status(refusals_of(route))
            for method in route.methods or ():
                operation = document["paths"][route.path][method.lower()]
                operation["responses"] = told | operation["responses"]


def _by_status(kinds: Iterable[type[Problem]]) -> dict[str, Any]:
    """For each status the problems that it may be, by the last part of their types."""
    told: dict[str, list[str]] = {}
    for kind in sorted(kinds, key=lambda kind: (kind.status, kind.slug())):
        told.setdefault(str(kind.status), []).append(f"`{kind.slug()}` {kind.title.both}")
    return {status: {"description": "; ".join(words), "content": PROBLEM} for status, words in told.items()}


def _complete_operation(method: str, operation: dict[str, Any]) -> None:
    operation["summary"] = _summary(operation)
    responses = operation["responses"]
    automatic = responses.get("422", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if str(automatic.get("$ref", "")).endswith("/HTTPValidationError"):
        del responses["422"]
    responses["default"] = {
        "description": "Failed, with the reason",
        "content": PROBLEM,
    }
    parameters = [_documented(entry) for entry in operation.get("parameters", [])]
    reads_only = CHANGES_NOTHING.items() <= operation.items()
    if method in UNSAFE and not reads_only and not any(entry["name"] == KEY["name"] for entry in parameters):
        parameters.append(KEY)
    operation["parameters"] = [*parameters, LANGUAGE]


def _summary(operation: dict[str, Any]) -> str:
    """撤单 · Withdraw application: the term that a route's docstring begins with, and the route's name."""
    name = ABBREVIATED.sub(lambda found: found[0].upper(), operation["summary"].capitalize())
    term, colon, _ = operation.get("description", "").partition(": ")
    return f"{term} · {name}" if colon else name


def _documented(parameter: dict[str, Any]) -> dict[str, Any]:
    """The headers of the conventions; those a route insists on have a problem of their own for their absence."""
    is_required = "x-required" in parameter["schema"]
    known = (REQUIRED_HEADERS if is_required else HEADERS).get(parameter["name"])
    return known | {"required": is_required} if known else parameter
