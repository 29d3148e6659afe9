"""The star of the month over HTTP: who is ranked, by what, and when there is none; its arithmetic."""

from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.roster.positions import POSITIONS as RULES
from services.metrics.stars.scoring import CRITERIA, POSITIONS, minimum_of, places, spread_of, standard
from shared.auth import Role
from tests.intake.counter import refused
from tests.metrics.desk import Desk, event
from tests.metrics.test_trainings import tell

numbers = count(1)
Event = dict[str, Any]


def duty(day: int, *staff: str) -> Event:
    """A counter day with these on the front desk, the last of them in the morning alone."""
    desk = [{"staff": each, "morning": True, "afternoon": each != staff[-1]} for each in staff]
    opened = f"2026-04-{day:02d}T00:00:00+08:00"
    told = {"kind": "counter_day", "case_no": f"GY{day}", "outlet": "XY01", "posted": 9, "desk": desk, "by": "system"}
    return event(next(numbers), opened_at=opened, at=opened, due_at=None, **told)


def steps(kind: str, *told: dict[str, Any]) -> list[Event]:
    """One case, an hour between its steps."""
    number = next(numbers)
    known = {"kind": kind, "case_no": f"C{number}", "opened_at": "2026-04-10T01:00:00Z", "due_at": None}
    return [
        event(number, version, **known | {"at": f"2026-04-10T{version:02d}:00:00Z"} | each)
        for version, each in enumerate(told, 1)
    ]


def form(by: str, checked: str | None = None) -> list[Event]:
    """Accepted and scanned; `checked`: what the quality check made of the scans."""
    told = [{"by": by}, {"by": by, "action": "scan"}]
    return steps("application", *told, *([{"by": "R1", "action": checked}] if checked else []))


def ended(by: str, kind: str = "service_request", due: str | None = None, **more: Any) -> list[Event]:
    closing = {"by": by, "handler": by, "action": "end", "closed_at": "2026-04-10T02:00:00Z", "status": "ended"}
    return steps(kind, {"by": by, "handler": by, "due_at": due}, closing | more)


def evaluated(by: str, satisfaction: str) -> list[Event]:
    return ended(by, "visit", outcome="finished", satisfaction=satisfaction)


LATE, IN_TIME = "2026-04-10T01:30:00Z", "2026-04-10T09:00:00Z"
MONTH = [
    duty(9, "T1", "T2", "T3"),
    *(each for _ in range(3) for each in form("T1")),
    *form("T1", "reject_scans"),
    *form("T1", "pass_scans"),
    *form("T2", "pass_scans"),
    *ended("T1", due=LATE),
    *ended("T2", due=IN_TIME),
    *form("M9"),
    *evaluated("T1", "satisfied"),
    *evaluated("T3", "dissatisfied"),
]


async def test_front_desk_tellers_are_ranked_by_the_published_formula(desk: Desk) -> None:
    """With two of them a z is 1 or -1: 0.30 for the volume, 0.25 against for the errors, 0.20 for what was late."""
    await tell(desk, *MONTH)
    told = (await desk.get("/stars?org=3503&month=2026-04")).json()
    assert [(each["staff"], each["rank"], each["total"]) for each in told["tellers"]] == [
        ("T2", 1, 0.15),
        ("T1", 2, -0.15),
    ]
    assert (told["stars"], told["why_none"], told["is_over"], told["minimum"]) == (["T2"], None, False, 1.0)
    first = {cell["criterion"]: cell for cell in told["tellers"][1]["cells"]}
    assert {name: (cell["value"], cell["z"]) for name, cell in first.items()} == {
        "volume": (6.0, 1.0), "errors": (0.5, -1.0), "overdue": (1.0, -1.0), "satisfaction": (1.0, None),
    }  # fmt: skip
    assert {each["id"]: each["counts"] for each in told["criteria"]}["satisfaction"] is False, "T2 has no evaluation"
    assert told["left_out"] == [
        {"staff": "M9", "volume": 1, "person_days": 0.0, "why": "not-on-the-front-desk"},
        {"staff": "T3", "volume": 0, "person_days": 0.5, "why": "below-the-minimum"},
    ]
    for cell in first.values():
        listed = await desk.client.get(cell["cases"], headers=desk.headers(Role.TELLER, "3503"))
        assert listed.status_code == 200, listed.text
        assert sum(each["count"] for each in listed.json()["items"]) == cell["numerator"], cell["criterion"]


