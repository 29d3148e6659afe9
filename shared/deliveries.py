"""The rows of the inbox: which deliveries are done, failed, parked, or wait behind another of their case."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.bus import Record
from shared.cloudevents import Envelope
from shared.db import Sessions
from shared.reactions import Reaction
from shared.routing import CONTROL
from shared.tables import inbox

VERSION = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one reaction."""

    reaction: Reaction
    envelope: Envelope
    attempts: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return self.envelope.id, self.reaction.name

    @property
    def case_no(self) -> str:
        return self.envelope.subject

    def row(self) -> dict[str, Any]:
        event_id, reaction = self.key
        version = int(self.envelope.sequence)
        now = clock.now()
        return {
            "event_id": event_id,
            "reaction": reaction,
            "case_no": self.case_no,
            "version": version,
            "received_at": now,
        }


async def settle(session: AsyncSession, taken: Sequence[Delivery]) -> set[tuple[str, str]]:
    """Mark them done in the caller's transaction, and tell which weren't done before, by whichever replica."""
    done = {"done_at": clock.now(), "envelope": None, "error": None, "retry_at": None, "parked_at": None}
    returned = _upsert(session, done).returning(inbox.c.event_id, inbox.c.reaction)
    rows = await session.execute(returned, [delivery.row() | done for delivery in taken])
    return {(event_id, reaction) for event_id, reaction in rows}


async def fail(
    session: AsyncSession, delivery: Delivery, error: str, *, retry_at: datetime | None, parked_at: datetime | None
) -> None:
    outcome = {"attempts": delivery.attempts + 1, "error": error, "retry_at": retry_at, "parked_at": parked_at}
    outcome |= {"envelope": delivery.envelope.model_dump_json()}
    await session.execute(_upsert(session, outcome).values(delivery.row() | outcome))


async def store(session: AsyncSession, delivery: Delivery) -> None:
    """Keep it to be done when the earlier ones of its case are."""
    row = delivery.row() | {"envelope": delivery.envelope.model_dump_json()}
    await session.execute(_insert(session).values(row).on_conflict_do_nothing())


async def park_unread(
    session: AsyncSession, reaction: Reaction, record: Record, content: Mapping[str, Any], error: str
) -> None:
    """Keep an event whose envelope can't be read, under what it says of itself or else where it lies in the log."""
    place, version = f"{record.at.topic}/{record.at.partition}@{record.offset}", str(content.get("sequence"))
    row = {
        "event_id": _told(content.get("id"), 64) or place,
        "reaction": reaction.name,
        "case_no": _told(content.get("subject"), 40) or _told(record.key, 40) or place[:40],
        "version": int(version) if VERSION.fullmatch(version) else 0,
        "received_at": clock.now(),
        "parked_at": clock.now(),
        "error": error,
        "envelope": record.value.decode(),
    }
    await session.execute(_insert(session).values(row).on_conflict_do_nothing())


def _told(value: Any, longest: int) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= longest and not CONTROL.search(value) else None


def _upsert(session: AsyncSession, values: dict[str, Any]) -> Any:
    """What is done already stays as it is."""
    return _insert(session).on_conflict_do_update(
        index_elements=[inbox.c.event_id, inbox.c.reaction], set_=values, where=inbox.c.done_at.is_(None)
    )


def _insert(session: AsyncSession) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(inbox)


def _touched(result: Any) -> int:
    return int(result.rowcount)


async def known(session: AsyncSession, event_ids: Collection[str]) -> set[tuple[str, str]]:
    rows = await session.execute(select(inbox.c.event_id, inbox.c.reaction).where(inbox.c.event_id.in_(event_ids)))
    return {(event_id, reaction) for event_id, reaction in rows}


async def blocked(session: AsyncSession, case_nos: Collection[str]) -> set[str]:
    """The cases among these of which something is yet to be done."""
    still_open = select(inbox.c.case_no).where(inbox.c.done_at.is_(None), inbox.c.case_no.in_(case_nos))
    return set((await session.execute(still_open)).scalars())


