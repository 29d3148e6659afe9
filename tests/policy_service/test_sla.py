"""The policy's clocks and its free-look period, as tables of days."""

from datetime import UTC, date, datetime

import pytest

from services.policy_service.policies.commands import free_look_ends_on
from services.policy_service.policies.sla import SLAS
from shared.calendar_data import calendar_for
from shared.sla import due

DELIVERY = next(row for row in SLAS if row.id == "delivery")


# Delivery counts from the day after the issue; its last day, if off, gives way to the next working day.
@pytest.mark.parametrize(
    ("issued_at", "due_at"),
    [
        (datetime(2026, 10, 12, 2, 0, tzinfo=UTC), datetime(2026, 10, 27, 16, 0, tzinfo=UTC)),  # Monday → Tuesday
        (datetime(2026, 10, 12, 15, 59, tzinfo=UTC), datetime(2026, 10, 27, 16, 0, tzinfo=UTC)),  # a minute to midnight
        (datetime(2026, 10, 12, 16, 0, tzinfo=UTC), datetime(2026, 10, 28, 16, 0, tzinfo=UTC)),  # midnight: the 13th
        (datetime(2026, 10, 16, 2, 0, tzinfo=UTC), datetime(2026, 11, 2, 16, 0, tzinfo=UTC)),  # Saturday 31st → Monday
        (datetime(2026, 9, 18, 2, 0, tzinfo=UTC), datetime(2026, 10, 8, 16, 0, tzinfo=UTC)),  # in the National Day week
    ],
)
def test_a_policy_is_owed_within_fifteen_days_of_its_issue(issued_at: datetime, due_at: datetime):
    assert due(DELIVERY, issued_at, (), calendar_for("350322")) == due_at


def test_the_delivery_clock_says_how_far_it_was_verified():
    assert (DELIVERY.mark, DELIVERY.starts, DELIVERY.stops) == (
        "M",
        {"open"},
        {"deliver", "cancel_in_free_look", "void", "lapse", "surrender", "mature", "end_by_claim"},
    )


@pytest.mark.parametrize(
    ("days", "starts", "last_day"),
    [
        (15, "day_after", date(2026, 10, 27)),
        (15, "signature", date(2026, 10, 26)),
        (20, "day_after", date(2026, 11, 1)),  # a Sunday: the policyholder's right doesn't roll
        (20, "signature", date(2026, 10, 31)),
        (10, "signature", date(2026, 10, 21)),
    ],
)
def test_the_last_day_of_the_free_look_period(days: int, starts: str, last_day: date):
    assert free_look_ends_on(date(2026, 10, 12), days, starts) == last_day
