"""The exact tail, and whom it makes a suspect: tables worked by hand."""

from datetime import date
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.policy_service.patterns.binomial import tail
from services.policy_service.patterns.statistics import RULES, Count, NoRule, PatternRule, rule_on, suspects

RULE = PatternRule(date(2000, 1, 1), None, 180, 3, 0.01, "", "D")


@pytest.mark.parametrize(
    ("least", "of", "rate", "chance"),
    [
        (3, 3, 0.5, 0.125),  # (1/2)³
        (1, 3, 0.5, 0.875),  # all but none: 1 - 1/8
        (2, 4, 0.5, 0.6875),  # (6 + 4 + 1) / 16
        (9, 10, 0.5, 0.0107421875),  # (10 + 1) / 1024
        (3, 10, 0.1, 0.0701908264),  # 1 - 0.9¹⁰ - 10·0.1·0.9⁹ - 45·0.01·0.9⁸
        (0, 5, 0.2, 1.0),
        (6, 5, 0.2, 0.0),
        (1, 5, 0.0, 0.0),
        (5, 5, 1.0, 1.0),
    ],
)
def test_the_tail_as_worked_by_hand(least: int, of: int, rate: float, chance: float):
    assert tail(least, of, rate) == pytest.approx(chance, rel=1e-12)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 20))
def test_the_tail_is_the_sum_of_its_terms_in_whole_numbers(least: int, of: int, twentieths: int):
    rate = Fraction(twentieths, 20)
    exact = sum(comb(of, many) * rate**many * (1 - rate) ** (of - many) for many in range(least, of + 1))
    assert tail(least, of, float(rate)) == pytest.approx(float(exact), rel=1e-10, abs=1e-300)


def test_a_large_branch_is_no_trouble():
    assert 0 < tail(150, 2_000, 0.05) < 1e-5


def test_more_than_chance_explains_is_flagged_and_the_rest_is_not():
    # The branch: 10 of 200. Five of ten at one in twenty: 252·0.05⁵·0.95⁵ + 210·0.05⁶·0.95⁴ + … = 0.0000636898.
    counts = {"A1": Count(10, 5), "A2": Count(40, 3), None: Count(150, 2)}
    (found,) = suspects(counts, RULE)
    assert (found.salesperson, found.own, found.branch) == ("A1", (10, 5), (200, 10))
    exact = sum(comb(10, k) * Fraction(1, 20) ** k * Fraction(19, 20) ** (10 - k) for k in range(5, 11))
    assert found.p_value == pytest.approx(float(exact), rel=1e-12)
    assert found.p_value == pytest.approx(0.0000636898, rel=1e-5)


@pytest.mark.parametrize(
    ("own", "rest"),
    [
        (Count(2, 2), Count(500, 0)),  # unlikely, and too few
        (Count(10, 3), Count(20, 6)),  # at the branch's rate
        (Count(100, 5), Count(100, 50)),  # below it
        (Count(0, 0), Count(0, 0)),
    ],
)
def test_what_is_no_pattern(own: Count, rest: Count):
    assert suspects({"A1": own, None: rest}, RULE) == []


def test_a_branch_that_is_one_salesperson_has_nothing_to_compare_with():
    assert suspects({"A1": Count(10, 10)}, RULE) == []


def test_the_rule_is_a_row_of_its_day():
    assert rule_on(date(2026, 10, 12)) in RULES
    with pytest.raises(NoRule):
        rule_on(date(1999, 12, 31))