_ahead = inbox.alias("ahead")
_FIRST_OF_ITS_CASE = ~exists().where(
    _ahead.c.case_no == inbox.c.case_no,
    _ahead.c.done_at.is_(None),
    tuple_(_ahead.c.version, _ahead.c.reaction) < tuple_(inbox.c.version, inbox.c.reaction),
)


async def due(session: AsyncSession, at: datetime, limit: int) -> Sequence[Row[Any]]:
    """What can be tried now: the first open delivery of each case, unless it is parked or its back-off runs."""
    ready = or_(inbox.c.retry_at.is_(None), inbox.c.retry_at <= at)
    which = (inbox.c.done_at.is_(None), inbox.c.parked_at.is_(None), ready, _FIRST_OF_ITS_CASE)
    return (await session.execute(select(inbox).where(*which).order_by(inbox.c.received_at).limit(limit))).all()


async def lease(session: AsyncSession, row: Row[Any], until: datetime) -> bool:
    """Keep other replicas off a due row while this one tries it; False when another was faster."""
    unchanged = inbox.c.retry_at.is_not_distinct_from(row.retry_at)
    claim = update(inbox).where(_same(row), unchanged, inbox.c.done_at.is_(None)).values(retry_at=until)
    return _touched(await session.execute(claim)) == 1


async def park(session: AsyncSession, row: Row[Any], error: str) -> None:
    await session.execute(update(inbox).where(_same(row)).values(parked_at=clock.now(), retry_at=None, error=error))


def _same(row: Row[Any]) -> ColumnElement[bool]:
    return and_(inbox.c.event_id == row.event_id, inbox.c.reaction == row.reaction)


@dataclass(frozen=True, slots=True)
class InboxStatus:
    """`waiting` are to be tried again or stand behind another of their case."""

    waiting: int
    parked: int
    oldest_at: datetime | None


async def status(session: AsyncSession) -> InboxStatus:
    parked_count = func.count(inbox.c.parked_at)
    found = select(func.count() - parked_count, parked_count, func.min(inbox.c.received_at))
    return InboxStatus(*(await session.execute(found.where(inbox.c.done_at.is_(None)))).one())


async def parked(session: AsyncSession, limit: int = 100) -> Sequence[Row[Any]]:
    """The deliveries given up until redriven, oldest first, with their errors."""
    which = (inbox.c.parked_at.is_not(None), inbox.c.done_at.is_(None))
    return (await session.execute(select(inbox).where(*which).order_by(inbox.c.received_at).limit(limit))).all()


async def redrive(session: AsyncSession, case_no: str | None = None) -> int:
    """Have parked deliveries tried anew, of one case or all; returns how many."""
    which: list[ColumnElement[bool]] = [inbox.c.parked_at.is_not(None), inbox.c.done_at.is_(None)]
    if case_no is not None:
        which.append(inbox.c.case_no == case_no)
    fresh = {"parked_at": None, "retry_at": None, "attempts": 0}
    return _touched(await session.execute(update(inbox).where(*which).values(fresh)))


def remembered_since(days: int) -> datetime:
    """Of an event from before this, the inbox may have forgotten that it is done.

    A crash delivers anew what is seconds old, a relay that was cut off what is as old as its outage. But a group whose
    offsets Kafka has dropped (after a week without members) reads its topics from the beginning, and nothing bounds how
    old that is: so the inbox passes over what lies before this instant instead of doing it twice.
    """
    return clock.now() - timedelta(days=days)


async def purge(sessions: Sessions, days: int) -> int:
    """Forget what is done and came in before that time, hence also happened before it; returns how many."""
    old = (inbox.c.done_at.is_not(None), inbox.c.received_at < remembered_since(days))
    async with sessions.begin() as session:
        return _touched(await session.execute(delete(inbox).where(*old)))
