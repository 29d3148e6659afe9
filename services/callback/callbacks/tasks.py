"""What a new task (回访任务) is made of: its project, its policy, and what it is about."""

from datetime import date
from typing import Any, NamedTuple

from services.callback.languages import MANDARIN
from services.callback.policies.models import OF_THE_POLICY, KnownPolicy
from services.callback.projects.projects import Project
from services.callback.projects.questions import codes_for
from shared.cases import new_case_no
from shared.contracts.base import CaseEvent


class Cause(NamedTuple):
    """`seq`: which happening of the case, or of the salesperson, it is."""

    no: str
    seq: int
    on: date


def columns_of(project: Project, policy: KnownPolicy, cause: Cause, event: CaseEvent | None = None) -> dict[str, Any]:
    """Nobody has called yet, and nobody waits to."""
    design = getattr(event, "product_design", "ordinary")
    return {name: getattr(policy, name) for name in OF_THE_POLICY} | {
        "case_no": new_case_no("HF", policy.org),
        "project": project.code,
        "owner": project.owner,
        "cause_no": cause.no,
        "cause_seq": cause.seq,
        "cause_on": cause.on,
        "called": project.called(event),
        "questions": codes_for(project.questions, getattr(event, "payment_mode", None), design),
        "language": MANDARIN,
        "attempts": [],
        "tries": 0,
        "resting": False,
    }
