"""All event contracts by type, and their JSON Schemas. Pure."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from shared import contracts
from shared.contracts.base import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def event_types() -> dict[str, type[Event]]:
    """Every event of the system by its type, in the order of types; ValueError when two classes claim one type."""
    for module in pkgutil.iter_modules(contracts.__path__, contracts.__name__ + "."):
        importlib.import_module(module.name)
    found: dict[str, type[Event]] = {}
    for event in _announced(Event):
        if event.type in found:
            raise ValueError(f"{found[event.type].__name__} and {event.__name__} both claim {event.type}")
        found[event.type] = event
    return dict(sorted(found.items()))


def _announced(base: type[Event]) -> Iterator[type[Event]]:
    """Classes with a type of their own; those that only gather fields have none, and tests bring their own."""
    for event in base.__subclasses__():
        if "type" in vars(event) and event.__module__.startswith(contracts.__name__ + "."):
            yield event
        yield from _announced(event)


def service_of(event: type[Event]) -> str:
    return event.type.partition(".")[0]


def schema_id(event: type[Event]) -> str:
    """What the envelope's `dataschema` says."""
    return f"urn:guimian:schema:{event.type}"


def schema_of(event: type[BaseModel], id: str) -> dict[str, Any]:
    """The schema as a reader needs it: what has a default may be missing, since older events lack newer fields."""
    return {"$schema": DIALECT, "$id": id, **event.model_json_schema()}


def event_schema(event: type[Event]) -> dict[str, Any]:
    return schema_of(event, schema_id(event))
