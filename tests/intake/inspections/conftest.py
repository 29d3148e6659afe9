"""An outlet that can be inspected: somebody is on its roster."""

import pytest

from tests.intake.counter import Counter
from tests.intake.house import House


@pytest.fixture
async def house(counter: Counter) -> House:
    kept = House(counter)
    await kept.posted(staff="G1", position="customer_service", from_on="2026-10-10")
    return kept
