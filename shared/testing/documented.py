"""Watches the answers of every app in a test: what its OpenAPI doesn't say, and codes where people read."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from shared import edge, problems
from shared.errors import Problem
from shared.refusals import refusals_of
from shared.routing import StrictRoute

METHOD_NOT_ALLOWED = 405  # of a path, and so of no operation
CODE = re.compile(r"(?<![`\w])[a-z]+_[a-z_]+(?![`\w])")
ACCOUNT, RESPOND = edge._Exchange._account, problems.respond  # not another watcher's: the innermost alone is told
_known: dict[Any, frozenset[int]] = {}


@contextmanager
def watching() -> Iterator[list[str]]:
    """Gives the list of what was wrong, and in which test."""
    wrong: list[str] = []

    def watched(exchange: Any, seconds: float) -> None:
        wrong.extend(f"{fault} ({_test()})" for fault in _undocumented(exchange.scope, exchange.status))
        ACCOUNT(exchange, seconds)

    def read(request: Request, problem: Problem) -> Response:
        wrong.extend(f"a code in “{text}” ({_test()})" for text in problem.detail if CODE.search(text))
        return RESPOND(request, problem)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(edge._Exchange, "_account", watched)
        patched.setattr(problems, "respond", read)
        yield wrong


def _test() -> str:
    return os.environ.get("PYTEST_CURRENT_TEST", "")


def _undocumented(scope: Any, status: int) -> Iterator[str]:
    route = scope.get("route")
    if isinstance(route, StrictRoute) and 400 <= status < 500 and status != METHOD_NOT_ALLOWED:
        if route.endpoint not in _known:
            _known[route.endpoint] = frozenset(kind.status for kind in refusals_of(route))
        if status not in _known[route.endpoint]:
            yield f"{scope['method']} {route.path} answered {status}, which its OpenAPI doesn't list"
