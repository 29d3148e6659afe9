"""Simple interest by days on a year of 365, leap years too, rounded half up to the fen once. Pure.

The first day counts and the last one doesn't (算头不算尾); 29 February is a day like any other. That a year has 365
days whatever its length is our design.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

YEAR_DAYS = 365
WHOLE = 10_000  # basis points


class Rate(NamedTuple):
    """A yearly rate from a day on, until the next row's day."""

    from_on: date
    basis_points: int


def half_up(numerator: int, denominator: int) -> int:
    """To the nearest whole one, the half upwards; of what isn't negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def rate_on(rates: Sequence[Rate], day: date) -> int:
    """In basis points; LookupError before the first row."""
    known = [rate for rate in rates if rate.from_on <= day]
    if not known:
        raise LookupError(f"no rate is known for {day}")
    return max(known).basis_points


def interest_fen(principal_fen: int, rates: Sequence[Rate], start: date, end: date) -> int:
    """Each day bears the rate in force on it; rounded once, whatever the number of rates. LookupError as `rate_on`."""
    changes = sorted({start, end} | {rate.from_on for rate in rates if start < rate.from_on < end})
    weighted = sum(rate_on(rates, one) * (other - one).days for one, other in pairwise(changes))
    return half_up(principal_fen * weighted, WHOLE * YEAR_DAYS)
