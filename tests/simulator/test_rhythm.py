"""When people come: what arrives in a year follows the tables of days and hours, always the same for a seed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from shared.calendar_data import calendar_for
from simulator.branches import BRANCHES, BY_ORG
from simulator.rhythm import DAYS, EVEN, HOURS, Stream, arrivals, expected

XIANYOU, CHENGXIANG = BY_ORG["350322"], BY_ORG["350302"]
CALENDAR = calendar_for(XIANYOU.org)
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
WORKING_DAYS = [day for day in YEAR if CALENDAR.is_working_day(day)]
A_DAY = 600.0


def on(day: date, branch: str = "350322") -> set[str]:
    return {factor.id for factor in DAYS if factor.holds(BY_ORG[branch], day, CALENDAR)}


@pytest.mark.parametrize(
    ("day", "factors"),
    [
        (date(2026, 3, 11), set()),
        (date(2026, 3, 23), {"monday", "market-day"}),
        (date(2026, 9, 30), {"month-end", "before-holiday", "school-season"}),
        (date(2026, 10, 8), {"after-holiday", "market-day"}),
        (date(2026, 10, 9), {"friday"}),
        (date(2026, 10, 10), set()),  # a Saturday made up for National Day
        (date(2026, 10, 27), set()),
        (date(2026, 10, 28), {"month-end", "market-day"}),
        (date(2026, 12, 31), {"month-end", "before-holiday"}),  # though the calendar ends here
        (date(2025, 12, 31), {"month-end", "before-holiday"}),
    ],
)
def test_days_are_known_for_what_they_are(day: date, factors: set[str]):
    assert on(day) == factors


def test_markets_are_held_in_the_county_not_in_town():
    assert "market-day" in on(date(2026, 10, 13))
    assert "market-day" not in on(date(2026, 10, 13), CHENGXIANG.org)


def counts(stream: str) -> dict[date, int]:
    return {
        day: len(arrivals(7, XIANYOU, day, expected(XIANYOU, day, A_DAY, stream, CALENDAR), stream, CALENDAR))
        for day in WORKING_DAYS
    }


def rate(days: list[date], come: dict[date, int], but_for: str, stream: str) -> tuple[float, int]:
    """How many come by all other factors of these days, and how many came at all."""
    weight = 0.0
    for day in days:
        product = 1.0
        for factor in DAYS:
            if factor.id != but_for and factor.holds(XIANYOU, day, CALENDAR):
                product *= getattr(factor.times, stream)
        weight += product
    came = sum(come[day] for day in days)
    return came / weight, came


@pytest.mark.parametrize("stream", Stream._fields)
def test_in_a_year_each_kind_of_day_sees_as_many_as_the_table_says(stream: str):
    come = counts(stream)
    for factor in DAYS:
        such = [day for day in WORKING_DAYS if factor.holds(XIANYOU, day, CALENDAR)]
        others = [day for day in WORKING_DAYS if day not in such]
        (seen, came), (usual, _) = (rate(days, come, factor.id, stream) for days in (such, others))
        assert seen / usual == pytest.approx(getattr(factor.times, stream), rel=4 / came**0.5), factor.id


def hours_of(stream: str) -> Iterator[int]:
    for day in WORKING_DAYS:
        for at in arrivals(7, XIANYOU, day, 200.0, stream, CALENDAR):
            yield CALENDAR.local(at - timedelta(seconds=1)).hour


@pytest.mark.parametrize("stream", Stream._fields)
def test_in_a_day_each_hour_sees_as_many_as_the_table_says(stream: str):
    come = Counter(hours_of(stream))
    open_for = {8: 0.5, 14: 0.5, 17: 0.5}  # 08:30-12:00 and 14:30-17:30
    weights = {hour: getattr(row, stream) * open_for.get(hour, 1.0) for hour, row in HOURS.items()}
    assert set(come) == set(weights)
    for hour, weight in weights.items():
        share = weight / sum(weights.values())
        assert come[hour] / come.total() == pytest.approx(share, rel=4 / come[hour] ** 0.5), hour


def test_a_day_has_as_many_as_asked_for_in_the_mean_of_a_year_and_all_branches():
    for stream in Stream._fields:
        asked = [expected(branch, day, 12.0, stream, CALENDAR) for branch in BRANCHES for day in WORKING_DAYS]
        assert sum(asked) / len(WORKING_DAYS) == pytest.approx(12.0)


def test_the_same_seed_brings_the_same_people_and_another_brings_others():
    day = date(2026, 10, 12)
    come = [arrivals(seed, XIANYOU, day, 9.0, "visits", CALENDAR) for seed in (7, 7, 8)]
    assert come[0] == come[1] != come[2]
    assert come[0] != arrivals(7, XIANYOU, day, 9.0, "cards", CALENDAR)
    assert arrivals(7, XIANYOU, day, 0.0, "visits", CALENDAR) == []


def test_an_hour_without_a_row_is_like_any_other():
    assert set(EVEN) == {1.0}
    assert not {12, 13} & set(HOURS)
