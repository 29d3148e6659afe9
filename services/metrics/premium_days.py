"""Days on which a premium counts though no step of its case need fall on them. Pure."""

from datetime import date, timedelta

from services.metrics.state import FIRST_YEAR, LAST_YEAR, State
from shared.anniversaries import MODE_MONTHS

GRACE_DAYS = 60  # 《保险法》第三十六条 (S1): 超过约定的期限六十日未支付
JUDGED_YEARS = (1, 2)  # 13 and 25 months: the first premium of the second and of the third policy year
INSTALMENTS = {mode: 12 // months for mode, months in MODE_MONTHS.items()}
NEVER_SOLD = frozenset({"free_look_cancelled", "voided"})


def anniversary(effective_on: date, years: int) -> date:
    """Of 29 February: the 28th, where the year has no other."""
    year = effective_on.year + years
    try:
        return effective_on.replace(year=year)
    except ValueError:
        return effective_on.replace(year=year, day=28)


def judged_on(state: State, years: int) -> date | None:
    """Last day of grace of the first premium due after so many years; None: the policy is not of that cohort."""
    begun, pay_years = state.effective_on, state.pay_years or 0
    if state.kind != "policy" or begun is None or not FIRST_YEAR <= begun.year < LAST_YEAR:
        return None
    if state.payment_mode not in INSTALMENTS or pay_years <= years or state.legacy or state.status in NEVER_SOLD:
        return None
    return anniversary(begun, years) + timedelta(days=GRACE_DAYS)


def days_beside_steps(state: State) -> list[date]:
    days = (state.due_on, state.grace_ends_on, *(judged_on(state, years) for years in JUDGED_YEARS))
    return [day for day in days if day is not None]
