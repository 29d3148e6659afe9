"""Routes that take requests at their word: unknown parameters, stray characters and foreign media types refused."""

import re
from collections.abc import Callable, Coroutine, Iterator
from functools import lru_cache
from typing import Any

import orjson
from fastapi import params
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from shared.auth import guards
from shared.errors import MalformedBody, NotAcceptable, Text, UnsupportedMediaType

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

# PostgreSQL takes no NUL in text, UTF-8 no lone surrogate, no form needs the others; tab and newline are fine.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
ESCAPED = re.compile(rb"\\[ubf]|\x7f")  # in JSON a control character can only come as an escape
JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json\s*(?:;|$)", re.ASCII | re.IGNORECASE)
MAX_FIELDS = 200  # of an object: pydantic makes an error of each unknown one, 200,000 of which hold a process a second
MAX_DEPTH = 100  # whoever walks a document later, pydantic included, may do it by recursion
NOT_TAKEN = Text("请求正文的类型不受支持", "The body's media type is not taken here")
REQUIRED: dict[str, Any] = {"x-required": True}  # a header we miss with a problem of its own; see shared.openapi
FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


def stray_characters(place: str, *path: str | int) -> RequestValidationError:
    return refused("control_character", "Control characters are not allowed", place, *path)


def refused(rule: str, text: str, place: str, *path: str | int, **context: int) -> RequestValidationError:
    return RequestValidationError([{"type": rule, "loc": (place, *path), "msg": text, "ctx": context}])


def _strings(value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every string of a document, names of fields too, with its path."""
    ahead: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while ahead:
        path, part = ahead.pop()
        if isinstance(part, str):
            yield path, part
        elif isinstance(part, dict):
            yield from ((path, name) for name in part)
            ahead += (((*path, name), below) for name, below in part.items())
        elif isinstance(part, list):
            ahead += (((*path, index), below) for index, below in enumerate(part))


def _overfull(value: Any) -> tuple[str | int, ...] | None:
    """The path of an object with more fields than any has here."""
    ahead: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while ahead:
        path, part = ahead.pop()
        if isinstance(part, dict) and len(part) > MAX_FIELDS:
            return path
        inside = part.items() if isinstance(part, dict) else enumerate(part)
        ahead += (((*path, name), below) for name, below in inside if isinstance(below, dict | list))
    return None


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        containers = (part.values() if isinstance(part, dict) else part for part in level)
        level = [below for parts in containers for below in parts if isinstance(below, dict | list)]
        if not level:
            return False
    return True


class StrictRequest(Request):
    """Parses JSON strictly (UTF-8, no NaN, bounded depth) and lets no control character through."""

    @classmethod
    def of(cls, request: Request) -> "StrictRequest":
        """Itself if it is one, whose body was read perhaps and can't be read twice."""
        return request if isinstance(request, cls) else cls(request.scope, request.receive)

    async def json(self) -> Any:
        if not hasattr(self, "_parsed"):
            self._parsed = _parse(await self.body())
        return self._parsed

    @property
    def is_form(self) -> bool:
        return self.headers.get("content-type", "").lower().startswith(FORM_TYPES)

    async def read_json(self) -> None:
        """Parse ahead of FastAPI, which would turn every refusal into a 400 without a word."""
        body = await self.body()
        if body and not JSON_TYPE.match(self.headers.get("content-type", "")):
            raise UnsupportedMediaType(NOT_TAKEN)
        if body:
            await self.json()

    async def read_form(self, known: frozenset[str]) -> None:
        if not self.is_form and await self.body():
            raise UnsupportedMediaType(NOT_TAKEN)
        for name, value in (await self.form()).multi_items():
            text = value if isinstance(value, str) else value.filename or ""
            if CONTROL.search(text) or CONTROL.search(name):
                await self.close()
                raise stray_characters("body", CONTROL.sub("?", name))
            if name not in known:
                await self.close()
                raise refused("extra_forbidden", "Unknown field", "body", name)


def _parse(body: bytes) -> Any:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedBody from error
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and isinstance(parsed, dict | list) and _is_too_deep(parsed):
        raise MalformedBody(Text(f"JSON 嵌套至多 {MAX_DEPTH} 层", f"JSON may be nested {MAX_DEPTH} levels deep"))
    if body.count(b":") > MAX_FIELDS and isinstance(parsed, dict | list) and (path := _overfull(parsed)) is not None:
        raise refused("too_many_fields", f"At most {MAX_FIELDS} fields", "body", *path, most=MAX_FIELDS)
    if ESCAPED.search(body):
        for path, text in _strings(parsed):
            if CONTROL.search(text):
                raise stray_characters("body", *path)
    return parsed


@lru_cache(maxsize=512)
def accepts_json(accept: str) -> bool:
    ranges = [entry.strip().split(";") for entry in accept.lower().split(",")]
    takes = ("*/*", "application/*", "application/json", "application/problem+json")
    return any(kind.strip() in takes and not _is_zero(options) for kind, *options in ranges)


def _is_zero(options: list[str]) -> bool:
    return any(option.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for option in options)


class StrictRoute(APIRoute):
    """The route class of every router here (see `shared.app.make_app`)."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()
        known = frozenset(_query_names(self.dependant))
        read, is_json, guarded_by = _reader(self), gives_json(self), list(guards(self.dependant))

        async def strict(request: Request) -> Response:
            for guard in guarded_by:  # before anything else is looked at: a stranger learns nothing of the schema
                await guard(request)
            _check_parameters(request, known)
            if is_json and not accepts_json(request.headers.get("accept") or "*/*"):
                raise NotAcceptable
            incoming = StrictRequest.of(request)
            if read is not None:
                await read(incoming)
            response = await handler(incoming)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return strict


def _query_names(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        annotation = field.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from (info.alias or name for name, info in annotation.model_fields.items())
        else:
            yield field.alias
    for child in dependant.dependencies:
        yield from _query_names(child)


def _reader(route: APIRoute) -> Callable[[StrictRequest], Coroutine[Any, Any, None]] | None:
    if route.body_field is None:
        return None
    if not isinstance(route.body_field.field_info, params.Form):
        return StrictRequest.read_json
    known = frozenset(field.alias for field in route.dependant.body_params)
    return lambda request: request.read_form(known)


def gives_json(route: APIRoute) -> bool:
    return getattr(route.response_class, "value", route.response_class) is JSONResponse


def _check_parameters(request: Request, known: frozenset[str]) -> None:
    if request.scope["query_string"]:
        for name, value in request.query_params.multi_items():
            if name not in known:
                raise refused("unknown_parameter", "Unknown parameter", "query", CONTROL.sub("?", name[:80]))
            if CONTROL.search(value):
                raise stray_characters("query", name)
    for name, value in request.path_params.items():
        if isinstance(value, str) and CONTROL.search(value):
            raise stray_characters("path", name)
