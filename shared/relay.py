"""The relay carries case events from a service's database to the bus: each one, in order per case, once committed."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import orjson
import structlog
from sqlalchemy import ColumnElement, Engine, Row, event, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session as OrmSession

from shared import clock, cloudevents
from shared.bus import Bus, Message, Refused
from shared.db import Sessions, reading
from shared.leadership import leadership
from shared.tables import case_events
from shared.waiting import rung

log = structlog.get_logger(__name__)

_RECORDED = "relay.recorded"
_bells: WeakKeyDictionary[Engine, asyncio.Event] = WeakKeyDictionary()

_parked = case_events.alias("parked")
# Not "id > last seen": an id taken early can commit late. Not the rows behind a parked one: their case keeps its order.
_LEAVING = (
    select(case_events)
    .where(
        case_events.c.published_at.is_(None),
        ~exists().where(_parked.c.case_no == case_events.c.case_no, _parked.c.parked_at.is_not(None)),
    )
    .order_by(case_events.c.id)
)


def signal(session: AsyncSession) -> None:
    """Wake the relay of the session's database as soon as the session has committed."""
    session.info[_RECORDED] = True


@event.listens_for(OrmSession, "after_commit")
def _ring(session: OrmSession) -> None:
    if session.in_nested_transaction() or not session.info.pop(_RECORDED, False):
        return
    if bell := _bells.get(session.get_bind().engine):
        bell.set()


@dataclass(slots=True)
class Drained:
    """What one round came to: `refused` is for good and leaves its case `stuck`, `failure` is the bus's and passes."""

    published: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)
    failure: Exception | None = None
    more: bool = False


class Relay:
    """One a database. Delivery is at least once: a crash between the bus's answer and the mark repeats the batch."""

    def __init__(self, sessions: Sessions, bus: Bus, *, batch_size: int = 500, poll_seconds: float = 1.0) -> None:
        self._sessions, self._bus = sessions, bus
        self._batch_size, self._poll_seconds = batch_size, poll_seconds
        self._engine = sessions.kw["bind"]
        self._bell = _bells.setdefault(self._engine.sync_engine, asyncio.Event())

    async def run(self) -> None:
        """Publish until cancelled, through every failure of bus and database."""
        while True:
            try:
                async with leadership(self._engine, "relay", self._bell) as held:
                    while held():
                        await self._turn()
            except Exception:
                log.exception("relay.interrupted")
            await asyncio.sleep(self._poll_seconds)

    async def _turn(self) -> None:
        pauses = _growing_pauses()
        self._bell.clear()
        while (drained := await self.drain_once()).failure:
            log.warning("relay.bus_failed", error=repr(drained.failure))
            await asyncio.sleep(next(pauses))
        if not drained.more:
            await rung(self._bell, self._poll_seconds)

    async def drain_once(self) -> Drained:
        """Publish one batch of what has yet to leave, then mark it."""
        async with reading(self._sessions) as session:
            rows = (await session.execute(_LEAVING.limit(self._batch_size))).all()
        drained = Drained(more=len(rows) == self._batch_size)
        for wave in _waves(rows):
            await self._publish([row for row in wave if row.case_no not in drained.stuck], drained)
            if drained.failure:
                break
        await self._mark(drained)
        return drained

    async def _publish(self, rows: Sequence[Row[Any]], drained: Drained) -> None:
        encoded = [(row, _encode(row)) for row in rows]
        messages = [message for _, message in encoded if isinstance(message, Message)]
        answers = iter(await self._bus.publish(messages))
        for row, message in encoded:
            answer = next(answers) if isinstance(message, Message) else message
            if answer is None:
                drained.published.append(row.id)
            elif isinstance(answer, Refused):
                drained.refused[row.id] = str(answer)
                drained.stuck.add(row.case_no)
            else:
                drained.failure = answer

    async def _mark(self, drained: Drained) -> None:
        if not drained.published and not drained.refused:
            return
        now = clock.now()
        async with self._sessions.begin() as session:
            if drained.published:
                left = case_events.c.id.in_(drained.published)
                await session.execute(update(case_events).where(left).values(published_at=now))
            for row_id, error in drained.refused.items():
                log.error("relay.parked", row=row_id, error=error)
                row = case_events.c.id == row_id
                await session.execute(update(case_events).where(row).values(parked_at=now, error=error))


def _waves(rows: Sequence[Row[Any]]) -> list[list[Row[Any]]]:
    """Split rows so that each wave has one of a case at most: the next goes only when its forerunner is in."""
    waves: list[list[Row[Any]]] = []
    turns: Counter[str] = Counter()
    for row in rows:
        turn = turns[row.case_no]
        turns[row.case_no] += 1
        if turn == len(waves):
            waves.append([])
        waves[turn].append(row)
    return waves


def _encode(row: Row[Any]) -> Message | Refused:
    try:
        orjson.loads(row.data)  # the envelope takes data as it is, and broken JSON would stop every subscriber
    except ValueError as error:
        return Refused(f"data is not JSON: {error}")
    value = cloudevents.encode(
        event_id=row.event_id,
        type=row.type,
        case_no=row.case_no,
        version=row.version,
        at=row.at,
        data=row.data,
        traceparent=row.traceparent,
    )
    return Message(cloudevents.topic(row.type.partition(".")[0]), row.case_no, value)


def _growing_pauses() -> Iterator[float]:
    pause = 0.1
    while True:
        yield pause
        pause = min(pause * 2, 10.0)


@dataclass(frozen=True, slots=True)
class RelayStatus:
    """`unpublished` counts the parked rows too, and those that wait behind them."""

    unpublished: int
    parked: int
    oldest_at: datetime | None

    @property
    def oldest_seconds(self) -> float:
        return (clock.now() - self.oldest_at).total_seconds() if self.oldest_at else 0.0


async def status(session: AsyncSession) -> RelayStatus:
    unpublished = case_events.c.published_at.is_(None)
    found = select(func.count(), func.count(case_events.c.parked_at), func.min(case_events.c.at)).where(unpublished)
    return RelayStatus(*(await session.execute(found)).one())


async def parked(session: AsyncSession, limit: int = 100) -> Sequence[Row[Any]]:
    """The parked rows, oldest first, with their errors."""
    rows = select(case_events).where(case_events.c.parked_at.is_not(None)).order_by(case_events.c.id)
    return (await session.execute(rows.limit(limit))).all()


async def redrive(session: AsyncSession, case_no: str | None = None) -> int:
    """Let parked rows leave again, of one case or all; returns how many. They go once the session commits."""
    which: list[ColumnElement[bool]] = [case_events.c.parked_at.is_not(None)]
    if case_no is not None:
        which.append(case_events.c.case_no == case_no)
    freed: Any = await session.execute(update(case_events).where(*which).values(parked_at=None, error=None))
    signal(session)
    return int(freed.rowcount)
