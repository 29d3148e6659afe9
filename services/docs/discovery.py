"""What there is to document, found by importing the services."""

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Iterator
from inspect import getsource
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import NamedTuple

from fastapi import FastAPI

from shared.contracts.base import Event
from shared.errors import Problem
from shared.lifecycle import Lifecycle, Step
from shared.problems import all_problems
from shared.settings import SERVICES, Settings
from shared.sla import Sla

ROOT = Path(__file__).parents[2]
OURS = ("shared.", "services.")
STATUS_LINE = re.compile(r'^\s+[A-Z_]+ = "(?P<value>\w+)"\s+# (?P<zh>[\u4e00-\u9fff]+)', re.MULTILINE)


class KindOfCase(NamedTuple):
    service: str
    lifecycle: Lifecycle
    slas: tuple[Sla, ...]
    status_names: dict[str, str]


def apps() -> dict[str, FastAPI]:
    """The app of each service, made over an empty folder and never started."""
    found: dict[str, FastAPI] = {}
    with TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), host="127.0.0.1", jobs=False, jwks_url=None, database_url=None)
        for service in SERVICES:
            if module := _module(f"services.{service}.app"):
                found[service] = module.create_app(settings)
    return found


def kinds() -> list[KindOfCase]:
    """Each kind of case with its table of steps and its table of clocks, from the two files that lie side by side."""
    found = []
    for service in SERVICES:
        for name in _modules(f"services.{service}"):
            lifecycle = getattr(_module(name), "LIFECYCLE", None) if name.endswith(".lifecycle") else None
            if isinstance(lifecycle, Lifecycle):
                clocks = _module(name.removesuffix("lifecycle") + "sla")
                found.append(KindOfCase(service, lifecycle, getattr(clocks, "SLAS", ()), _status_names(lifecycle)))
    return found


def step_announcing(event: type[Event], found: list[KindOfCase]) -> tuple[KindOfCase, Step] | None:
    pairs = ((kind, step) for kind in found for step in kind.lifecycle.steps)
    return next((pair for pair in pairs if pair[1].event is event), None)


def problems() -> list[type[Problem]]:
    """Ours alone: a test run brings kinds of its own."""
    kinds = {kind for kind in all_problems() if kind.__module__.startswith(OURS)}
    return sorted(kinds, key=lambda kind: (kind.status, kind.slug()))


def _modules(package: str) -> Iterator[str]:
    root = _module(package)
    if root:
        yield from (found.name for found in pkgutil.walk_packages(root.__path__, package + "."))


def _module(name: str) -> ModuleType | None:
    """None for a service that isn't built, or has no such file; an error inside a file is still an error."""
    try:
        known = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None
    return importlib.import_module(name) if known and known.origin else None


def _status_names(lifecycle: Lifecycle) -> dict[str, str]:
    """The Chinese name of each status stands beside it in the source."""
    return {found["value"]: found["zh"] for found in STATUS_LINE.finditer(getsource(type(lifecycle.statuses[0])))}
