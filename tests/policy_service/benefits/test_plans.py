"""When instalments are due and how much they are, worked by hand; and what holds for all."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.policy_service.benefits.plans import MONTHLY, PLANS, YEARLY, Plan, Terms, annuity_years, instalments
from shared.anniversaries import years_after

SURVIVAL, MATURITY, ANNUITY = (plan for plan in PLANS if plan.product in ("L1001", "L1004"))
SINGLE = next(plan for plan in PLANS if plan.product == "Y3001")


def terms(effective_on: str = "2020-02-29", **facts: object) -> Terms:
    known = {"product": "L1001", "term_years": 20, "pay_years": 10, "sum_assured_fen": 20_000_000}
    return Terms(effective_on=date.fromisoformat(effective_on), **known | {"born_on": date(1975, 3, 1)} | facts)


def told(plan: Plan, of: Terms, mode: str = YEARLY, most: int = 99) -> list[tuple[str, int]]:
    return [(each.due_on.isoformat(), each.amount_fen) for each in instalments(plan, of, lambda _: mode)][:most]


def test_a_survival_benefit_is_due_every_three_years_before_the_term_is_over_and_29_february_comes_back():
    days = ["2023-02-28", "2026-02-28", "2029-02-28", "2032-02-29", "2035-02-28", "2038-02-28"]
    assert told(SURVIVAL, terms()) == [(day, 2_000_000) for day in days]
    assert told(SURVIVAL, terms(term_years=3)) == []


@pytest.mark.parametrize(
    ("plan", "effective_on", "term_years", "due"),
    [
        (MATURITY, "2020-02-29", 20, [("2040-02-29", 20_000_000)]),
        (MATURITY, "2020-02-29", 15, [("2035-02-28", 20_000_000)]),
        (SINGLE, "2026-10-13", 6, [("2032-10-13", 21_000_000)]),
        (MATURITY, "2020-01-01", None, []),
    ],
)
def test_a_maturity_benefit_is_due_when_the_term_is_over(
    plan: Plan, effective_on: str, term_years: int | None, due: list[tuple[str, int]]
):
    assert told(plan, terms(effective_on, term_years=term_years)) == due


@pytest.mark.parametrize(
    ("born_on", "pay_years", "first"),
    [
        ("1975-03-01", 10, "2036-01-31"),  # 60 on 2035-03-01: the next anniversary
        ("1975-01-31", 10, "2035-01-31"),  # 60 on the anniversary itself
        ("1976-02-29", 10, "2037-01-31"),  # 60 on 2036-02-29
        ("1960-05-05", 10, "2030-01-31"),  # 60 already: once all premiums are paid
        ("1950-05-05", 1, "2021-01-31"),  # never before the first anniversary
    ],
)
def test_an_annuity_begins_on_the_anniversary_after_the_age_and_the_last_premium(
    born_on: str, pay_years: int, first: str
):
    life = terms("2020-01-31", born_on=date.fromisoformat(born_on), pay_years=pay_years, term_years=None)
    assert told(ANNUITY, life, most=1) == [(first, 2_000_000)]


def test_months_are_counted_from_the_effective_day_and_the_twelfth_bears_what_does_not_divide():
    life = terms("2020-01-31", sum_assured_fen=1_000_070, term_years=None)  # 100,007 fen a year
    months = ["01-31", "02-29", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30"]
    expected = [(f"2036-{month}", 8_333) for month in months] + [("2036-12-31", 8_344)]
    assert told(ANNUITY, life, MONTHLY, 12) == expected
    assert told(ANNUITY, life, MONTHLY, 14)[12:] == [("2037-01-31", 8_333), ("2037-02-28", 8_333)]


def test_half_a_fen_counts_as_one():
    assert told(SURVIVAL, terms(sum_assured_fen=5), most=1) == [("2023-02-28", 1)]
    assert told(SURVIVAL, terms(sum_assured_fen=4), most=1) == [("2023-02-28", 0)]


@given(
    plan=st.sampled_from(PLANS),
    effective_on=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    age=st.integers(0, 36_500),
    term_years=st.none() | st.integers(1, 60),
    pay_years=st.integers(1, 30),
    sum_assured_fen=st.integers(0, 10**12),
    monthly=st.sets(st.integers(2000, 2140)),
)
def test_all_instalments_sum_to_the_plan_and_no_day_comes_twice(
    plan: Plan,
    effective_on: date,
    age: int,
    term_years: int | None,
    pay_years: int,
    sum_assured_fen: int,
    monthly: set[int],
):
    """However an annuity is drawn from year to year."""
    of = Terms(plan.product, effective_on, term_years, pay_years, sum_assured_fen, effective_on - timedelta(days=age))
    each = (sum_assured_fen * plan.per_mille + 500) // 1000
    times = {
        "survival": (term_years - 1) // plan.every_years if term_years else 0,
        "maturity": 1 if term_years else 0,
        "annuity": len(list(annuity_years(plan, of))) if plan.benefit == "annuity" else 0,
    }[plan.benefit]
    paid = list(instalments(plan, of, lambda year: MONTHLY if year.year in monthly else YEARLY))
    assert sum(instalment.amount_fen for instalment in paid) == times * each
    days = [instalment.due_on for instalment in paid]
    assert all(one < other for one, other in pairwise(days))
    if plan.benefit == "annuity":
        last = years_after(of.born_on, plan.to_age)
        assert all(years_after(effective_on, year) < last for year in annuity_years(plan, of))
    assert all(day > effective_on for day in days)
