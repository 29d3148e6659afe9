"""What an operator sees: JSON log lines with trace ids, request counts and latencies, the trace context."""

import logging
import re
import sys
import traceback
from contextvars import ContextVar
from random import getrandbits
from typing import Any

import orjson
import structlog
from prometheus_client import CollectorRegistry, Histogram
from structlog.types import EventDict, WrappedLogger

from shared.settings import Settings

TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)


def current_traceparent() -> str | None:
    """The W3C trace context of what runs now; stored with each case event, so a trace goes on over the bus."""
    return _traceparent.get()


def continue_trace(received: str | None) -> str:
    """Enter a span of the caller's trace, or of a new one when `received` is no traceparent."""
    match = TRACEPARENT.fullmatch(received) if received else None
    trace_id, flags = match.groups() if match else (f"{getrandbits(128) or 1:032x}", "01")
    traceparent = f"00-{trace_id}-{getrandbits(64) or 1:016x}-{flags}"
    _traceparent.set(traceparent)
    return traceparent


def trace_id(traceparent: str) -> str:
    return traceparent[3:35]


class RequestMetrics:
    """Counts and latencies by route template: one cheap child a (method, route, status)."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("method", "route", "status")
        self._seconds = Histogram(
            "http_request_duration_seconds", "Time to answer a request.", labels, buckets=BUCKETS, registry=registry
        )
        self._children: dict[tuple[str, str, int], Histogram] = {}

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        key = (method, route, status)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._seconds.labels(*key)
        child.observe(seconds)


def describe(error: BaseException) -> list[dict[str, Any]]:
    """An error and its causes for the log: classes and lines of code, never values (they may be personal data)."""
    causes: list[dict[str, Any]] = []
    seen: BaseException | None = error
    while seen is not None and len(causes) < 5:
        frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(seen.__traceback__)[-12:]]
        cause = {"type": f"{type(seen).__module__}.{type(seen).__qualname__}", "frames": frames}
        if sqlstate := getattr(seen, "sqlstate", None):
            cause["sqlstate"] = sqlstate
        causes.append(cause)
        seen = seen.__cause__ or seen.__context__
    return causes


def _add_trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if traceparent := _traceparent.get():
        event["trace_id"] = trace_id(traceparent)
    return event


def _describe_error(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = describe(error)
    return event


def _dump(event: EventDict, **_options: Any) -> str:
    return orjson.dumps(event, default=str).decode(errors="replace")


class _Lines(logging.Formatter):
    """Lines of libraries (uvicorn, aiokafka, SQLAlchemy) in the same shape as ours."""

    def format(self, record: logging.LogRecord) -> str:
        event: EventDict = {"event": record.getMessage(), "logger": record.name, "level": record.levelname.lower()}
        event["timestamp"] = structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", {})["timestamp"]
        if record.exc_info and record.exc_info[1]:
            event["error"] = describe(record.exc_info[1])
        return _dump(_add_trace(None, "", event))


class _StderrHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{self.format(record)}\n")


class _Stderr:
    """A sink for structlog that looks up sys.stderr at each line, as it may be replaced meanwhile."""

    def msg(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")

    debug = info = warning = error = critical = exception = msg


def configure_logging(settings: Settings) -> None:
    """Lines go to stderr. Handlers that somebody else has set up for the standard library's logging stay."""
    as_json = settings.log_format == "json"
    renderer = structlog.processors.JSONRenderer(_dump) if as_json else structlog.dev.ConsoleRenderer()
    level = logging.getLevelNamesMapping()[settings.log_level]
    structlog.configure(
        processors=[
            _add_trace,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _describe_error,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_name: _Stderr(),
        cache_logger_on_first_use=False,
    )
    handler = _StderrHandler()
    if as_json:
        handler.setFormatter(_Lines())
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING))
