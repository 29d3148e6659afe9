"""The contract kit: one JSON Schema and one sample an event, the envelope, and the AsyncAPI document."""

import json
import tomllib
from importlib import metadata
from typing import Any

import yaml  # type: ignore[import-untyped]

from services.docs.discovery import ROOT, KindOfCase, kinds, step_announcing
from shared.asyncapi import asyncapi, envelope_sample
from shared.cloudevents import Envelope
from shared.contracts.base import Event
from shared.contracts.compatibility import breaking_changes, removed_types
from shared.contracts.registry import event_schema, event_types, schema_of
from shared.contracts.samples import AT, SHARED, sample_of

RELEASED = ROOT / "docs" / "contracts" / "released"


def contract_files() -> dict[str, str]:
    """Path below docs/contracts → content."""
    samples = event_samples(kinds())
    files = {"envelope.schema.json": as_json(schema_of(Envelope, "urn:guimian:schema:envelope"))}
    for event, sample in samples.items():
        files[f"schemas/{event.type}.json"] = as_json(event_schema(event))
        files[f"samples/{event.type}.json"] = as_json(envelope_sample(event, sample))
    return files | {"asyncapi.yaml": as_yaml(asyncapi(samples, project_version()))}


def event_samples(found: list[KindOfCase]) -> dict[type[Event], dict[str, Any]]:
    """Each sample stands where the first step that announces the event leads."""
    return {event: sample_of(event, **_known(event, found)) for event in event_types().values()}


def _known(event: type[Event], found: list[KindOfCase]) -> dict[str, Any]:
    announced = step_announcing(event, found)
    if announced is None:  # recorded outside a lifecycle: the contract's own examples must do
        return {}
    kind, step = announced
    status = str(step.target or min(step.sources))
    is_closed = status in kind.lifecycle.closed
    known: dict[str, Any] = {"kind": kind.lifecycle.kind, "action": step.action, "status": status}
    known |= {"waiting": kind.lifecycle.waits.get(status), "clocks": _clocks(kind, is_closed)}
    if not step.sources:
        known["version"] = 1
    if not step.roles:
        known |= {"by": "system", "by_machine": True}
    if is_closed:
        known |= {"closed_at": AT, "due_at": None}
    if status in kind.lifecycle.final:
        known |= {f"{status}_at": AT, "outcome": status}
    return known


def _clocks(kind: KindOfCase, is_closed: bool) -> list[dict[str, Any]]:
    ran = {"stopped_at": AT, "net_working_seconds": 1500} if is_closed else {}
    return [
        {"id": sla.id, "started_at": SHARED["opened_at"], "due_at": SHARED["due_at"], **ran} for sla in kind.slas[:1]
    ]


def as_json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_yaml(document: Any) -> str:
    return str(yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120))


def project_version() -> str:
    project = ROOT / "pyproject.toml"
    return (
        str(tomllib.loads(project.read_text())["project"]["version"])
        if project.exists()
        else metadata.version("guimian")
    )


def released() -> dict[str, dict[str, Any]]:
    """The schemas that subscribers were given, by type."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(RELEASED.glob("*.json"))}


def breaks() -> list[str]:
    """How the contracts as they are now break what was released."""
    old, new = released(), {type: event_schema(event) for type, event in event_types().items()}
    changed = [f"{type}: {change}" for type in old if type in new for change in breaking_changes(old[type], new[type])]
    return removed_types(old, new) + changed


def release() -> None:
    """Give the contracts to subscribers: from now on they may only grow."""
    RELEASED.mkdir(parents=True, exist_ok=True)
    for type, event in event_types().items():
        (RELEASED / f"{type}.json").write_text(as_json(event_schema(event)))
