"""The sum of a paid-up policy (减额交清), worked by hand."""

from datetime import date

import pytest

from services.policy_service.items.paid_up import has_paid_long_enough, paid_up_sum_fen


@pytest.mark.parametrize(
    ("sum_fen", "effective", "paid_to", "pay_years", "mode", "left_fen"),
    [
        (20_000_000, date(2024, 10, 13), date(2026, 10, 13), 10, "annual", 4_000_000),  # 2 of 10
        (20_000_000, date(2024, 10, 13), date(2027, 1, 13), 10, "quarterly", 4_500_000),  # 9 of 40
        (10_000_000, date(2024, 1, 31), date(2026, 2, 28), 3, "monthly", 6_944_400),  # 25 of 36: 69,444.44 yuan
        (10_000_000, date(2024, 2, 29), date(2026, 8, 29), 5, "semiannual", 5_000_000),  # 5 of 10
        (100, date(2024, 10, 13), date(2026, 10, 13), 10, "annual", 0),
    ],
)
def test_the_sum_is_reduced_to_the_part_that_is_paid(
    sum_fen: int, effective: date, paid_to: date, pay_years: int, mode: str, left_fen: int
):
    assert paid_up_sum_fen(sum_fen, effective, paid_to, pay_years, mode) == left_fen


def test_two_years_are_paid_on_the_day_they_are():
    assert has_paid_long_enough(date(2024, 2, 29), date(2026, 2, 28))
    assert not has_paid_long_enough(date(2024, 2, 29), date(2026, 2, 27))
