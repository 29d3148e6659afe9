"""Days counted from the effective day: month ends, leap days, and when premiums fall due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.policy_service.clauses.premium_plan import (
    last_paid_to,
    next_due_on,
    paid_to_after,
    paid_to_at_issue,
)
from shared.anniversaries import MODE_MONTHS, is_anniversary, months_after, policy_year, whole_months

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 10, 13), 0, date(2026, 10, 13)),
    ],
)
def test_a_month_without_the_day_takes_its_last_one(start: date, months: int, day: date):
    assert months_after(start, months) == day


@pytest.mark.parametrize(
    ("effective", "day", "year"),
    [
        (date(2024, 2, 29), date(2025, 2, 27), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 2),
        (date(2024, 2, 29), date(2028, 2, 28), 4),
        (date(2024, 2, 29), date(2028, 2, 29), 5),
        (date(2026, 10, 13), date(2026, 10, 13), 1),
        (date(2026, 10, 13), date(2027, 10, 12), 1),
    ],
)
def test_a_policy_year_ends_the_day_before_the_anniversary(effective: date, day: date, year: int):
    assert policy_year(effective, day) == year


def test_a_policy_of_29_february_has_its_anniversary_on_the_28th_and_in_leap_years_on_the_29th():
    effective = date(2024, 2, 29)
    days = [effective + timedelta(days=each) for each in range(365 * 4 + 2)]
    found = [day for day in days if is_anniversary(effective, day)]
    assert found == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


@given(start=DAYS, months=st.integers(0, 600))
def test_whole_months_undo_months_after(start: date, months: int):
    day = months_after(start, months)
    assert whole_months(start, day) == months
    assert months == 0 or whole_months(start, day - timedelta(days=1)) == months - 1


@given(effective=DAYS, mode=st.sampled_from(sorted(MODE_MONTHS)), years=st.integers(1, 30))
def test_as_many_premiums_are_due_as_the_plan_has_instalments(effective: date, mode: str, years: int):
    paid_to, paid = paid_to_at_issue(effective, mode), 1
    while (due := next_due_on(effective, years, paid_to)) is not None:
        assert due == months_after(effective, paid * MODE_MONTHS[mode])
        paid_to, paid = paid_to_after(effective, mode, due), paid + 1
    assert paid == 12 // MODE_MONTHS[mode] * years
    assert paid_to == last_paid_to(effective, years)


def test_after_a_single_premium_nothing_is_due():
    assert paid_to_at_issue(date(2026, 1, 1), "single") is None
    assert next_due_on(date(2026, 1, 1), 1, None) is None
