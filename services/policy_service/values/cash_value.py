"""The cash value of a policy (现金价值) on a day, by its product's table."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from services.policy_service.clauses.interest import half_up
from services.policy_service.clauses.premium_plan import months_paid
from services.policy_service.clauses.products import terms_of
from services.policy_service.policies.additions import increases_of, issued_premium_fen
from services.policy_service.policies.models import Policy
from shared.anniversaries import policy_year, whole_months, years_after
from shared.contracts.policy_service import Addition


class CashValue(NamedTuple):
    amount_fen: int
    valued_on: date
    policy_year: int


def cash_value(policy: Policy, today: date) -> CashValue:
    """Exact up to the end, and rounded once; increases are valued by the product's table from their own first day.

    While a premium is owed the value stands still on the day up to which premiums are paid: what isn't paid for
    doesn't grow (our design).
    """
    day = valued_on(policy, today)
    worth = _as_issued(policy, day) + sum(_of_increase(policy, each, day) for each in increases_of(policy))
    return CashValue(_rounded(worth), day, policy_year(policy.effective_on, day))


def increase_value_fen(policy: Policy, added: Addition, today: date) -> int:
    """What of the cash value is an increase's."""
    return _rounded(_of_increase(policy, added, valued_on(policy, today)))


def _as_issued(policy: Policy, day: date) -> Fraction:
    months = policy.paid_up_months
    if months is None:
        months = months_paid(policy.effective_on, policy.payment_mode, policy.pay_years, policy.paid_to_on)
    return issued_premium_fen(policy) * Fraction(months, 12) * _share(policy, policy.effective_on, day)


def _of_increase(policy: Policy, added: Addition, day: date) -> Fraction:
    """In proportion to the years that are paid of it."""
    begins_on, until = added.begins_on, policy.premiums_paid_to
    year = policy_year(begins_on, until)
    years = year - 1 + Fraction(*_gone(begins_on, year, until, "days"))
    return added.premium_fen * years * _share(policy, begins_on, max(day, begins_on))


def _share(policy: Policy, begins_on: date, day: date) -> Fraction:
    """Of the yearly premium: premium × 1000 / factor is that one, and the product's shares are per 1,000 of it."""
    terms, year = terms_of(policy.product), policy_year(begins_on, day)
    gone, whole = _gone(begins_on, year, day, terms.within_year)
    share = terms.share_at_end_of(year - 1) * (whole - gone) + terms.share_at_end_of(year) * gone
    return Fraction(share, whole * terms.factor_of(policy.payment_mode))


def _rounded(worth: Fraction) -> int:
    return half_up(worth.numerator, worth.denominator)


def valued_on(policy: Policy, today: date) -> date:
    owed_since = policy.next_due_on
    return max(policy.effective_on, min(today, owed_since) if owed_since else today)


def _gone(effective_on: date, year: int, day: date, within_year: str) -> tuple[int, int]:
    """How much of the policy year has gone by, and of how much."""
    start = years_after(effective_on, year - 1)
    if within_year == "months":
        return whole_months(effective_on, day) - 12 * (year - 1), 12
    return (day - start).days, (years_after(effective_on, year) - start).days
