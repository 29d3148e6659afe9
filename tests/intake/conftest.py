"""Intake alone, in this process, on a Monday morning in October 2026."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from shared import clock
from shared.clock import SimulatedClock
from tests.intake.counter import CHINA, Counter, counter_in

MONDAY = datetime(2026, 10, 12, 9, 0, tzinfo=CHINA)  # a working day after the National Day holidays


@pytest.fixture
def time() -> Iterator[SimulatedClock]:
    simulated = SimulatedClock(MONDAY)
    before = clock.install(simulated)
    yield simulated
    clock.install(before)


@pytest.fixture
async def counter(tmp_path: Path, time: SimulatedClock) -> AsyncIterator[Counter]:
    async with counter_in(tmp_path) as opened:
        yield opened
