"""Timers: what a case does by itself when time passes. Each fires once, whatever the number of replicas."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, func, insert, select, text, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.calendar_data import calendar_for
from shared.db import Sessions, reading
from shared.lifecycle import LastDay, Timer
from shared.sla import limit_due
from shared.tables import timers

log = structlog.get_logger()

Fire = Callable[[AsyncSession, str, str], Awaitable[None]]
"""`await fire(session, case_no, action)`: take the step, in the timer's own transaction."""

_RETRY = timedelta(minutes=1)
_LONGEST_RETRY = timedelta(hours=6)
_POLL_SECONDS = 5.0
_END = delete(timers).where(timers.c.case_no == bindparam("number"), timers.c.name == bindparam("timer"))
_SHORT_WAIT = text("SET LOCAL lock_timeout = '500ms'")  # PostgreSQL looks for deadlocks after a second


async def restart(session: AsyncSession, moved: Iterable[tuple[Any, str | None]], at: datetime) -> None:
    """Start the timers of the status that each case has entered, end those of the status it has left."""
    table = [(timer, case, left) for case, left in moved for timer in case.lifecycle.timers]
    if ended := [{"number": case.case_no, "timer": t.name} for t, case, left in table if _ends(t, case, left)]:
        await session.execute(_END, ended)
    started = [
        {"case_no": case.case_no, "name": t.name, "kind": case.kind, "due_at": _due(t, case, at)}
        for t, case, left in table
        if _starts(t, case, left) and _has_end(t, case)
    ]
    if started:
        await session.execute(insert(timers), started)


def _ends(timer: Timer, case: Any, left: str | None) -> bool:
    stays = case.status in timer.during and timer.action != case.action and not timer.is_renewed_by(case.action)
    return left in timer.during and not stays


def _starts(timer: Timer, case: Any, left: str | None) -> bool:
    return case.status in timer.during and (left not in timer.during or timer.is_renewed_by(case.action))


async def _give_way(session: AsyncSession) -> None:
    """Who meets a person at work on the case stands back, before the database sees a deadlock and picks a victim."""
    if (await session.connection()).dialect.name == "postgresql":
        await session.execute(_SHORT_WAIT)


def _has_end(timer: Timer, case: Any) -> bool:
    """A case without the day that a timer would end on has no such timer: no free-look period, no end of it."""
    return not isinstance(timer.after, LastDay) or getattr(case, timer.after.attribute) is not None


def _due(timer: Timer, case: Any, at: datetime) -> datetime:
    calendar = calendar_for(case.org)
    if isinstance(timer.after, LastDay):
        return calendar.end_of_day(getattr(case, timer.after.attribute))
    return limit_due(timer.after, at, calendar)


class TimerWorker:
    """Fires due timers, the earliest first, one transaction each. Run as many as there are replicas."""

    def __init__(self, sessions: Sessions, tables: Mapping[str, tuple[Timer, ...]], fire: Mapping[str, Fire]) -> None:
        self._sessions, self._fire = sessions, fire
        self._actions = {(kind, t.name): t.action for kind, table in tables.items() for t in table}

    async def run(self) -> None:
        """Fire until cancelled, through every failure of the database."""
        while True:
            try:
                await self.fire_due()
                await self._sleep()
            except Exception:
                log.exception("timers.interrupted")
                await asyncio.sleep(_POLL_SECONDS)

    async def fire_due(self) -> int:
        """Fire all that is due now; returns how many. Timers started meanwhile and due count too."""
        fired = 0
        while await self._fire_one():
            fired += 1
        return fired

    async def _fire_one(self) -> bool:
        async with self._sessions.begin() as session:
            await _give_way(session)
            due = select(timers).where(timers.c.due_at <= clock.now()).order_by(timers.c.due_at, timers.c.case_no)
            row = (await session.execute(due.limit(1).with_for_update(skip_locked=True))).first()
            if row is None:
                return False
            try:
                async with session.begin_nested():
                    await self._take(session, row)
            except Exception as error:
                await self._postpone(session, row, error)
        return True

    async def _take(self, session: AsyncSession, row: Row[Any]) -> None:
        await session.execute(delete(timers).where(timers.c.case_no == row.case_no, timers.c.name == row.name))
        await self._fire[row.kind](session, row.case_no, self._actions[row.kind, row.name])

    async def _postpone(self, session: AsyncSession, row: Row[Any], error: Exception) -> None:
        """A timer that fails stands back, ever longer, so that it holds up no other; it is never dropped."""
        log.warning("timer_failed", case_no=row.case_no, timer=row.name, attempts=row.attempts + 1, error=repr(error))
        pause = min(_RETRY * 2 ** min(row.attempts, 10), _LONGEST_RETRY)
        await session.execute(
            update(timers)
            .where(timers.c.case_no == row.case_no, timers.c.name == row.name)
            .values(attempts=row.attempts + 1, error=repr(error), due_at=clock.now() + pause)
        )

    async def _next_due(self) -> datetime:
        async with reading(self._sessions) as session:
            first = await session.scalar(select(timers.c.due_at).order_by(timers.c.due_at).limit(1))
        return first or datetime.max.replace(tzinfo=UTC)

    async def _sleep(self) -> None:
        """Until the next timer is due, or a while, for another replica may have set an earlier one."""
        due_at = await self._next_due()
        with suppress(TimeoutError):
            async with asyncio.timeout(_POLL_SECONDS):
                await clock.sleep_until(due_at)


@dataclass(frozen=True, slots=True)
class TimerStatus:
    """`due` wait for a worker; `failing` were tried, failed, and stand back until they are tried again."""

    due: int
    failing: int


async def status(session: AsyncSession) -> TimerStatus:
    is_due, is_failing = timers.c.due_at <= clock.now(), timers.c.attempts > 0
    found = select(func.count().filter(is_due), func.count().filter(is_failing)).select_from(timers)
    return TimerStatus(*(await session.execute(found)).one())


async def failures(session: AsyncSession, limit: int = 100) -> Sequence[Row[Any]]:
    """The timers that failed, the most stubborn first, with their errors."""
    rows = select(timers).where(timers.c.attempts > 0).order_by(timers.c.attempts.desc(), timers.c.case_no)
    return (await session.execute(rows.limit(limit))).all()


async def redrive(session: AsyncSession, case_no: str | None = None) -> int:
    """Have failing timers tried now instead of later, of one case or all; returns how many."""
    which = [timers.c.attempts > 0]
    if case_no is not None:
        which.append(timers.c.case_no == case_no)
    freed: Any = await session.execute(update(timers).where(*which).values(due_at=clock.now()))
    return int(freed.rowcount)
