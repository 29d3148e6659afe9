"""Interest by days, rounded once; and the rows of the products."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.applications.products import PRODUCTS as COUNTER
from services.intake.bank.products import BANK_PRODUCTS
from services.intake.cards.products import CARD_PRODUCTS
from services.policy_service.clauses.interest import Rate, half_up, interest_fen, rate_on
from services.policy_service.clauses.products import DRAWING_MODES, PRODUCTS, ProductTerms
from shared.amounts import YUAN

FIVE = (Rate(date(2000, 1, 1), 500),)
FALLING = (Rate(date(2016, 1, 1), 600), Rate(date(2026, 7, 1), 550))


@pytest.mark.parametrize(
    ("principal", "rates", "start", "end", "interest"),
    [
        (1_000_000, FIVE, date(2026, 3, 1), date(2027, 3, 1), 50_000),  # 365 days: 5 %
        (1_000_000, FIVE, date(2028, 1, 1), date(2029, 1, 1), 50_137),  # 366 days: 50,136.99
        (1_000_000, FIVE, date(2028, 2, 28), date(2028, 3, 1), 274),  # 28 and 29 February: 273.97
        (1_000_000, FIVE, date(2027, 2, 28), date(2027, 3, 1), 137),  # 28 February only: 136.99
        (1_000_000, FIVE, date(2028, 2, 29), date(2029, 2, 28), 50_000),  # 365 days again
        (1_000_000, FIVE, date(2026, 3, 1), date(2026, 3, 1), 0),
        (365, (Rate(date(2000, 1, 1), 5_000),), date(2026, 3, 1), date(2026, 3, 2), 1),  # 0.5 of a fen goes up
        (364, (Rate(date(2000, 1, 1), 5_000),), date(2026, 3, 1), date(2026, 3, 2), 0),  # 0.4986 doesn't
        # Ten days at 6 % and ten at 5.5 %: (6,000 + 5,500) × 1,000,000 / 3,650,000 = 3,150.68
        (1_000_000, FALLING, date(2026, 6, 21), date(2026, 7, 11), 3_151),
        (1_000_000, FALLING, date(2026, 7, 1), date(2026, 7, 11), 1_507),  # 1,506.85, and none at 6 %
        (60_500, FALLING, date(2026, 6, 26), date(2026, 7, 11), 141),  # (3,000 + 5,500) × 60,500 / 3,650,000 = 140.89
    ],
)
def test_each_day_bears_the_rate_in_force_on_it(
    principal: int, rates: tuple[Rate, ...], start: date, end: date, interest: int
):
    assert interest_fen(principal, rates, start, end) == interest


def test_before_the_first_row_there_is_no_rate():
    assert rate_on(FALLING, date(2026, 6, 30)) == 600
    with pytest.raises(LookupError, match="2015-12-31"):
        rate_on(FALLING, date(2015, 12, 31))


@given(
    principal=st.integers(0, 10**11),
    start=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.tuples(st.integers(0, 1500), st.integers(0, 1500)),
)
def test_a_day_in_between_changes_nothing_but_the_rounding(principal: int, start: date, days: tuple[int, int]):
    middle, end = (date.fromordinal(start.toordinal() + more) for more in (days[0], sum(days)))
    whole = interest_fen(principal, FALLING, start, end)
    parts = interest_fen(principal, FALLING, start, middle) + interest_fen(principal, FALLING, middle, end)
    assert abs(whole - parts) <= 1


@given(numerator=st.integers(0, 10**15), denominator=st.integers(1, 10**9))
def test_half_up_is_the_nearest(numerator: int, denominator: int):
    assert -denominator < 2 * (half_up(numerator, denominator) * denominator - numerator) <= denominator


def test_every_product_that_is_sold_has_its_terms():
    assert PRODUCTS.keys() == COUNTER.keys() | BANK_PRODUCTS.keys() | CARD_PRODUCTS.keys()
    for code, sold in (COUNTER | BANK_PRODUCTS | CARD_PRODUCTS).items():
        assert PRODUCTS[code].pays_on_death == sold.pays_on_death, code
    for code, product in COUNTER.items():
        assert PRODUCTS[code].participates == (product.design == "participating"), code
        assert bool(PRODUCTS[code].draws) == (product.design == "annuity"), code
        assert PRODUCTS[code].factors.keys() >= {"annual", "monthly", "single"}, code
    for code, bank in BANK_PRODUCTS.items():
        assert bank.payment_mode in PRODUCTS[code].factors, code


@pytest.mark.parametrize("terms", PRODUCTS.values(), ids=PRODUCTS.keys())
def test_a_row_is_one_that_can_be_reckoned_with(terms: ProductTerms):
    assert len(terms.shares) >= 2
    assert all(0 <= share <= 1_500 for share in terms.shares)
    assert 0 <= terms.free_look_cost_fen <= 10 * YUAN
    assert 0 <= terms.lends_percent <= 80
    assert terms.least_sum_assured_fen is None or terms.least_sum_assured_fen > 0
    assert all(0 < factor <= 1_000 for factor in terms.factors.values())
    assert set(terms.draws) <= DRAWING_MODES.keys()
    for rates in (terms.loan_rates, terms.arrears_rates):
        assert list(rates) == sorted(set(rates))
        assert rates[0].from_on < date(2020, 1, 1), "the oldest policies"
