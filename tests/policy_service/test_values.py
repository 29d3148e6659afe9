"""What a policy is worth and what is owed on it: worked by hand, and over random histories."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.loan_terms import due_after
from services.policy_service.clauses.products import terms_of
from services.policy_service.collection.premium_loan import shortfall_fen
from services.policy_service.items import modes, reducing
from services.policy_service.items.ending import check_surrender
from services.policy_service.items.money_asks import PartialSurrender, PaymentModeChange, Surrender
from services.policy_service.loans.models import LoanRepayment, PolicyLoan
from services.policy_service.policies.models import Policy
from services.policy_service.values.cash_value import cash_value
from services.policy_service.values.lines import value_lines
from services.policy_service.values.loans import book, owed_on, state_on
from services.policy_service.values.standing import Standing
from shared.anniversaries import years_after
from shared.errors import RuleBroken
from tests.lifecycles.of_policy_service import policy

START = date(2026, 10, 13)
YEAR1, YEAR2 = date(2027, 10, 13), date(2028, 10, 13)
L1001: dict[str, Any] = {"product": "L1001", "paid_to_on": YEAR1}
MONTHLY = {"payment_mode": "monthly", "premium_fen": 54_000, "paid_to_on": date(2027, 4, 13)}
SINGLE = {"payment_mode": "single", "paid_to_on": None, "pay_years": 1}
CARD = SINGLE | {"product": "K2001", "premium_fen": 10_000}
SURRENDER = Surrender(item="surrender", reason="need-for-cash")
LEAP = {"effective_on": date(2024, 2, 29), "paid_to_on": date(2025, 2, 28)}


def policy_with(**facts: Any) -> Policy:
    """Of 6,000 yuan a year for ten years, from 13 October 2026 on."""
    made = policy()
    for name, value in (L1001 | {"status": "in_force"} | facts).items():
        setattr(made, name, value)
    return made


def loan_of(principal_fen: int, lent_on: date, rate_bp: int = 500) -> PolicyLoan:
    loan = PolicyLoan(case_no="JK270413-00000001", rate_bp=rate_bp, lent_on=lent_on, due_on=due_after(lent_on))
    loan.principal_fen = loan.balance_fen = principal_fen
    loan.interest_from, loan.interest_due_fen = lent_on, 0
    return loan


@pytest.mark.parametrize(
    ("facts", "today", "value"),
    [
        # L1001: 0 at the start, 250 after a year, 420 after two.
        ({}, date(2026, 10, 12), 0),  # the day before it begins
        ({}, date(2027, 4, 13), 74_795),  # 182 of 365 days: 600,000 × 250/1000 × 182/365 = 74,794.52
        ({}, date(2027, 10, 12), 149_589),  # 364 of 365 days: 149,589.04
        ({}, YEAR1, 150_000),
        ({}, date(2028, 3, 1), 150_000),  # the second premium isn't paid: it stands still
        ({"paid_to_on": YEAR2}, YEAR1, 300_000),  # two premiums at 250
        ({"paid_to_on": YEAR2}, date(2028, 4, 13), 402_000),  # 183 of 366 days: 335 of 1,200,000
        # Monthly: 54,000 × 1000/90 are 600,000 a year, half of it paid: 300,000 × 250/1000 × 182/365 = 37,397.26
        (MONTHLY, date(2027, 4, 13), 37_397),
        # By whole months: 150 × 6/12 = 75 of 600,000, until the seventh is over.
        ({"product": "L1003"}, date(2027, 4, 13), 45_000),
        ({"product": "L1003"}, date(2027, 5, 12), 45_000),
        ({"product": "L1003"}, date(2027, 5, 13), 52_500),  # 87.5 of 1,000
        # A card's price less a quarter, and nothing after its year: 7,500 × 265/365 = 5,445.21
        (CARD, START, 7_500),
        (CARD, date(2027, 1, 21), 5_445),
        (CARD, date(2027, 10, 13), 0),
        (SINGLE | {"product": "Y3001", "premium_fen": 5_000_000}, date(2040, 1, 1), 5_350_000),  # the last value holds
        # From 29 February to 28 February are 365 days, 182 of them to 29 August.
        (LEAP, date(2024, 8, 29), 74_795),
        # The fourth year has 366: 2,400,000 × (530 + 80 × 365/366) / 1000 = 1,463,475.41
        (LEAP | {"paid_to_on": date(2028, 2, 29)}, date(2028, 2, 28), 1_463_475),
        # Paid up after two years: two premiums whatever comes: 1,200,000 × 420/1000.
        ({"paid_to_on": None, "paid_up_months": 24}, YEAR2, 504_000),
    ],
)
def test_a_cash_value_by_hand(facts: dict[str, Any], today: date, value: int):
    assert cash_value(policy_with(**facts), today).amount_fen == value


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2027, 9, 9), "current"),  # due on 10 October: 31 days before
        (date(2027, 9, 10), "due-soon"),
        (date(2027, 10, 10), "due-soon"),
        (date(2027, 10, 11), "due-soon"),  # day 1 after
        (date(2027, 10, 12), "overdue"),
    ],
)
def test_a_loan_is_flagged_thirty_days_before_and_overdue_from_the_second_day_after(day: date, state: str):
    loan = loan_of(50_000, date(2027, 4, 13))
    assert (loan.due_on, state_on(loan, day)) == (date(2027, 10, 10), state)


def test_a_repayment_pays_the_interest_first():
    loan, session = loan_of(50_000, date(2027, 4, 13)), AsyncSession()
    day = date(2027, 7, 22)  # 100 days: 50,000 × 5 % × 100/365 = 684.93
    assert owed_on(loan, day) == (50_000, 685)
    book(session, loan, 600, day, "BQ1", "repayment")
    assert owed_on(loan, day) == (50_000, 85)
    book(session, loan, 10_085, day, "BQ2", "repayment")
    assert owed_on(loan, day + timedelta(days=73)) == (40_000, 400)  # a fifth of a year at 5 %: 1 %
    book(session, loan, None, day + timedelta(days=73), "BQ3", "repayment")
    assert (loan.closed_by, owed_on(loan, date(2030, 1, 1))) == ("repayment", (0, 0))


@given(
    principal=st.integers(1, 10**10),
    rate=st.integers(0, 2_000),
    history=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 10**10) | st.none()), max_size=12),
)
def test_no_fen_of_a_loan_is_made_or_lost(principal: int, rate: int, history: list[tuple[int, int | None]]):
    loan, day, session, accrued, paid = loan_of(principal, START, rate), START, AsyncSession(), 0, 0
    for gap, amount in history:
        day += timedelta(days=gap)
        before = owed_on(loan, day)
        accrued += before.interest_fen - loan.interest_due_fen
        paid += before.total_fen if amount is None else min(amount, before.total_fen)
        book(session, loan, amount, day, "BQ", "repayment")
    booked = [each for each in session.new if isinstance(each, LoanRepayment)]
    assert sum(each.interest_fen + each.principal_fen for each in booked) == paid
    assert principal + accrued == paid + loan.balance_fen + loan.interest_due_fen
    assert loan.balance_fen == principal - sum(each.principal_fen for each in booked) >= 0
    assert (loan.closed_on is None) == (loan.balance_fen + loan.interest_due_fen > 0)


@given(
    principal=st.integers(1, 10**8),
    lent_after=st.integers(30, 300),
    days=st.integers(0, 2_000),
    dividends=st.integers(0, 10**6),
)
def test_a_surrender_after_a_loan_is_the_surrender_less_loan_and_interest(
    principal: int, lent_after: int, days: int, dividends: int
):
    lent_on = START + timedelta(days=lent_after)
    today = lent_on + timedelta(days=days)
    loan, held = loan_of(principal, lent_on), policy_with(paid_to_on=date(2036, 10, 13))
    with_loan = value_lines(Standing(held, (), today, (loan,), dividends))
    without = value_lines(Standing(held, (), today, (), dividends))
    interest = owed_on(loan, today).interest_fen
    assert sum(line.amount_fen for line in without) == cash_value(held, today).amount_fen + dividends
    assert sum(line.amount_fen for line in with_loan) == sum(line.amount_fen for line in without) - principal - interest


@given(paid=st.integers(1, 9), owed=st.integers(1, 3 * 10**6), days=st.integers(0, 2_000))
def test_a_premium_is_lent_where_the_value_covers_it_and_a_surrender_then_pays_it_back(paid: int, owed: int, days: int):
    due_on, (premium, end) = years_after(START, paid), (600_000, date(2036, 10, 13))
    day_61 = due_on + timedelta(days=61)
    before = Standing(policy_with(paid_to_on=due_on), (), day_61, (loan_of(owed, due_on - timedelta(days=30)),))
    lacking = premium - sum(line.amount_fen for line in value_lines(before))
    assert shortfall_fen(before) == max(lacking, 0)
    lent, later = loan_of(premium, day_61), day_61 + timedelta(days=days)
    held = policy_with(paid_to_on=min(years_after(due_on, 1), end))
    worth = sum(line.amount_fen for line in value_lines(Standing(held, (), later, (*before.loans, lent))))
    in_cash = sum(line.amount_fen for line in value_lines(Standing(held, (), later, before.loans)))
    assert worth == in_cash - premium - owed_on(lent, later).interest_fen
    if lacking <= 0 and not days:
        check_surrender(Standing(held, (), later, (*before.loans, lent)), SURRENDER)


def test_a_loan_that_outgrew_the_value_is_repaid_before_a_surrender():
    loan = loan_of(119_671, date(2027, 10, 12))  # 80 % of 149,589; the value stands still at 150,000
    held, fits = policy_with(status="suspended"), date(2032, 11, 4)  # 1850 days: 30,327.58; a day more: 30,343.98
    check_surrender(Standing(held, (), fits, (loan,)), SURRENDER)
    with pytest.raises(RuleBroken) as refused:
        check_surrender(Standing(held, (), fits + timedelta(days=1), (loan,)), SURRENDER)
    assert refused.value.extras["rule"] == "loan-within-value"


@given(stays=st.integers(1_000_000, 19_999_999), days=st.integers(0, 3_600))
def test_a_partial_surrender_pays_in_proportion(stays: int, days: int):
    standing = Standing(policy_with(paid_to_on=date(2036, 10, 13)), (), START + timedelta(days=days))

    def part(sum_assured_fen: int) -> int:
        asked = PartialSurrender(item="partial-surrender", sum_assured_fen=sum_assured_fen)
        return reducing.part_of_value(standing, asked)[0].amount_fen

    whole = cash_value(standing.policy, standing.today).amount_fen
    assert abs(part(stays) * 20_000_000 - whole * (20_000_000 - stays)) <= 10_000_000  # half a fen
    assert abs(part(stays) + part(20_000_000 - stays) - whole) <= 1


@pytest.mark.parametrize(
    ("mode", "premium", "asked", "new"),
    [
        ("annual", 600_000, "monthly", 54_000),  # 9 %
        ("annual", 600_000, "semiannual", 312_000),  # 52 %
        ("annual", 600_001, "quarterly", 157_200),  # 157,200.262
        ("monthly", 9_000, "annual", 100_000),  # 9,000 / 9 %
        ("monthly", 10_000, "annual", 111_111),  # 111,111.1
        ("monthly", 9_000, "quarterly", 26_200),  # 9,000 × 262/90
    ],
)
async def test_a_premium_in_another_mode(mode: str, premium: int, asked: str, new: int):
    held = policy_with(payment_mode=mode, premium_fen=premium)
    change = PaymentModeChange.model_validate({"item": "payment-mode-change", "payment_mode": asked})
    await modes.change_payment_mode(AsyncSession(), Standing(held, (), YEAR1), change)
    assert (held.payment_mode, held.premium_fen) == (asked, new)


def test_a_mode_that_a_product_isnt_sold_with_is_named_in_words():
    with pytest.raises(RuleBroken) as refused:
        terms_of("Y3002").factor_of("monthly")
    assert refused.value.detail == ("该险种没有交费方式“月交”", "This product isn't paid monthly")
