"""When premiums of a policy fall due (交费计划): every so many months from its effective day. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from shared.anniversaries import MODE_MONTHS, months_after, whole_months, years_after
from shared.errors import Text

SINGLE = "single"
MODES = {
    "monthly": Text("月交", "monthly"),
    "quarterly": Text("季交", "quarterly"),
    "semiannual": Text("半年交", "half-yearly"),
    "annual": Text("年交", "annually"),
    SINGLE: Text("趸交", "at once"),
}


def paid_to_at_issue(effective_on: date, mode: str) -> date | None:
    """交至日: the first premium pays up to the day before this one. None: nothing more is ever due."""
    return None if mode == SINGLE else months_after(effective_on, MODE_MONTHS[mode])


def last_paid_to(effective_on: date, pay_years: int) -> date:
    return years_after(effective_on, pay_years)


def next_due_on(effective_on: date, pay_years: int, paid_to_on: date | None) -> date | None:
    """应交日: None once all premiums are paid."""
    if paid_to_on is None or paid_to_on >= last_paid_to(effective_on, pay_years):
        return None
    return paid_to_on


def paid_to_after(effective_on: date, mode: str, paid_to_on: date) -> date:
    """The next 交至日 once the premium that was due on `paid_to_on` is paid."""
    return months_after(effective_on, whole_months(effective_on, paid_to_on) + MODE_MONTHS[mode])


def months_paid(effective_on: date, mode: str, pay_years: int, paid_to_on: date | None) -> int:
    """How many months' premiums are paid, of twelve to the yearly one; a single premium is one of those."""
    if mode == SINGLE:
        return 12
    return 12 * pay_years if paid_to_on is None else whole_months(effective_on, paid_to_on)


def instalments_paid(effective_on: date, mode: str, paid_to_on: date | None) -> int:
    return 1 if paid_to_on is None or mode == SINGLE else whole_months(effective_on, paid_to_on) // MODE_MONTHS[mode]


def premiums_paid_to(effective_on: date, pay_years: int, paid_to_on: date | None, paid_up_months: int | None) -> date:
    """交至日, of a policy that pays no more as well: what was paid lasts up to the day before it."""
    if paid_up_months is not None:
        return months_after(effective_on, paid_up_months)
    return last_paid_to(effective_on, pay_years) if paid_to_on is None else paid_to_on


class Part(NamedTuple):
    """`days` of the period of one instalment (交费期间), which has `of_days`; the last day isn't in it."""

    start: date
    end: date
    days: int
    of_days: int


def parts_until(effective_on: date, mode: str, start: date, paid_to_on: date) -> Iterator[Part]:
    """What is left from a day on of the instalments that are paid, period by period."""
    months = MODE_MONTHS[mode]
    while start < paid_to_on:
        begun = whole_months(effective_on, start) // months * months
        first, following = months_after(effective_on, begun), months_after(effective_on, begun + months)
        end = min(following, paid_to_on)
        yield Part(start, end, (end - start).days, (following - first).days)
        start = end
