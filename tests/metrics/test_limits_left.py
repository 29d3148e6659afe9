"""What is counted by the days that are left: each open case in one band at any time, by its own place's calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.metrics.facts import Fact, millis, step
from services.metrics.measures.limits_left import BANDS, MEASURES
from services.metrics.spans import Case
from services.metrics.state import Clock, State

OPENED = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
DUE = datetime(2026, 10, 27, 16, 0, tzinfo=UTC)  # the last day is the 27th, in China


def case(*clocks: tuple[str, datetime], kind: str = "callback", **facts: Any) -> Case:
    told: dict[str, Any] = {"kind": kind, "case_no": "HF1", "version": 1, "status": "due", "org": "350322"}
    told |= {"opened_at": OPENED, "at": OPENED, "action": "open", "by": "T1", "due_at": min(due for _, due in clocks)}
    state = State(clocks=tuple(Clock(id, OPENED, due) for id, due in clocks), **told | facts)
    return Case(Fact(state, (step(state),)))


def bands_at(of: Case, at: datetime) -> list[str]:
    """Which bands it is in."""
    ms = millis(at)
    return [
        band.code
        for band, measure in zip(BANDS, MEASURES, strict=True)
        if any(start <= ms and (end is None or ms < end) for start, end, _ in measure.spans(of))
    ]


@pytest.mark.parametrize(
    ("day", "hour", "band"),
    [
        (12, 10, "later"), (19, 23, "later"), (20, 0, "in-7-days"), (23, 23, "in-7-days"), (24, 0, "in-3-days"),
        (25, 23, "in-3-days"), (26, 0, "tomorrow"), (27, 0, "today"), (27, 23, "today"), (28, 0, "passed"),
    ],
)  # fmt: skip
def test_a_case_is_in_one_band_at_a_time(day: int, hour: int, band: str) -> None:
    at = datetime(2026, 10, day, hour, tzinfo=UTC) - timedelta(hours=8)
    assert bands_at(case(("bsr-cb1", DUE)), at) == [band]


def test_a_limit_that_ends_within_the_day_is_past_from_then_on():
    noon = datetime(2026, 10, 27, 4, 0, tzinfo=UTC)
    found = case(("prob-15", noon), kind="problem_case")
    assert bands_at(found, noon - timedelta(seconds=1)) == ["today"]
    assert bands_at(found, noon) == ["passed"]


def test_a_call_backs_limit_is_its_projects_whatever_follows():
    found = case(("bsr-cb1", DUE), ("cb-visit", DUE + timedelta(days=14)))
    assert bands_at(found, DUE + timedelta(days=1)) == ["passed"]


def test_what_is_closed_is_in_no_band_any_more():
    closed = OPENED + timedelta(days=3)
    found = case(("bsr-cb1", DUE), closed_at=closed)
    assert bands_at(found, closed - timedelta(seconds=1)) == ["later"]
    assert bands_at(found, closed) == bands_at(found, DUE + timedelta(days=1)) == []


def test_without_a_limit_nothing_runs_out():
    found = case(("bsr-cb1", DUE), kind="callback")
    none = Case(Fact(state := State(**{**_plain(found), "clocks": (), "due_at": None}), (step(state),)))
    assert bands_at(none, OPENED) == []


def _plain(of: Case) -> dict[str, Any]:
    return {name: getattr(of.state, name) for name in of.state.__struct_fields__}
