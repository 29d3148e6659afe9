"""The projects as people look them up (回访项目表): with their questions and the clock of each."""

from typing import Any

from services.callback.callbacks.sla import SLAS
from services.callback.projects.projects import PROJECTS, Project
from services.callback.projects.questions import QUESTIONS, Question


def tables() -> list[dict[str, Any]]:
    return [_project(row) for row in PROJECTS.values()]


def _project(row: Project) -> dict[str, Any]:
    return {
        **row.name._asdict(),
        **{name: getattr(row, name) for name in ("code", "owner", "basis", "mark")},
        "opened_by": row.opened_by and row.opened_by.type,
        "closed_by": {event.type: outcome for event, outcome in row.closed_by.items()},
        "clock": _clock(row.clock),
        "questions": [_question(QUESTIONS[code]) for code in row.questions],
    }


def _clock(id: str) -> dict[str, Any]:
    (row,) = [each for each in SLAS if each.id == id]
    known = {"id": row.id, "zh": row.name_zh, "en": row.name_en, "basis": row.basis, "mark": row.mark}
    return known | {"limit_zh": row.limit.text.zh, "limit_en": row.limit.text.en}


def _question(row: Question) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("code", "identity", "regular_only", "basis", "mark")}
    told["designs"] = sorted(row.designs)
    choices = [each.text._asdict() | {"code": each.code, "affirmative": each.affirmative} for each in row.choices]
    return row.text._asdict() | told | {"choices": choices}
