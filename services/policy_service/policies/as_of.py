"""A policy as it stood at the end of a day (历史时点查询), with the people it had then.

Nothing of a policy changes outside a step, and each step's event carries all columns: the events up to that day are the
policy of that day. Its people are not in events: those who were changed or left are kept as they were.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.policies.commands import check_day
from services.policy_service.policies.models import FormerParty, Party, Policy
from shared.calendar_data import calendar_for
from shared.contracts.policy_service import PolicyEvent
from shared.people import person_columns
from shared.tables import case_events


async def policy_as_of(session: AsyncSession, policy: Policy, day: date) -> Policy:
    """RuleBroken for a day to come, or before the policy was opened."""
    calendar = calendar_for(policy.org)
    check_day("day", day, calendar.date_of(policy.opened_at), policy.org)
    # Events of before these were told lack them; no step had changed them by then.
    facts = {"term_years": policy.term_years, "pay_years": policy.pay_years}
    for data in await _told_until(session, policy.case_no, calendar.end_of_day(day)):
        facts |= orjson.loads(data)
    columns = inspect(Policy).column_attrs.keys()
    stood = {name: value for name, value in PolicyEvent.model_validate(facts) if name in columns}
    return Policy(**stood | {"clocks": []})


async def people_as_of(session: AsyncSession, policy: Policy, day: date) -> Sequence[Party]:
    """In the order in which they stood there."""
    end = calendar_for(policy.org).end_of_day(day)
    still = (Party.case_no == policy.case_no, or_(Party.since.is_(None), Party.since < end))
    then = (
        FormerParty.case_no == policy.case_no,
        or_(FormerParty.since.is_(None), FormerParty.since < end),
        FormerParty.until >= end,
    )
    placed = [(party.id, party) for party in await session.scalars(select(Party).where(*still))]
    placed += [
        (former.place, _as_they_were(former)) for former in await session.scalars(select(FormerParty).where(*then))
    ]
    return [party for _, party in sorted(placed, key=lambda each: each[0])]


async def _told_until(session: AsyncSession, case_no: str, end: datetime) -> Sequence[str]:
    told = select(case_events.c.data).where(case_events.c.case_no == case_no, case_events.c.at < end)
    return (await session.scalars(told.order_by(case_events.c.version))).all()


async def told_steps(session: AsyncSession, policy: Policy) -> list[dict[str, Any]]:
    told = select(case_events.c.data).where(case_events.c.case_no == policy.case_no).order_by(case_events.c.version)
    return [orjson.loads(data) for data in await session.scalars(told)]


def _as_they_were(former: FormerParty) -> Party:
    return Party(case_no=former.case_no, **person_columns(orjson.loads(former.person)))
