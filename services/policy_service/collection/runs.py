"""The work on runs (续期批处理) beside the requests, some hundred renewals a transaction.

A process that ends anywhere has lost nothing: what a run finds is what isn't done yet, so the next one goes on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.collection.finding import Found, close_undue, enter_grace, notify_due, open_due
from services.policy_service.collection.models import RenewalRun
from services.policy_service.collection.waiving import waive_due
from shared import clock
from shared.auth import Actor
from shared.days import check_come, today_at
from shared.db import Sessions, reading, take_turn
from shared.leadership import leadership

POLL_SECONDS = 2.0
PAUSE_SECONDS = 5.0
Pass = Callable[[AsyncSession, date, Any], Awaitable[Found]]
# In this order: what is due no longer is neither told of nor in grace, and who wasn't told yet is told first.
PASSES: Mapping[str, Pass] = {
    "cancelled": close_undue,
    "waived": waive_due,
    "opened": open_due,
    "noticed": notify_due,
    "in_grace": enter_grace,
}

log = structlog.get_logger("renewals")


async def ask(session: AsyncSession, day: date, actor: Actor) -> RenewalRun:
    """A run that is finished begins once more: what has come due in the meantime is found, and nothing twice."""
    check_come("day", day, actor.org)
    await take_turn(session, "renewal-runs")
    run = await session.get(RenewalRun, day)
    if run is None:
        run = RenewalRun(day=day, asked_at=clock.now(), asked_by=actor.ref, **dict.fromkeys(PASSES, 0))
        session.add(run)
    elif run.finished_at is not None:
        run.asked_at, run.asked_by, run.finished_at = clock.now(), actor.ref, None
    await session.flush()
    return run


class RenewalWorker:
    """Run one a replica: the first to come does the work, the others stand by."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._caught_up: date | None = None

    async def run(self) -> None:
        """Work until cancelled, through every failure of the database."""
        while True:
            try:
                async with leadership(self._sessions.kw["bind"], "renewals", asyncio.Event()) as held:
                    while held():
                        await self.ask_for_today()
                        await self.work()
                        await asyncio.sleep(POLL_SECONDS)
            except Exception:
                log.exception("renewals.interrupted")
            await asyncio.sleep(PAUSE_SECONDS)

    async def ask_for_today(self) -> None:
        day = today_at("")
        async with reading(self._sessions) as session:
            known = await session.get(RenewalRun, day)
        if known is None:
            async with self._sessions.begin() as session:
                await ask(session, day, Actor.system())

    async def catch_up(self) -> int:
        """For a clock that is moved by hand: today's run, now; returns how many there were to do."""
        day = today_at("")
        if day == self._caught_up:
            return 0
        await self.ask_for_today()
        await self.work()
        self._caught_up = day
        return 1

    async def work(self) -> None:
        """Through all runs at hand, the oldest first."""
        async with reading(self._sessions) as session:
            at_hand = select(RenewalRun.day).where(RenewalRun.finished_at.is_(None)).order_by(RenewalRun.day)
            days = (await session.scalars(at_hand)).all()
        for day in days:
            for name, take in PASSES.items():
                await self._pass(day, name, take)
            async with self._sessions.begin() as session:
                await session.execute(_of(day).values(finished_at=clock.now()))

    async def _pass(self, day: date, name: str, take: Pass) -> None:
        after: Any = None
        while True:
            async with self._sessions.begin() as session:
                await take_turn(session, "renewal-runs")  # two at once find no case twice
                moved, after = await take(session, day, after)
                if moved:
                    await session.execute(_of(day).values({name: getattr(RenewalRun, name) + moved}))
            if after is None:
                return


def _of(day: date) -> Any:
    return update(RenewalRun).where(RenewalRun.day == day)
