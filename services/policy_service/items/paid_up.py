"""The sum assured of a policy on which no further premium is paid (减额交清). Pure.

Our design: in proportion to the premiums paid. Clauses buy as much as the cash value does as a single premium, which
needs the product's table of net single premiums.
"""

from datetime import date

from services.policy_service.clauses.premium_plan import instalments_paid
from shared.amounts import YUAN
from shared.anniversaries import MODE_MONTHS, whole_months

LEAST_MONTHS = 24  # clauses let a policy become paid up once two years' premiums are in (行业惯例, M)


def has_paid_long_enough(effective_on: date, paid_to_on: date) -> bool:
    return whole_months(effective_on, paid_to_on) >= LEAST_MONTHS


def paid_up_sum_fen(sum_assured_fen: int, effective_on: date, paid_to_on: date, pay_years: int, mode: str) -> int:
    """As many parts of the sum as instalments were paid of all of them; whole yuan, rounded down."""
    paid, payable = instalments_paid(effective_on, mode, paid_to_on), pay_years * 12 // MODE_MONTHS[mode]
    return sum_assured_fen * paid // (payable * YUAN) * YUAN
