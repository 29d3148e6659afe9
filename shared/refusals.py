"""What a route may refuse, read off its code: the problems of the conventions, and those that its functions name.

It follows names, not values: what a route's endpoint and dependencies name, what that names in turn, and so on. So it
may find a little too much; that it finds too little, `shared/testing/documented.py` tells in every test.
"""

import inspect
import sys
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, partial
from typing import Any

from fastapi.dependencies.models import Dependant

from shared.cases import permit
from shared.db import get_session
from shared.errors import (
    ConcurrentChange,
    Conflict,
    IdempotencyKeyReused,
    InvalidRequest,
    MalformedBody,
    NotAcceptable,
    NotFound,
    PayloadTooLarge,
    Problem,
    RequestInFlight,
    StaleVersion,
    UnsupportedMediaType,
)
from shared.etag import if_match, required_if_match
from shared.idempotency import asks_for, honours_keys
from shared.routing import StrictRoute, gives_json

OURS = ("shared.", "services.", "tests.")
TRANSLATED = {"get_one": NotFound, "raise_for_status": NotFound}  # by shared.problems, from what these methods raise
WHEN_MADE = frozenset({"__init__", "__post_init__", "__call__"})
WRAPPERS = (types.FunctionType, types.MethodType, staticmethod, classmethod, property, type(cache(min)))
BEHIND = ("__wrapped__", "__func__", "fget")
CONTAINERS = (tuple, list, set, frozenset)


def refusals_of(route: StrictRoute) -> frozenset[type[Problem]]:
    """Refusals alone: failures (5xx) may come from any route."""
    found = {*_of_conventions(route), *_named_from(route.dependant)}
    if not any(asks_for(each, route.dependant) for each in (if_match, required_if_match)):
        found -= {StaleVersion}  # `get_case` names it for those who say what they saw
    return frozenset(kind for kind in found if kind is not Problem and kind.status < 500)


def _of_conventions(route: StrictRoute) -> Iterator[type[Problem]]:
    yield InvalidRequest  # unknown parameters and stray characters
    if gives_json(route):
        yield NotAcceptable
    if route.body_field is not None:
        yield from (MalformedBody, PayloadTooLarge, UnsupportedMediaType)
    if honours_keys(route):
        yield from (IdempotencyKeyReused, RequestInFlight)
    if asks_for(get_session, route.dependant):
        yield from (ConcurrentChange, Conflict)


def _named_from(dependant: Dependant) -> Iterator[type[Problem]]:
    reached = _reached(part for call in _calls(dependant) for part in _parts(call))
    yield from (thing for thing in reached if isinstance(thing, type) and issubclass(thing, Problem))
    if permit in reached:  # whoever moves a case meets the guards of its kind
        for model in reached:
            steps = getattr(getattr(model, "lifecycle", None), "steps", ())
            yield from (guard.refusal for step in steps for guard in step.needs)


def _calls(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for child in dependant.dependencies:
        yield from _calls(child)


def _reached(starts: Iterable[Any]) -> set[Any]:
    """All functions and classes of ours that the code leads to."""
    found: set[Any] = set()
    ahead = list(starts)
    while ahead:
        thing = ahead.pop()
        if thing not in found:
            found.add(thing)
            ahead += _named_by(thing)
    return found


@cache
def _named_by(thing: Any) -> tuple[Any, ...]:
    if isinstance(thing, types.FunctionType):
        return tuple(dict.fromkeys(_named_by_function(thing)))
    return () if issubclass(thing, Problem) else tuple(_members(thing, WHEN_MADE))


def _named_by_function(function: types.FunctionType) -> Iterator[Any]:
    names = frozenset(name for code in _codes(function.__code__) for name in code.co_names)
    yield from (TRANSLATED[name] for name in names & TRANSLATED.keys())
    for seen in _seen(function, names):
        inside = _of_module(seen, names) if isinstance(seen, types.ModuleType) else _parts(seen)
        for part in inside:
            yield part
            if isinstance(part, type):
                yield from _members(part, names)


def _seen(function: types.FunctionType, names: frozenset[str]) -> Iterator[Any]:
    """What the function can lay hands on: globals, modules, what encloses it, its own class, its annotations."""
    spoken = function.__globals__
    yield from (spoken[name] for name in names & spoken.keys())
    yield from (sys.modules[name] for name in names & sys.modules.keys())
    yield from (cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell))
    yield spoken.get(function.__qualname__.partition(".")[0])
    yield from function.__annotations__.values()


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _codes(inner)


def _is_filled(cell: types.CellType) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:  # a name that the enclosing function never came to
        return False


def _of_module(module: types.ModuleType, names: frozenset[str]) -> Iterator[Any]:
    if f"{module.__name__}.".startswith(OURS):
        for name in names & vars(module).keys():
            yield from _parts(vars(module)[name])


def _members(owner: type, names: frozenset[str]) -> Iterator[Any]:
    """Methods of those names, and the classes of attributes of those names with theirs."""
    known, ahead = set(), [owner]
    while ahead:
        each = ahead.pop()
        for base in each.__mro__:
            if base in known or not _is_ours(base):
                continue
            known.add(base)
            told = inspect.get_annotations(base)
            yield from (part for name in names & vars(base).keys() for part in _parts(vars(base)[name]))
            ahead += [part for name in names & told.keys() for part in _parts(told[name]) if isinstance(part, type)]


def _parts(value: Any) -> Iterator[Any]:
    """The functions and classes of ours in a value."""
    if isinstance(value, str | bytes | int | float | None):
        return
    if isinstance(value, type):
        yield from [value] if _is_ours(value) else typing.get_args(value)
    elif wrapped := _behind(value):
        yield from _parts(wrapped)
    elif isinstance(value, types.FunctionType):
        yield from [value] if _is_ours(value) else []
    elif isinstance(value, Mapping):
        yield from (part for each in value.values() for part in _parts(each))
    elif isinstance(value, CONTAINERS):
        yield from _of_record(value)
    else:
        yield from _of_instance(value)


def _behind(value: Any) -> Any:
    """What a decorator, a partial, a method or a property calls in the end."""
    if isinstance(value, partial):
        return (value.func, *value.args, *value.keywords.values())
    if isinstance(value, typing.TypeVar):
        return value.__bound__
    if isinstance(value, WRAPPERS):
        return next((found for name in BEHIND if (found := getattr(value, name, None))), None)
    return typing.get_args(value)


def _of_record(value: Iterable[Any]) -> Iterator[Any]:
    if _is_ours(type(value)):
        yield type(value)
    for each in value:
        yield from _parts(each)


def _of_instance(value: Any) -> Iterator[Any]:
    if _is_ours(type(value)):
        yield type(value)
        if is_dataclass(value):
            yield from (part for field in fields(value) for part in _parts(getattr(value, field.name, None)))


def _is_ours(thing: Any) -> bool:
    return str(getattr(thing, "__module__", "")).startswith(OURS)
