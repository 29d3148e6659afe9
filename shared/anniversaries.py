"""Days counted in months from a policy's effective day (对应日). Pure.

A month without that day takes its last one (《民法典》第二百零三条 does so for periods, M), and the next month has the
day again: days are counted from the effective day, never from a shortened one.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

# From one premium to the next, by payment mode (交费方式); a single one has no next.
MODE_MONTHS: Mapping[str, int] = {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}


def months_after(day: date, months: int) -> date:
    """31 January and one month are 28 or 29 February, and two are 31 March."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def years_after(day: date, years: int) -> date:
    return months_after(day, 12 * years)


def whole_months(start: date, day: date) -> int:
    """How many whole months have gone by from `start` to `day`, which mustn't come before it."""
    months = 12 * (day.year - start.year) + day.month - start.month
    return months if months_after(start, months) <= day else months - 1


def policy_year(effective_on: date, day: date) -> int:
    """保单年度: 1 up to the day before the first anniversary."""
    return whole_months(effective_on, day) // 12 + 1


def is_anniversary(effective_on: date, day: date) -> bool:
    """保单周年日: the effective day itself is none."""
    years = day.year - effective_on.year
    return years > 0 and years_after(effective_on, years) == day
