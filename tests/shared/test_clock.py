"""The simulated clock: moved by hand, running on by itself, never back."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from shared.clock import SimulatedClock

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_a_running_clock_can_be_advanced_by_nothing():
    racing = SimulatedClock(START, rate=1e9)
    for _ in range(100):
        before = racing.now()
        racing.advance(timedelta(0))
        assert racing.now() >= before


def test_it_never_goes_back():
    standing = SimulatedClock(START)
    for back in (lambda: standing.set(START - timedelta(seconds=1)), lambda: standing.advance(-timedelta(seconds=1))):
        with pytest.raises(ValueError, match="can't go back"):
            back()
    assert standing.now() == START


async def test_who_sleeps_wakes_when_the_clock_is_moved_there():
    standing = SimulatedClock(START)
    sleeper = asyncio.create_task(standing.sleep_until(START + timedelta(days=1)))
    await asyncio.sleep(0)
    standing.advance(timedelta(hours=23))
    await asyncio.sleep(0)
    assert not sleeper.done()
    standing.advance(timedelta(hours=1))
    async with asyncio.timeout(1):
        await sleeper


def test_a_running_clock_stops_where_it_is():
    racing = SimulatedClock(START, rate=1e9)
    before = racing.now()
    racing.stop()
    assert before <= racing.now() == racing.now()
