"""What metrics is told of the services' tables, as data: it may not import them."""

import json
from collections.abc import Iterable

from services.docs.discovery import ROOT, KindOfCase
from shared.lifecycle import Step

PATH = ROOT / "services" / "metrics" / "kinds.json"


def kind_tables(found: list[KindOfCase]) -> str:
    """Each kind's clocks by their names, the newest row's, and its open statuses by who may take the next step."""
    tables = {kind.lifecycle.kind: {"clocks": _clocks(kind), "roles": _roles(kind)} for kind in found}
    return json.dumps(tables, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _clocks(kind: KindOfCase) -> dict[str, list[str]]:
    rows = sorted(kind.slas, key=lambda row: row.effective_from)
    return {row.id: [row.name_zh, row.name_en] for row in rows}


def _roles(kind: KindOfCase) -> dict[str, list[str]]:
    """Without the ways out that are open in most statuses (a withdrawal, say), unless nothing else is."""
    cycle = kind.lifecycle
    statuses = [status for status in cycle.statuses if status not in cycle.closed]
    onward = [step for step in cycle.steps if 2 * len(step.sources) <= max(len(statuses), 2)]
    return {str(status): _who(status, onward) or _who(status, cycle.steps) for status in statuses}


def _who(status: str, steps: Iterable[Step]) -> list[str]:
    return sorted({str(role) for step in steps if status in step.sources for role in step.roles})
