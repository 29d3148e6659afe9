"""What joins or leaves within a term pays by the days that are left, by numbers worked by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.pro_rata import BY_DAYS, term_of

D = date

# fmt: off
SHARES = [
    # first day         months  day               premium  left/days  share
    (D(2026, 10, 13),   12,     D(2026, 10, 13),  10_000,  10_000),  # 365/365
    (D(2026, 10, 13),   12,     D(2027, 1, 1),    10_000,  7_808),   # 285/365 = 7,808.22
    (D(2026, 10, 13),   12,     D(2027, 10, 12),  10_000,  27),      # 1/365 = 27.40
    (D(2027, 3, 1),     12,     D(2028, 2, 29),   10_000,  27),      # 1/366 = 27.32: a leap year's term
    (D(2027, 3, 1),     12,     D(2027, 3, 2),    366,     365),     # 365/366
    (D(2026, 10, 13),   12,     D(2027, 10, 12),  73,      0),       # 0.2
    (D(2027, 3, 1),     12,     D(2028, 2, 29),   183,     1),       # 183/366 = half a fen: up
    (D(2027, 3, 1),     12,     D(2028, 2, 29),   182,     0),       # 182/366: down
    (D(2028, 2, 29),    12,     D(2029, 2, 28),   366,     1),       # 366 days: to the end of 28 February
]
ENDS = [
    (D(2026, 10, 13), 12, D(2027, 10, 13)),
    (D(2028, 2, 29),  12, D(2029, 3, 1)),
    (D(2026, 12, 31), 2,  D(2027, 3, 1)),
    (D(2026, 8, 31),  1,  D(2026, 10, 1)),
]
# fmt: on


@pytest.mark.parametrize(("first", "months", "day", "premium", "share"), SHARES)
def test_shares_worked_by_hand(first: date, months: int, day: date, premium: int, share: int):
    assert BY_DAYS.share_fen(premium, term_of(first, months), day) == share


@pytest.mark.parametrize(("first", "months", "end"), ENDS)
def test_a_term_ends_with_the_day_before_its_number_comes_round(first: date, months: int, end: date):
    assert term_of(first, months).ends_on == end


@given(st.integers(1, 10**9), st.integers(0, 364), st.integers(0, 364))
def test_who_leaves_later_is_refunded_no_more_than_who_came_earlier_paid(premium: int, one: int, other: int):
    term = term_of(D(2026, 10, 13), 12)
    came, left = (D.fromordinal(term.starts_on.toordinal() + each) for each in sorted((one, other)))
    assert 0 <= BY_DAYS.share_fen(premium, term, left) <= BY_DAYS.share_fen(premium, term, came) <= premium
