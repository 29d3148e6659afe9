"""`/dev/clock`: the time of a simulation, moved over REST. Only there when the process runs on a simulated clock."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, FastAPI, Request
from pydantic import AwareDatetime, Field
from sqlalchemy import Select, exists, func, or_, select

from shared import clock
from shared.auth import Actor, Role, allow
from shared.bus import Bus, Position
from shared.bus.local import LocalBus
from shared.calendar import CalendarYearMissing
from shared.calendar_data import calendar_for
from shared.clock import SimulatedClock
from shared.db import reading
from shared.errors import RuleBroken, Text
from shared.reactions import reactions_of
from shared.routing import StrictRoute
from shared.schemas import Body, Instant, Out
from shared.tables import case_events, inbox, timers

POLL_SECONDS = 0.002
PATIENCE_SECONDS = 20.0

log = structlog.get_logger("dev_clock")
router = APIRouter(route_class=StrictRoute)
Mover = Annotated[Actor, allow(Role.INTEGRATOR)]

_held_up = case_events.alias("held_up")
# What a parked event of the same case keeps back does not leave until somebody redrives it: not worth waiting for.
_LEAVING = select(
    exists().where(
        case_events.c.published_at.is_(None),
        ~exists().where(_held_up.c.case_no == case_events.c.case_no, _held_up.c.parked_at.is_not(None)),
    )
)
_WRITTEN = select(func.max(case_events.c.id))
# Nor is a delivery that has failed more than passingly, and what waits behind it: both are tried again by the wall.
_PASSING = 2  # attempts: the next ones follow within a second, and within two
_failing = inbox.alias("failing")
_LONG = or_(_failing.c.attempts > _PASSING, _failing.c.parked_at.is_not(None))
_HELD_UP = exists().where(_failing.c.case_no == inbox.c.case_no, _failing.c.done_at.is_(None), _LONG)
_REACTING = select(exists().where(inbox.c.done_at.is_(None), inbox.c.parked_at.is_(None), ~_HELD_UP))
_NEXT_TIMER = select(func.min(timers.c.due_at))


class ClockIn(Body):
    now: Instant | None = Field(None, description="The time to go forward to; left out: it stays")
    rate: float | None = Field(
        None, ge=0, le=1_000_000, description="Simulated seconds a second from then on; 0 stands still"
    )
    settle: bool = Field(
        True,
        description="Answer only when everybody has learnt of what happened before; the daily runs of the day gone to "
        "follow with the next call",
    )


class ClockOut(Out):
    now: AwareDatetime
    rate: float
    settled: bool = Field(description="All that was due has happened, and everybody concerned has learnt of it")


class DevClock:
    """Moves the clock so that a simulation is repeatable: every timer fires at its own time, none at the target's."""

    def __init__(self, simulated: SimulatedClock, services: Mapping[str, FastAPI], bus: Bus) -> None:
        self._clock, self._services, self._bus = simulated, services, bus
        self._rate = 0.0
        self._moving = asyncio.Lock()
        self._topics = {name: {r.topic for r in reactions_of(f"services.{name}")} for name in services}

    def reading(self, settled: bool = True) -> ClockOut:
        return ClockOut(now=clock.now(), rate=self._rate, settled=settled)

    async def move(self, to: datetime | None, rate: float | None, settle: bool = True) -> ClockOut:
        """Go forward, timer by timer; the clock stands still meanwhile. Raises RuleBroken for a time that is over."""
        async with self._moving:
            self._clock.stop()
            target = clock.now() if to is None else to.astimezone(UTC)
            if target < clock.now():
                raise RuleBroken("now", "forward-only", Text("时钟不能倒拨", "The clock can't go back"))
            if to is not None:
                _check_known(target)
            settled = await self._go(target, settle)
            self._rate = self._rate if rate is None else rate
            self._clock.set(target, self._rate)
        return self.reading(settled)

    async def _go(self, target: datetime, settle: bool) -> bool:
        settled = await self._settle() if settle else False
        while (due := await self._next_timer()) is not None and due <= target:
            self._clock.set(max(due, clock.now()))
            settled = await self._settle()
        self._clock.set(target)
        return settled

    async def _next_timer(self) -> datetime | None:
        return min((due for due in await self._of_each(_NEXT_TIMER) if due is not None), default=None)

    async def _settle(self) -> bool:
        """Until no timer is due, no event has yet to leave and no reaction to run; False when that takes too long."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    if not await self._fire() and await self._quiet():
                        return True
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            log.warning("clock.not_settled", now=clock.now())
            return False

    def _keepers(self) -> list[FastAPI]:
        return [app for app in self._services.values() if hasattr(app.state, "timers")]

    async def _fire(self) -> int:
        """Timers, and the runs of the day: their worker looks for a new day by the wall, some seconds late."""
        keepers = self._keepers()
        fired: int = sum([await app.state.timers.fire_due() for app in keepers])
        fired += sum([await run() for app in keepers for run in app.state.day_runs])
        return fired

    async def _quiet(self) -> bool:
        """Asked in the order in which an event goes; a reaction that ends meanwhile may have written the next one."""
        written = await self._of_each(_WRITTEN)
        if any(await self._of_each(_LEAVING)):
            return False
        reacting = {name: app for name, app in self._services.items() if self._topics[name]}
        if not all([await self._has_read(name) for name in reacting]):
            return False
        if any([await self._ask(app, _REACTING) for app in reacting.values()]):
            return False
        return await self._of_each(_WRITTEN) == written

    async def _has_read(self, service: str) -> bool:
        if not isinstance(self._bus, LocalBus):
            return True
        read: Mapping[Position, int] = await self._bus.positions(f"{service}.reactions")
        return all(read.get(at, 0) >= end for at, end in self._bus.ends.items() if at.topic in self._topics[service])

    async def _of_each(self, question: Select[Any]) -> list[Any]:
        return await asyncio.gather(*(self._ask(app, question) for app in self._keepers()))

    async def _ask(self, app: FastAPI, question: Select[Any]) -> Any:
        async with reading(app.state.sessions) as session:
            return await session.scalar(question)


def _check_known(target: datetime) -> None:
    """Where no calendar reaches no timer fires, each is tried again and again, and there is no way back."""
    calendar = calendar_for("")
    try:
        calendar.day(calendar.date_of(target))
    except CalendarYearMissing:
        words = Text(f"{target.year}年的日历尚未载入", f"The calendar of {target.year} isn't loaded")
        raise RuleBroken("now", "calendar-known", words) from None


@router.get("/dev/clock", include_in_schema=False)
async def read_clock(request: Request, _actor: Mover) -> ClockOut:
    """模拟时钟: what time it is in the simulation."""
    dev_clock: DevClock = request.app.state.dev_clock
    return dev_clock.reading()


@router.post("/dev/clock", include_in_schema=False)
async def move_clock(body: ClockIn, request: Request, _actor: Mover) -> ClockOut:
    """拨动模拟时钟: go forward; answers when everything that was due by then has happened."""
    dev_clock: DevClock = request.app.state.dev_clock
    return await dev_clock.move(body.now, body.rate, body.settle)
