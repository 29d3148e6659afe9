"""The time, injectable: the machine's own, or one that tests and simulations move."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol

from shared.waiting import rung


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC."""

    async def sleep_until(self, instant: datetime) -> None:
        """Return once `now() >= instant`, however the clock is moved."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep_until(self, instant: datetime) -> None:
        while (left := (instant - self.now()).total_seconds()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, 60))


class SimulatedClock:
    """A clock set by hand. It never runs backwards, and at `rate` > 0 it runs on by itself."""

    def __init__(self, start: datetime, rate: float = 0.0) -> None:
        self._base, self._rate = start, rate
        self._real_base = datetime.now(UTC)
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return self._at(datetime.now(UTC))

    def _at(self, real: datetime) -> datetime:
        return self._base + (real - self._real_base) * self._rate

    def set(self, instant: datetime, rate: float | None = None) -> None:
        """Jump forward to `instant` and wake all sleepers; raises ValueError for a jump back."""
        self._move(instant, datetime.now(UTC), self._rate if rate is None else rate)

    def advance(self, delta: timedelta, rate: float | None = None) -> None:
        real = datetime.now(UTC)  # looked at once: the clock may run on between two looks
        self._move(self._at(real) + delta, real, self._rate if rate is None else rate)

    def stop(self) -> None:
        self.advance(timedelta(), 0.0)

    def _move(self, instant: datetime, real: datetime, rate: float) -> None:
        if instant < (now := self._at(real)):
            raise ValueError(f"the clock stands at {now.isoformat()} and can't go back to {instant.isoformat()}")
        self._base, self._real_base, self._rate = instant, real, rate
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep_until(self, instant: datetime) -> None:
        while (left := (instant - self.now()).total_seconds()) > 0:
            real_left = min(left / self._rate, 60) if self._rate > 0 else None
            await rung(self._moved, real_left)


_clock: Clock = SystemClock()


def install(clock: Clock) -> Clock:
    """Make `clock` the process's time; returns the one it replaces."""
    global _clock
    previous, _clock = _clock, clock
    return previous


def now() -> datetime:
    return _clock.now()


async def sleep_until(instant: datetime) -> None:
    await _clock.sleep_until(instant)
