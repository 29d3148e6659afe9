"""Rounds (一访、二访、机构重点跟进): how many calls each has, and where a case goes that nobody reached in it.

A round's calls are of the side whose it is: what the other tried (领取) uses none of them up.
"""

from datetime import datetime, timedelta
from typing import Any

from services.callback.callbacks.call_results import Follows, Result
from services.callback.callbacks.lifecycle import CallbackStatus as S
from services.callback.projects.projects import PROJECTS
from shared.auth import Actor
from shared.calendar import SECOND
from shared.calendar_data import calendar_for
from shared.limits import limit_due

# 二访最多六次 (S2 V). The other two are our design.
MOST_CALLS = {S.DUE: 3, S.SECOND_ROUND: 6, S.BRANCH_ROUND: 6}
MOST_CALLS_IN_ALL = 40  # with those that use up none; an event carries fifty attempts, visits among them
# 剩余三天内转重点跟进 (S2 V): the last day of the province's calls is the one before.
LEFT_TO_THE_BRANCH = timedelta(days=3)
PROVINCE, BRANCH = "province", "branch"
ELECTRONIC = "electronic"  # nobody's attempt: the customer's own, on the platform, with nobody in between (CB-ELEC)
PROVINCES_DIGITS = 2  # of an organisation's code: 35 is Fujian's


def side_of(actor: Actor) -> str:
    """Whose calls theirs are: of the province's official list, or the branch's own."""
    return PROVINCE if len(actor.org) <= PROVINCES_DIGITS else BRANCH


def round_of(case: Any, actor: Actor) -> str:
    if side_of(actor) == BRANCH:
        return BRANCH
    return "first" if case.status == S.DUE else "second"


def what_follows(case: Any, result: Result) -> str | None:
    """The step after a call that ended nothing; None: the case stays in its round."""
    of_the_province = case.owner == PROVINCE
    if result.follows is Follows.BRANCH and of_the_province:
        return "hand_down"
    if case.tries < MOST_CALLS[S(case.status)] and len(case.attempts) < MOST_CALLS_IN_ALL:
        return None
    if of_the_province:
        return "hand_on" if case.status == S.DUE else "hand_down"
    return "order_visit" if PROJECTS[case.project].pursued else "give_up"


def set_days(case: Any, begun: datetime) -> None:
    """Until when the province calls, and until when anybody does before a visit: by the clock of the project."""
    calendar, (rule, *_) = calendar_for(case.org), case.rules
    last = case.call_by or calendar.date_of(limit_due(rule.limit, begun, calendar) - SECOND)
    case.provinces_until = last - LEFT_TO_THE_BRANCH - timedelta(days=1) if case.owner == PROVINCE else None
    case.calls_until = last if PROJECTS[case.project].pursued else None
