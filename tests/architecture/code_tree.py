"""The project's source as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SHIPPED = ("shared", "services", "simulator")


class Module(NamedTuple):
    name: str  # dotted
    source: str
    tree: ast.Module


def module(name: str, source: str) -> Module:
    return Module(name, source, ast.parse(source))


def modules_of(*folders: str) -> tuple[Module, ...]:
    return tuple(each for folder in folders for each in _modules_below(folder))


@cache
def _modules_below(folder: str) -> tuple[Module, ...]:
    return tuple(module(_dotted(path), path.read_text()) for path in sorted((ROOT / folder).rglob("*.py")))


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(module: Module) -> Iterator[str]:
    """Each module or name imported, dotted; `from shared import clock` is both `shared` and `shared.clock`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls_of(module: Module) -> Iterator[str]:
    """What is called, as written, e.g. `datetime.now`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
