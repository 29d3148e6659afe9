"""Which policies persistency is told of, and on which day each is judged."""

from datetime import date
from typing import Any

import pytest

from services.metrics.premium_days import days_beside_steps, judged_on
from services.metrics.state import FIRST_YEAR, State
from shared import clock


def policy(**facts: Any) -> State:
    at = clock.now()
    known: dict[str, Any] = {"kind": "policy", "status": "in_force", "effective_on": date(2025, 7, 5), "pay_years": 10}
    known |= {"payment_mode": "annual", "case_no": "BD1", "version": 1, "org": "350322", "action": "open", "by": "x"}
    return State(opened_at=at, at=at, **known | facts)


@pytest.mark.parametrize(
    ("facts", "after_one", "after_two"),
    [
        ({}, date(2026, 9, 3), date(2027, 9, 3)),  # 26 days of July, 31 of August, 3 of September
        ({"payment_mode": "monthly"}, date(2026, 9, 3), date(2027, 9, 3)),
        ({"effective_on": date(2024, 2, 29)}, date(2025, 4, 29), date(2026, 4, 29)),  # from 28 February
        ({"status": "terminated"}, date(2026, 9, 3), date(2027, 9, 3)),
        ({"pay_years": 2}, date(2026, 9, 3), None),
        ({"pay_years": 1}, None, None),
        ({"pay_years": None}, None, None),
        ({"payment_mode": "single"}, None, None),
        ({"legacy": True}, None, None),
        ({"status": "free_look_cancelled"}, None, None),
        ({"status": "voided"}, None, None),
        ({"kind": "application"}, None, None),
        ({"effective_on": None}, None, None),
        ({"effective_on": date(FIRST_YEAR - 1, 7, 5)}, None, None),
    ],
)
def test_a_policy_is_judged_on_the_last_day_of_grace(facts: dict[str, Any], after_one: date, after_two: date):
    assert (judged_on(policy(**facts), 1), judged_on(policy(**facts), 2)) == (after_one, after_two)


def test_the_days_of_a_renewal_are_its_due_day_and_the_end_of_its_grace():
    days = {"due_on": date(2026, 10, 13), "grace_ends_on": date(2026, 12, 12)}
    assert days_beside_steps(policy(kind="renewal", effective_on=None, **days)) == list(days.values())
