"""How long a policy loan runs (借款期限). Pure."""

from datetime import date, timedelta

# An operations system of a bank channel counts so (S2 V): due after 180 days, flagged from 30 days before, overdue
# from the second day after.
LOAN_DAYS, FLAG_DAYS, OVERDUE_FROM_DAY = 180, 30, 2


def due_after(lent_on: date) -> date:
    return lent_on + timedelta(days=LOAN_DAYS)


def last_day_of(due_on: date) -> date:
    """The last one on which it isn't overdue."""
    return due_on + timedelta(days=OVERDUE_FROM_DAY - 1)
