"""The call is owed inside the free-look period, whose days are the clause's."""

from datetime import UTC, datetime

import pytest

from services.callback.callbacks.models import Callback
from services.callback.callbacks.sla import SLAS
from shared.calendar_data import calendar_for
from shared.limits import calendar_days
from shared.sla import due

ROW = SLAS[0]


def case(days: int, starts: str) -> Callback:
    return Callback(free_look_days=days, free_look_starts=starts)


# 24:00 of the last day at the counter is 16:00 UTC.
@pytest.mark.parametrize(
    ("days", "starts", "due_at"),
    [
        (15, "day_after", datetime(2026, 10, 27, 16, 0, tzinfo=UTC)),
        (15, "signature", datetime(2026, 10, 26, 16, 0, tzinfo=UTC)),
        (20, "day_after", datetime(2026, 11, 1, 16, 0, tzinfo=UTC)),  # a Sunday, and it stays one
        (20, "signature", datetime(2026, 10, 31, 16, 0, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize(
    "signed_at", [datetime(2026, 10, 12, 2, 0, tzinfo=UTC), datetime(2026, 10, 12, 15, 59, tzinfo=UTC)]
)
def test_the_call_is_due_by_the_end_of_the_clauses_last_day(
    days: int, starts: str, signed_at: datetime, due_at: datetime
):
    assert due(ROW.of(case(days, starts)), signed_at, (), calendar_for("350322")) == due_at


def test_the_table_shows_the_usual_limit_and_the_law():
    assert (ROW.limit, ROW.mark) == (calendar_days(15, rolls=False), "V")
    assert "第十五条" in ROW.basis


def test_a_row_without_a_limit_of_the_cases_own_is_the_same_for_all():
    plain = ROW.of(case(20, "signature"))
    assert plain.own_limit is ROW.own_limit
    assert plain.of(case(15, "day_after")).limit == calendar_days(15, rolls=False)