@pytest.mark.parametrize(
    ("month", "why", "ranked"),
    [
        ([*form("T1"), *form("T2")], "nobody-on-the-front-desk", []),
        ([duty(9, "T1", "T2"), *form("T1"), *form("M9")], "fewer-than-two", ["T1"]),
        ([duty(9, "T1", "T2"), *form("T1"), *form("T2")], "no-spread", ["T1", "T2"]),
    ],
)
async def test_where_nobody_can_be_ranked_there_is_no_star_and_it_says_why(
    desk: Desk, month: list[Event], why: str, ranked: list[str]
) -> None:
    await tell(desk, *month)
    told = (await desk.get("/stars")).json()
    assert (told["stars"], told["why_none"], bool(told["said"]["zh"] and told["said"]["en"])) == ([], why, True)
    assert [(each["staff"], each["rank"]) for each in told["tellers"]] == [(staff, None) for staff in ranked]


async def test_a_month_is_asked_for_by_its_name_within_the_scope(desk: Desk) -> None:
    await tell(desk, *MONTH)
    over = (await desk.get("/stars?month=2024-02")).json()
    assert (over["start"], over["end"], over["is_over"]) == ("2024-02-01", "2024-02-29", True)
    assert (await desk.get("/stars", org="3502")).json()["tellers"] == []
    refused(await desk.get("/stars?org=3503", org="3502"), 403, "out-of-scope")
    for month, rule in (("2026-05", "not-in-the-future"), ("0000-01", "not-before-the-first-day")):
        refused(await desk.get(f"/stars?month={month}"), 422, "rule-broken", field="month", rule=rule)
    for month in ("2026-13", "2026-4", "x"):
        refused(await desk.get(f"/stars?month={month}"), 422, "invalid-request")


RATES = st.lists(st.one_of(st.none(), st.integers(0, 100).map(lambda each: each / 100)), max_size=9)


@settings(deadline=None)
@given(RATES, st.sampled_from(CRITERIA))
def test_z_scores_add_up_to_nothing_and_order_as_the_values_do(values: list[float | None], criterion: Any):
    spread = spread_of(values)
    found = [standard(each, spread, criterion) for each in values]
    if not spread.counts:
        assert all(each is None for each in found)
        assert len({each for each in values if each is not None}) < 2
        return
    assert sum(each or 0 for each in found) == pytest.approx(0, abs=0.001)
    known = sorted((value, z or 0) for value, z in zip(values, found, strict=True) if value is not None)
    ordered = [z for _, z in known]
    assert ordered == sorted(ordered, reverse=criterion.better == "lower")


def test_of_equal_totals_the_lower_error_rate_comes_first_and_an_unknown_one_last():
    assert places([0.5, 0.5, 0.7, 0.5, 0.5], [0.2, 0.1, None, None, 0.1]) == [4, 2, 1, 5, 2]


def test_the_minimum_is_half_the_median_and_something():
    assert [minimum_of(each) for each in ([], [0, 0], [10, 20, 90], [4])] == [1, 1, 10, 2]


def test_the_weights_are_of_a_whole_and_the_positions_those_that_the_roster_leaves_out():
    assert sum(each.weight for each in CRITERIA) == pytest.approx(1)
    for rule in RULES.values():
        assert rule.front_desk or rule.text.zh in POSITIONS.zh
