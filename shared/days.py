"""The day that it is at an organisation's counter, for what is recorded of a day and not of a moment."""

from datetime import date

from shared import clock
from shared.calendar_data import calendar_for


def today_at(org: str) -> date:
    return calendar_for(org).date_of(clock.now())
