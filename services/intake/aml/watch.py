"""The rules that raise suspicions by themselves (可疑规则).

They run beside the requests, in transactions and traces of their own: neither the cashier's answer nor an event of the
case that was paid for may betray that a suspicion came of it.
"""

import asyncio
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.intake.aml.models import PersonSeen
from services.intake.aml.thresholds import Threshold, threshold
from services.intake.suspicions.commands import Found, raise_by_rule
from shared import clock
from shared.calendar_data import calendar_for
from shared.db import Sessions, reading, take_turn

BATCH = 50
POLL_SECONDS = 5.0
PAYER = "policyholder"  # a group's applicant buys often, and has no telephone of its own
TOLD = 20  # of the cases that a rule met: whoever looks into it finds the others from these
SHARED = {"shared-mobile": PersonSeen.mobile_hash, "shared-account": PersonSeen.account_hash}

log = structlog.get_logger("aml")


class Watch:
    """Run one a replica; one that meets another waits for its batch."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def run(self) -> None:
        """Look until cancelled, through every failure of the database."""
        while True:
            try:
                while await self.look():
                    pass
            except Exception:
                log.exception("aml.interrupted")
            await asyncio.sleep(POLL_SECONDS)

    async def look(self) -> int:
        """At the next batch of those whom nobody has looked at; returns how many these were."""
        unlooked = select(PersonSeen).where(PersonSeen.looked_at.is_(None)).order_by(PersonSeen.id).limit(BATCH)
        async with reading(self._sessions) as session:
            if await session.scalar(unlooked.with_only_columns(PersonSeen.id)) is None:
                return 0
        async with self._sessions.begin() as session:
            await take_turn(session, "aml/watch")
            batch = (await session.scalars(unlooked)).all()
            for person in batch:
                if person.role == PAYER:
                    await _judge(session, person)
            looked = update(PersonSeen).where(PersonSeen.id.in_([person.id for person in batch]))
            await session.execute(looked.values(looked_at=clock.now()))
        return len(batch)


async def _judge(session: AsyncSession, person: PersonSeen) -> None:
    today = calendar_for(person.org).date_of(person.seen_at)
    for reason, column in SHARED.items():
        if value := getattr(person, column.key):
            await _judge_shared(session, person, reason, column, value, threshold("AML-SEED-SHARED", today))
    await _judge_frequent(session, person, threshold("AML-SEED-FREQUENT", today), today)


async def _judge_shared(
    session: AsyncSession,
    person: PersonSeen,
    reason: str,
    column: InstrumentedAttribute[str | None],
    value: str,
    row: Threshold,
) -> None:
    """One mobile or account of several policyholders; those who ever stood on one form together count as one."""
    users = (column == value, PersonSeen.role == PAYER)
    query = select(PersonSeen.person_hash, PersonSeen.case_no).where(*users).order_by(PersonSeen.id)
    uses = (await session.execute(query)).all()
    hashes = {use.person_hash for use in uses}
    if not row.reached_by(len(hashes)):
        return
    theirs = select(PersonSeen.case_no).where(PersonSeen.person_hash.in_(select(PersonSeen.person_hash).where(*users)))
    together = select(PersonSeen.case_no, PersonSeen.person_hash).where(PersonSeen.case_no.in_(theirs))
    unrelated = _groups(hashes, (await session.execute(together)).all())
    if row.reached_by(unrelated):
        await raise_by_rule(session, Found(reason, value, unrelated, person.org, _last(uses)))


async def _judge_frequent(session: AsyncSession, person: PersonSeen, row: Threshold, today: date) -> None:
    since = person.seen_at - timedelta(days=row.within_days or 0)
    bought = select(PersonSeen.case_no).where(
        PersonSeen.person_hash == person.person_hash,
        PersonSeen.role == PAYER,
        PersonSeen.seen_at > since,
        PersonSeen.seen_at <= person.seen_at,
    )
    uses = (await session.execute(bought.order_by(PersonSeen.id))).all()
    if row.reached_by(len(uses)):
        found = Found("frequent-buying", person.person_hash, len(uses), person.org, _last(uses))
        await raise_by_rule(session, found)


def _last(uses: Sequence[Any]) -> list[str]:
    return list(dict.fromkeys(use.case_no for use in uses))[-TOLD:]


def _groups(people: AbstractSet[str], together: Iterable[Any]) -> int:
    """How many groups of related people there are: on one form together, or each with a third, and so on."""
    group = {person: person for person in people}

    def head(person: str) -> str:
        group.setdefault(person, person)
        while group[person] != person:
            person = group[person]
        return person

    first: dict[str, str] = {}
    for case_no, person in together:
        group[head(person)] = head(first.setdefault(case_no, person))
    return len({head(person) for person in people})
