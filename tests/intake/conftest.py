"""Intake alone, in this process, on a Monday morning in October 2026."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared import clock
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import migrate_quickly
from tests.intake.counter import Counter, counter_in
from tests.intake.groups_desk import GroupDesk
from tests.intake.house import House

MONDAY = datetime(
    2026, 10, 12, 1, 0, tzinfo=UTC
)  # nine o'clock in China, a working day after the National Day holidays


@pytest.fixture
def time() -> Iterator[SimulatedClock]:
    simulated = SimulatedClock(MONDAY)
    before = clock.install(simulated)
    yield simulated
    clock.install(before)


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """With an empty database and event log in a folder of the test's own."""
    own = Settings(data=tmp_path / "data", jobs=False, sqlite_synchronous="NORMAL")
    await migrate_quickly(own, "intake")
    return own


@pytest.fixture
async def counter(settings: Settings, time: SimulatedClock) -> AsyncIterator[Counter]:
    async with counter_in(settings, time) as opened:
        yield opened


@pytest.fixture
def desk(counter: Counter) -> GroupDesk:
    return GroupDesk(counter)


@pytest.fixture
def house(counter: Counter) -> House:
    return House(counter)
