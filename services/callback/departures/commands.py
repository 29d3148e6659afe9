"""Taking in the list of leavers: one task for each policy that somebody leaves behind."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks.commands import open_for_departure
from services.callback.departures.schemas import DepartureIn, DepartureOut
from services.callback.numberless import settle
from services.callback.policies.commands import kept_of
from services.callback.policies.models import KnownPolicy
from services.callback.sparing import heed
from shared.auth import Actor
from shared.days import check_come, today_at
from shared.errors import RuleBroken, Text

# Our design: who left longer ago was told of, or nobody calls about it any more; the call is owed within 30 days.
LISTED_WITHIN = timedelta(days=366)


async def take_in(session: AsyncSession, listed: Sequence[DepartureIn], actor: Actor) -> list[DepartureOut]:
    """Listed again, somebody's policies that came to light meanwhile get their tasks, and no others."""
    for place, each in enumerate(listed):
        _check_left_on(f"departures.{place}.left_on", each.left_on, actor)
    policies = await kept_of(session, {each.salesperson for each in listed}, actor)
    return [
        await _leave(session, each, [one for one in policies if one.salesperson == each.salesperson], actor)
        for each in listed
    ]


def _check_left_on(field: str, left_on: date, actor: Actor) -> None:
    check_come(field, left_on, actor.org)
    first = today_at(actor.org) - LISTED_WITHIN
    if left_on < first:
        raise RuleBroken(field, "left-within-a-year", Text(f"不早于{first}", f"Not before {first}"), not_before=first)


async def _leave(
    session: AsyncSession, left: DepartureIn, policies: Sequence[KnownPolicy], actor: Actor
) -> DepartureOut:
    opened = [await open_for_departure(session, each, left.salesperson, left.left_on, actor) for each in policies]
    await settle(session, policies)
    await heed(session, {policy.policyholder_ref for policy in policies})
    return DepartureOut(salesperson=left.salesperson, policies=len(policies), opened=sum(opened))
