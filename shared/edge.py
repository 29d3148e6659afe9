"""The one middleware: trace context, size limit, latency, access log, and the answer to what nobody foresaw."""

from time import perf_counter

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import InternalError, PayloadTooLarge
from shared.language import language_of
from shared.observability import RequestMetrics, continue_trace, trace_id
from shared.problems import render
from shared.settings import Settings

UPLOAD_TYPE = b"multipart/form-data"  # only a form carries a file; whatever else it says it is, is held to the less
MULTIPART_OVERHEAD = 64 * 1024

log = structlog.get_logger("http")


class Edge:
    """Pure ASGI: Starlette's BaseHTTPMiddleware would cost more than the rest of a request's plumbing."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: RequestMetrics) -> None:
        self.app, self.metrics = app, metrics
        self.max_body, self.max_upload = settings.max_body_bytes, settings.max_upload_bytes + MULTIPART_OVERHEAD

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _Exchange(self, scope, receive, send).run()
        else:
            await self.app(scope, receive, send)


class _Exchange:
    """One request and its answer."""

    def __init__(self, edge: Edge, scope: Scope, receive: Receive, send: Send) -> None:
        self.edge, self.scope, self._receive, self._send = edge, scope, receive, send
        self.headers = dict(scope["headers"])
        self.status = 0
        self.taken = 0
        received = self.headers.get(b"traceparent")
        self.traceparent = continue_trace(received.decode("latin-1") if received else None)
        is_form = self.headers.get(b"content-type", b"")[:20].lower().startswith(UPLOAD_TYPE)
        self.limit = edge.max_upload if is_form else edge.max_body

    async def run(self) -> None:
        start = perf_counter()
        length = self.headers.get(b"content-length", b"")
        try:
            if length.isdigit() and int(length) > self.limit:
                await self._refuse_size()
            else:
                # A server stops a body at its declared length, so only one of unknown length needs counting.
                receive = self._receive if length else self._count
                await self.edge.app(self.scope, receive, self._start)
        except Exception as error:
            await self._fail(error)
        finally:
            self._account(perf_counter() - start)

    async def _refuse_size(self) -> None:
        problem = PayloadTooLarge(limit_bytes=self.limit)
        response = render(problem, language_of(Request(self.scope)), self.scope["path"])
        await response(self.scope, self._receive, self._start)

    async def _count(self) -> Message:
        message = await self._receive()
        self.taken += len(message.get("body", b""))
        if self.taken > self.limit:
            raise HTTPException(413)
        return message

    async def _start(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [
                *message["headers"],
                (b"traceparent", self.traceparent.encode()),
                (b"x-request-id", trace_id(self.traceparent).encode()),
                (b"x-content-type-options", b"nosniff"),
            ]
        await self._send(message)

    async def _fail(self, error: Exception) -> None:
        log.error("unexpected", method=self.scope["method"], route=self._route(), exc_info=error)
        if self.status:  # the answer is under way: the server must break it off
            raise error
        response = render(InternalError(), language_of(Request(self.scope)), self.scope["path"])
        await response(self.scope, self._receive, self._start)

    def _route(self) -> str:
        """The template, not the path: its values may be a person's, and metrics must not grow with cases."""
        scope = self.scope
        context = scope.get("fastapi", {}).get("effective_route_context")
        path = getattr(context, "path", None) or getattr(scope.get("route"), "path", None)
        return path or "unmatched"

    def _account(self, seconds: float) -> None:
        method, route = self.scope["method"], self._route()
        self.edge.metrics.observe(
            method if method.isalpha() and len(method) < 8 else "OTHER", route, self.status, seconds
        )
        if route.startswith("/v1"):
            log.info("request", method=method, route=route, status=self.status, ms=round(seconds * 1000, 2))
