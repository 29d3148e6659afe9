"""The watch over limits (时效监控): says once that 50 %, 80 % and all of a limit is used up, and once that it's over.

Which case must be looked at next stands in its row of the worklist. What was announced stands in the outbox, and there
alone: whoever looks again, after a restart, a rebuild or beside another replica, announces nothing anew.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.announcements import Told, announcements
from services.metrics.facts import Fact, instant, millis, unpack
from services.metrics.limits import GONE, next_look
from services.metrics.models import facts, live, worklist
from services.metrics.pulse import Pulse
from shared import case_rows, clock, relay
from shared.auth import SYSTEM
from shared.db import Sessions, reading
from shared.tables import case_events

BATCH = 500
POLL_SECONDS = 5.0
RETRY = timedelta(hours=1)

log = structlog.get_logger("watch")

_OF_LIVE = worklist.c.generation == select(live.c.generation).scalar_subquery()
_FIRST = select(worklist.c.look_at).where(_OF_LIVE, worklist.c.look_at.is_not(None)).order_by(worklist.c.look_at)
_THIS = (worklist.c.generation == bindparam("of"), worklist.c.key == bindparam("case"))
_LOOK_LATER = update(worklist).where(*_THIS).values(look_at=bindparam("then"))
_DONE = delete(worklist).where(*_THIS)


class Watch:
    """Run as many as there are replicas: each takes other cases."""

    def __init__(self, sessions: Sessions, pulse: Pulse) -> None:
        self._sessions, self._pulse = sessions, pulse

    async def run(self) -> None:
        """Watch until cancelled, through every failure of the database."""
        while True:
            try:
                seen = self._pulse.beats
                await self.look()
                await self._sleep(seen)
            except Exception:
                log.exception("watch.interrupted")
                await asyncio.sleep(POLL_SECONDS)

    async def look(self) -> int:
        """Announce all that is due now; returns how many events that made."""
        made = 0
        while await self._next() <= clock.now():
            looked, announced = await self._look_at_some()
            made += announced
            if not looked:  # another replica has them in hand
                break
        return made

    async def _next(self) -> datetime:
        async with reading(self._sessions) as session:
            return await next_look_at(session)

    async def _look_at_some(self) -> tuple[int, int]:
        async with self._sessions.begin() as session:
            now = millis(clock.now())
            due = select(worklist.c.generation, worklist.c.key, worklist.c.due).where(
                _OF_LIVE, worklist.c.look_at <= now
            )
            due = due.order_by(worklist.c.look_at).limit(BATCH).with_for_update(skip_locked=True)
            rows = (await session.execute(due)).all()
            if not rows:
                return 0, 0
            known = await _facts(session, rows)
            told = await _told(session, known.values())
            events: list[dict[str, Any]] = []
            later: list[dict[str, Any]] = []
            for row in rows:
                then = _judge(known[row.key], told, now, events) if row.key in known else None
                later.append({"of": row.generation, "case": row.key, "then": then, "due": row.due})
            await _write(session, events, later)
        return len(rows), len(events)

    async def _sleep(self, seen: int) -> None:
        """Until the next look, a batch that may ask for an earlier one, or a while: another replica may have one."""
        if self._pulse.beats != seen:
            return
        until = await self._next()
        waiting = [asyncio.create_task(clock.sleep_until(until)), asyncio.create_task(self._pulse.wait(POLL_SECONDS))]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)


async def next_look_at(session: AsyncSession) -> datetime:
    first = await session.scalar(_FIRST.limit(1))
    return datetime.max.replace(tzinfo=UTC) if first is None else instant(first)


async def _facts(session: AsyncSession, rows: Sequence[Any]) -> dict[str, Fact]:
    query = select(facts.c.key, facts.c.data).where(facts.c.generation == rows[0].generation)
    found = await session.execute(query.where(facts.c.key.in_([row.key for row in rows])))
    return {row.key: unpack(row.data) for row in found}


async def _told(session: AsyncSession, about: Iterable[Fact]) -> Told:
    """What was announced of these cases; two foreign systems may call a case by the same number."""
    columns = case_events.c
    query = select(columns.kind, columns.case_no, columns.version, columns.type, columns.data)
    numbers = sorted({fact.state.case_no for fact in about})
    told = Told()
    for row in await session.execute(query.where(columns.case_no.in_(numbers))):
        told.learn(row.kind, row.case_no, row.version, row.type, row.data)
    return told


def _judge(fact: Fact, told: Told, now: int, events: list[dict[str, Any]]) -> int | None:
    """Adds what is to be announced of the case; returns when to look again. One that can't be judged stops no other."""
    try:
        made = announcements(fact, told, now)
        events += [case_rows.row_of(event, event.version, event.at, SYSTEM) for event in made]
        return next_look(fact.state, now)
    except Exception:
        log.exception("watch.failed", kind=fact.state.kind, case_no=fact.state.case_no)
        return now + int(RETRY.total_seconds() * 1000)


async def _write(session: AsyncSession, events: list[dict[str, Any]], later: list[dict[str, Any]]) -> None:
    if events:
        await case_rows.record_all(session, events)
        relay.signal(session)
    connection = await session.connection()
    kept = [row for row in later if row["then"] is not None or row["due"] != GONE]
    done = [row for row in later if row["then"] is None and row["due"] == GONE]  # closed, and all of it is told
    if kept:
        await connection.execute(_LOOK_LATER, [{name: row[name] for name in ("of", "case", "then")} for row in kept])
    if done:
        await connection.execute(_DONE, [{name: row[name] for name in ("of", "case")} for row in done])
