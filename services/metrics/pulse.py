"""Whether batches come through: viewers of this process are woken by each, readiness fails while none does."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from services.metrics.store import Superseded
from shared.waiting import rung


class Stuck(Exception):
    """The last batch could not be counted or stored."""


class Pulse:
    def __init__(self) -> None:
        self.beats = 0
        self._next = asyncio.Event()
        self._stuck = False

    def beat(self) -> None:
        self.beats += 1
        self._stuck = False
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """True when a batch came within `seconds`."""
        return await rung(self._next, seconds)

    @contextmanager
    def held(self) -> Iterator[None]:
        """What fails herein stops the figures until a batch comes through; a broker that is away does not count."""
        try:
            yield
        except Superseded:
            raise
        except Exception:
            self._stuck = True
            raise

    async def check(self) -> None:
        """For /readyz; raises Stuck."""
        if self._stuck:
            raise Stuck
