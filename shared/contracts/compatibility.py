"""Whether a contract may change as it did: the log is kept for ever, and subscribers upgrade after us. Pure.

A newer class must read older events, and an older subscriber newer ones. So fields may be added, with a default,
and values may be added to an enumeration (subscribers must put up with unknown ones). All else is a new version.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

# Keyword → whether a larger number admits less.
BOUNDS = {
    "minimum": True,
    "exclusiveMinimum": True,
    "minLength": True,
    "minItems": True,
    "maximum": False,
    "exclusiveMaximum": False,
    "maxLength": False,
    "maxItems": False,
}


def breaking_changes(old: Schema, new: Schema) -> list[str]:
    """What an event that fits `old`, or a subscriber that knows only `old`, can't cope with in `new`."""
    return list(_Comparison(old, new).objects(old, new, ""))


def removed_types(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    return [f"{type}: the event is gone" for type in old if type not in new]


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self._old, self._new = old.get("$defs", {}), new.get("$defs", {})

    def objects(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        required, demanded = set(old.get("required", ())), set(new.get("required", ()))
        for name in before:
            if name not in after:
                yield f"{path}{name}: the field is gone"
            else:
                yield from self.values(before[name], after[name], f"{path}{name}")
        for name in sorted(demanded - required):
            yield f"{path}{name}: older events lack it, but it is required now"
        for name in sorted((required - demanded) & after.keys()):
            yield f"{path}{name}: it was promised and may be missing now"

    def values(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        old, new = _resolved(old, self._old), _resolved(new, self._new)
        before, after = _variants(old, self._old), _variants(new, self._new)
        for kind in before.keys() - after.keys():
            yield f"{path}: {kind} is no longer taken"
        for kind in after.keys() - before.keys():
            yield f"{path}: {kind} is new to those who read it"
        for kind in before.keys() & after.keys():
            yield from self._narrowed(before[kind], after[kind], path)

    def _narrowed(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        yield from _enumeration(old, new, path)
        yield from _bounds(old, new, path)
        for keyword in ("pattern", "format"):
            if old.get(keyword) != new.get(keyword):
                yield f"{path}: {keyword} was {old.get(keyword)} and is {new.get(keyword)}"
        if "properties" in old or "properties" in new:
            yield from self.objects(old, new, f"{path}.")
        if "items" in old or "items" in new:
            yield from self.values(old.get("items", {}), new.get("items", {}), f"{path}[]")


def _resolved(schema: Schema, defs: Mapping[str, Schema]) -> Schema:
    return defs[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _variants(schema: Schema, defs: Mapping[str, Schema]) -> dict[str, Schema]:
    """The JSON types that a value may have, each with its own schema."""
    parts = [_resolved(part, defs) for part in schema.get("anyOf", (schema,))]
    return {str(part.get("type", "anything")): part for part in parts}


def _values(schema: Schema) -> set[Any] | None:
    if "const" in schema:
        return {schema["const"]}
    return set(schema["enum"]) if "enum" in schema else None


def _enumeration(old: Schema, new: Schema, path: str) -> Iterator[str]:
    before, after = _values(old), _values(new)
    if after is None:
        return
    if before is None:
        yield f"{path}: only {sorted(map(str, after))} are taken now"
    elif gone := before - after:
        yield f"{path}: {sorted(map(str, gone))} no longer taken"


def _bounds(old: Schema, new: Schema, path: str) -> Iterator[str]:
    for keyword, larger_is_narrower in BOUNDS.items():
        if keyword not in new:
            continue
        before, after = old.get(keyword), new[keyword]
        if before is None or (after > before if larger_is_narrower else after < before):
            yield f"{path}: {keyword} was {before} and is {after}"
