"""When a form may be handed in."""

from datetime import date, timedelta

from shared.days import today_at
from shared.errors import RuleBroken, Text


def check_form_date(form_on: date, org: str, keeps: timedelta) -> None:
    """Raises RuleBroken for a form of a day to come, or one that is too old: it `keeps` so long from its date."""
    today = today_at(org)
    if form_on > today:
        raise RuleBroken("form_on", "form-dated-by-today", Text("填单日晚于今日", "The form's date lies ahead"))
    if form_on < today - keeps:
        raise RuleBroken("form_on", "form-still-valid", Text("投保单已过有效期", "The form is too old"))
