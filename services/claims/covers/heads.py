"""Who is insured by a group policy, and from when until when (团单被保险人): asked of intake, which keeps the lists.

Kept here is no list, of ten thousand people perhaps, but the one span that a claim is about. Never in a transaction.
"""

from datetime import date
from typing import Any, NamedTuple

from services.claims.covers.commands import get_cover
from services.claims.covers.day_status import Status
from shared.auth import Actor
from shared.db import Sessions, reading
from shared.errors import RuleBroken, Text
from shared.sisters import Sisters

NOT_THEIRS = Text("该证件号码不是本保单的被保险人", "Nobody with that number is insured by the policy")
WHO = Text("须提供被保险人证件号码", "The insured's ID number is needed: it isn't clear who is meant")


class Head(NamedTuple):
    """`until`: the first day without cover."""

    party_ref: str
    since: date
    until: date


async def head_meant(
    sessions: Sessions, sisters: Sisters, policy_no: str, id_number: str | None, day: date, actor: Actor
) -> Head | None:
    """None where the policy is no group's. Additions and removals (加减人) count from their effective days."""
    async with reading(sessions) as session:
        is_group = (await get_cover(session, policy_no, actor)).is_group
    if not is_group:
        return None
    return await head_named(sisters, policy_no, id_number, day)


async def head_named(sisters: Sisters, policy_no: str, id_number: str | None, day: date) -> Head:
    """Of who left and came again, the span that the day lies in, or the nearest."""
    if id_number is None:
        raise RuleBroken("id_number", "insured-named", WHO)
    told = await sisters.search("intake", f"/v1/group-policies/{policy_no}/insured-search", {"id_number": id_number})
    heads = [_head(each) for each in told]
    if not heads:
        raise RuleBroken("id_number", "insured-by-policy", NOT_THEIRS)
    return min(heads, key=lambda each: _days_off(each, day))


async def head_again(sisters: Sisters, policy_no: str, party_ref: str, day: date | None) -> tuple[Head, int | None]:
    """As endorsed by now, with their age on a day."""
    asked = {"on": day.isoformat()} if day else {}
    told = await sisters.get("intake", f"/v1/group-policies/{policy_no}/insured/{party_ref}", **asked)
    return _head(told), told["age"]


def head_status(status: Status, since: date | None, until: date | None, day: date) -> Status:
    """Of one of a group's on a day when the policy stands so."""
    if status not in ("in-force", "grace"):
        return status
    if since is not None and day < since:
        return "not-begun"
    return "ended" if until is not None and day >= until else status


def _head(told: dict[str, Any]) -> Head:
    return Head(told["party_ref"], date.fromisoformat(told["since"]), date.fromisoformat(told["until"]))


def _days_off(head: Head, day: date) -> int:
    """0 on a day of the span."""
    return max(0, (head.since - day).days, (day - head.until).days + 1)
