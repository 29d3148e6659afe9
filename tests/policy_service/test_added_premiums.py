"""Premiums of what is added, as arithmetic: anniversaries, month-ends, periods, and that no fen is made or lost."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.policy_service.clauses.added_cover import INCREASES, RIDERS, THOUSAND
from services.policy_service.clauses.premium_plan import paid_to_after, parts_until
from services.policy_service.clauses.products import PRODUCTS
from services.policy_service.items.added_premium import price
from services.policy_service.items.adding import check_rider
from services.policy_service.items.money_asks import RiderAddition
from services.policy_service.policies.additions import (
    add,
    additions_of,
    increases_of,
    issued_premium_fen,
    reprice,
    scale,
)
from services.policy_service.policies.models import Party, Policy
from services.policy_service.values.cash_value import cash_value
from services.policy_service.values.rider_value import unearned_fen
from services.policy_service.values.standing import Standing
from shared.anniversaries import MODE_MONTHS
from shared.contracts.policy_service import Addition
from shared.errors import RuleBroken

ADULT = Party(role="policyholder", party_ref="A", id_hash="a", born_on="1985-03-04")
LEAP = date(2020, 2, 29)
DAYS = st.dates(date(2019, 1, 1), date(2024, 12, 31))
MODES = st.sampled_from(sorted(MODE_MONTHS))
SUMS = st.integers(10, 300).map(lambda thousands: thousands * THOUSAND)


def policy_of(effective_on: date, paid_to_on: date, mode: str = "annual", **facts: Any) -> Policy:
    known: dict[str, Any] = {"product": "L1001", "pay_years": 10, "premium_fen": 600_000, "status": "in_force"}
    known |= {"sum_assured_fen": 20_000_000, "additions": [], "free_look_days": 0, "free_look_ends_on": None}
    return Policy(effective_on=effective_on, paid_to_on=paid_to_on, payment_mode=mode, **known | facts)


def standing_of(policy: Policy, today: date, **facts: Any) -> Standing:
    return Standing(policy, [ADULT], today, **facts)


def paid_policy(effective_on: date, mode: str, today: date, **facts: Any) -> Policy:
    """Paid up to the first due day after today."""
    paid_to = effective_on
    while paid_to <= today:
        paid_to = paid_to_after(effective_on, mode, paid_to)
    return policy_of(effective_on, paid_to, mode, **facts)


def addition(kind: str = "rider", **facts: Any) -> Addition:
    known: dict[str, Any] = {"kind": kind, "product": "F5001", "request_no": "BQ-1", "sum_assured_fen": 10_000_000}
    known |= {"premium_fen": 18_000, "first_premium_fen": 18_000, "first_paid_to_on": date(2026, 1, 1)}
    return Addition(**known | {"begins_on": date(2025, 1, 1)} | facts)


@pytest.mark.parametrize(
    ("effective_on", "today", "in_time"),
    [
        (LEAP, date(2021, 2, 27), False),  # of a common year the last day of February
        (LEAP, date(2021, 2, 28), True),
        (LEAP, date(2021, 3, 30), True),
        (LEAP, date(2021, 3, 31), False),
        (LEAP, date(2024, 2, 28), False),  # of a leap year its own
        (LEAP, date(2024, 2, 29), True),
        (LEAP, date(2024, 3, 30), True),
        (LEAP, date(2024, 3, 31), False),
        (date(2021, 1, 31), date(2022, 1, 30), False),
        (date(2021, 1, 31), date(2022, 1, 31), True),
        (date(2021, 1, 31), date(2022, 3, 2), True),
        (date(2021, 1, 31), date(2022, 3, 3), False),
        (date(2021, 12, 31), date(2022, 12, 30), False),
        (date(2021, 12, 31), date(2023, 1, 30), True),  # over the year's end
        (LEAP, LEAP, False),  # the first day is no anniversary
        (LEAP, date(2020, 2, 28), False),  # nor any before it
    ],
)
def test_a_rider_is_asked_for_in_the_weeks_from_an_anniversary_on(effective_on: date, today: date, in_time: bool):
    policy = paid_policy(effective_on, "annual", max(today, effective_on))
    change = RiderAddition(item="rider-addition", rider="F5001", sum_assured_fen=10_000_000)
    if in_time:
        check_rider(standing_of(policy, today), change)
    else:
        with pytest.raises(RuleBroken) as broken:
            check_rider(standing_of(policy, today), change)
        assert broken.value.extras["rule"] == "at-anniversary"


def test_who_asked_in_time_is_not_late_because_the_insurer_took_long():
    policy = paid_policy(LEAP, "annual", date(2021, 6, 1))
    change = RiderAddition(item="rider-addition", rider="F5001", sum_assured_fen=10_000_000)
    check_rider(standing_of(policy, date(2021, 6, 1), asked_on=date(2021, 3, 30)), change)


def test_of_several_insured_the_youngest_must_be_old_enough_and_the_oldest_sets_the_price():
    today = date(2023, 10, 20)
    policy = paid_policy(date(2022, 10, 13), "annual", today)
    mother = Party(role="insured", party_ref="B", id_hash="b", born_on="1975-01-01")  # 48
    child = Party(role="insured", party_ref="C", id_hash="c", born_on="2016-01-01")  # 7
    change = RiderAddition(item="rider-addition", rider="F5001", sum_assured_fen=10_000_000, cover_elsewhere_fen=0)
    check_rider(Standing(policy, [ADULT, mother], today), change)
    with pytest.raises(RuleBroken) as broken:
        check_rider(Standing(policy, [ADULT, mother, child], today), change)
    assert broken.value.extras["rule"] == "age-within-product"
    priced = price(Standing(policy, [ADULT, mother, child], today), RIDERS["F5001"], 10_000_000)
    assert priced.premium_fen == 26_000


@pytest.mark.parametrize(
    ("effective_on", "mode", "today", "paid_to", "parts"),
    [
        (LEAP, "annual", date(2021, 2, 28), date(2022, 2, 28), [(365, 365)]),
        (LEAP, "annual", date(2024, 2, 29), date(2025, 2, 28), [(365, 365)]),
        (LEAP, "annual", date(2023, 3, 1), date(2024, 2, 29), [(365, 366)]),  # that year has 366 days
        (LEAP, "monthly", date(2021, 2, 28), date(2021, 3, 29), [(29, 29)]),
        (date(2021, 1, 31), "monthly", date(2021, 2, 28), date(2021, 3, 31), [(31, 31)]),
        (date(2021, 1, 31), "monthly", date(2021, 2, 27), date(2021, 3, 31), [(1, 28), (31, 31)]),  # paid ahead
        (date(2021, 1, 31), "quarterly", date(2021, 4, 30), date(2021, 7, 31), [(92, 92)]),
        (date(2021, 1, 31), "semiannual", date(2021, 7, 30), date(2021, 7, 31), [(1, 181)]),
    ],
)
def test_periods_end_on_the_months_own_days(
    effective_on: date, mode: str, today: date, paid_to: date, parts: list[tuple[int, int]]
):
    assert [(each.days, each.of_days) for each in parts_until(effective_on, mode, today, paid_to)] == parts


@given(DAYS, MODES, st.integers(0, 3_000))
def test_the_parts_of_what_is_paid_have_no_gap_and_no_day_twice(effective_on: date, mode: str, gone: int):
    start = effective_on + timedelta(days=gone)
    policy = paid_policy(effective_on, mode, start)
    until = paid_to_after(effective_on, mode, policy.paid_to_on or start)
    parts = list(parts_until(effective_on, mode, start, until))
    assert [parts[0].start, parts[-1].end] == [start, until]
    assert all(one.end == other.start for one, other in pairwise(parts))
    assert sum(each.days for each in parts) == (until - start).days
    assert all(0 < each.days <= each.of_days for each in parts)


@given(SUMS, SUMS, MODES, DAYS, st.integers(0, 900), st.integers(0, 200), st.sampled_from(sorted(RIDERS)))
def test_more_is_never_cheaper_and_no_fen_is_lost(
    one: int, other: int, mode: str, effective_on: date, gone: int, loading: int, rider: str
):
    today = effective_on + timedelta(days=gone)
    standing = standing_of(paid_policy(effective_on, mode, today), today, loading_percent=loading)
    less, more = (price(standing, RIDERS[rider], each) for each in sorted((one, other)))
    assert less.premium_fen <= more.premium_fen
    assert 0 < less.first_premium_fen <= more.first_premium_fen <= more.premium_fen
    assert sum(line.amount_fen for line in more.lines) == -more.first_premium_fen
    assert (
        price(standing_of(standing.policy, today), RIDERS[rider], one).premium_fen
        <= price(standing, RIDERS[rider], one).premium_fen
    )


@given(st.lists(st.tuples(st.sampled_from(["rider", "increase"]), SUMS, st.integers(1, 90_000)), max_size=4), SUMS)
def test_of_a_policy_nothing_is_lost_by_what_is_added(rows: list[tuple[str, int, int]], staying: int):
    policy = policy_of(date(2024, 10, 13), date(2026, 10, 13))
    for kind, sum_fen, premium in rows:
        add(policy, addition(kind, sum_assured_fen=sum_fen, premium_fen=premium))
    more = sum(each.sum_assured_fen for each in increases_of(policy))
    assert (issued_premium_fen(policy), policy.sum_assured_fen - more) == (600_000, 20_000_000)
    assert len(additions_of(policy)) == len(rows)
    riders = [each for each in additions_of(policy) if each.kind == "rider"]
    scale(policy, min(staying, policy.sum_assured_fen), policy.sum_assured_fen)
    assert [each for each in additions_of(policy) if each.kind == "rider"] == riders
    assert 0 <= issued_premium_fen(policy) <= 600_000
    parts = [issued_premium_fen(policy), *(each.premium_fen for each in additions_of(policy))]
    assert sum(parts) == policy.premium_fen
    reprice(policy, 90, 1_000)
    assert policy.premium_fen == issued_premium_fen(policy) + sum(each.premium_fen for each in additions_of(policy))


def test_an_increase_of_the_first_day_is_worth_as_much_as_if_it_had_been_issued_so():
    whole = policy_of(date(2021, 10, 13), date(2025, 10, 13), product="L1005")
    added = policy_of(date(2021, 10, 13), date(2025, 10, 13), product="L1005", premium_fen=400_000)
    add(added, addition("increase", premium_fen=200_000, begins_on=date(2021, 10, 13)))
    for day in (date(2021, 10, 13), date(2024, 2, 29), date(2025, 3, 1), date(2026, 1, 1)):
        assert cash_value(added, day) == cash_value(whole, day)


@pytest.mark.parametrize(
    ("today", "fen"),
    [
        (date(2025, 10, 13), 13_500),  # 180.00 × 75 %
        (date(2026, 10, 12), 37),  # one of 365 days: 0.3699
        (date(2026, 10, 13), 0),
        (date(2026, 12, 1), 0),  # owed since then, and nothing is paid ahead
    ],
)
def test_what_goes_back_of_a_riders_premium_is_that_of_days_to_come(today: date, fen: int):
    policy = policy_of(date(2024, 10, 13), date(2026, 10, 13))
    assert unearned_fen(policy, addition(), today) == fen


@given(st.integers(0, 365), MODES)
def test_what_goes_back_never_exceeds_what_was_paid_and_only_falls(gone: int, mode: str):
    begin = date(2024, 10, 13)
    policy, rider = policy_of(begin, paid_to_after(begin, mode, begin), mode), addition(begins_on=begin)
    values = [unearned_fen(policy, rider, begin + timedelta(days=days)) for days in (gone, gone + 1)]
    assert 13_500 >= values[0] >= values[1] >= 0


def test_every_rider_of_a_product_has_a_row_and_every_rate_its_ages():
    assert {rider for terms in PRODUCTS.values() for rider in terms.riders} == RIDERS.keys()
    for cover in (*RIDERS.values(), *INCREASES.values()):
        assert all(one.ages.stop == other.ages.start for one, other in pairwise(cover.rates))
        assert cover.least_fen % THOUSAND == cover.most_fen % THOUSAND == 0
