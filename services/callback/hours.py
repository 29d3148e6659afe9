"""When people may be rung (呼叫时段)."""

from datetime import datetime, time, timedelta

from shared import clock
from shared.calendar_data import calendar_for
from shared.errors import Conflict, RuleBroken, Text

# 外呼时段 (S25 V, of sales calls); that call-backs keep to it, too, is our design. Weekends and holidays are no bar.
FIRST, LAST = time(9), time(21)


def next_hours(at: datetime, org: str) -> datetime:
    """`at`, or the next moment after it at which one may ring."""
    local = calendar_for(org).local(at)
    if FIRST <= local.time() < LAST:
        return at
    day = local.date() + timedelta(days=local.time() >= LAST)
    return datetime.combine(day, FIRST, local.tzinfo).astimezone(at.tzinfo)


def end_of_hours(at: datetime, org: str) -> datetime:
    """When the hours end that it is now, or that come next."""
    first = calendar_for(org).local(next_hours(at, org))
    return datetime.combine(first.date(), LAST, first.tzinfo).astimezone(at.tzinfo)


def check_now(org: str) -> None:
    """Raises Conflict outside the hours."""
    now = clock.now()  # read once: a running clock never reads the same twice
    if next_hours(now, org) != now:
        raise Conflict(_told(), rule="calling-hours", **_hours())


def check_made(field: str, at: datetime, org: str) -> None:
    """Raises RuleBroken for a call at a time that has yet to come, or at which nobody may ring."""
    if at > clock.now():
        raise RuleBroken(field, "not-in-the-future", Text("时间不能晚于现在", "The time can't lie in the future"))
    if next_hours(at, org) != at:
        raise RuleBroken(field, "calling-hours", _told(), **_hours())


def check_appointment(field: str, at: datetime, org: str, latest: datetime, *, after: datetime | None = None) -> None:
    """Raises RuleBroken for a time that is too far off, or at which nobody calls, or past.

    `after`: the call in which it was agreed on, if that is told only now.
    """
    if at <= (after or clock.now()):
        raise RuleBroken(field, "later", Text("约定时间须在此刻之后", "The time agreed on must be yet to come"))
    if at > latest:
        until = f"{calendar_for(org).local(latest):%Y-%m-%d %H:%M}"
        told = Text(f"约定时间不得晚于{until}", f"The time agreed on must not be later than {until}")
        raise RuleBroken(field, "appointment-in-time", told, latest=latest)
    if next_hours(at, org) != at:
        raise RuleBroken(field, "calling-hours", _told(), **_hours())


def _told() -> Text:
    return Text(f"只能在{FIRST:%H:%M}至{LAST:%H:%M}之间呼叫", f"Calls are made from {FIRST:%H:%M} to {LAST:%H:%M}")


def _hours() -> dict[str, str]:
    return {"first": f"{FIRST:%H:%M}", "last": f"{LAST:%H:%M}"}
