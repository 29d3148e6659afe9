"""Who is told to stop stops, even when what he waits for comes in the same moment: else a shutdown hangs for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from services.metrics.pulse import Pulse
from shared.clock import SimulatedClock
from shared.waiting import rung

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)

Waiting = tuple[Callable[[], Awaitable[object]], Callable[[], None]]


def of_a_bell() -> Waiting:
    bell = asyncio.Event()
    return lambda: rung(bell, 30), bell.set


def of_a_clock() -> Waiting:
    clock = SimulatedClock(NOON)
    return lambda: clock.sleep_until(NOON + timedelta(hours=1)), lambda: clock.advance(timedelta(hours=2))


def of_a_pulse() -> Waiting:
    pulse = Pulse()
    return lambda: pulse.wait(30), pulse.beat


@pytest.mark.parametrize("waiting", [of_a_bell, of_a_clock, of_a_pulse])
async def test_a_cancellation_is_not_lost_in_what_was_waited_for(waiting: Callable[[], Waiting]):
    wait, come = waiting()

    async def job() -> None:
        await wait()

    task = asyncio.create_task(job())
    await asyncio.sleep(0.01)
    come()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
