"""EAST's rate of call-backs (犹豫期内回访成功率): which means count, and what is told of before rounds were."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.metrics.facts import Fact, millis, step
from services.metrics.measures.call_outcomes import MEASURES
from services.metrics.spans import Case
from services.metrics.state import Attempt, Clock, State

OPENED = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
ENDS = datetime(2026, 10, 27, 16, 0, tzinfo=UTC)
DONE = OPENED + timedelta(days=1)
(CALLED,) = [each for each in MEASURES if each.id == "free_looks_called"]


def completed(**facts: Any) -> Case:
    told: dict[str, Any] = {"kind": "callback", "case_no": "HF1", "version": 3, "status": "completed", "org": "350322"}
    told |= {"opened_at": OPENED, "at": DONE, "closed_at": DONE, "action": "complete", "by": "V1"}
    state = State(clocks=(Clock("bsr-cb1", OPENED, ENDS),), **told | facts)
    return Case(Fact(state, (step(state),)))


def by(round: str | None) -> dict[str, Any]:
    return {"attempts": (Attempt("completed", DONE, round),)}


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        (by("first") | {"call_round": "first"}, True),
        (by("electronic") | {"call_round": "electronic"}, True),
        (by("visit") | {"call_round": "visit"}, False),
        (by("visit"), False),
        (by(None), True),
        ({"attempts": 2}, True),
    ],
)
def test_a_call_counts_and_a_visit_does_not_whether_or_not_rounds_were_told(facts: dict[str, Any], counts: bool):
    assert CALLED.at(completed(**facts)) == (millis(ENDS) if counts else None)
