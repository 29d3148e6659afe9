import pytest

from shared.testing.alone import Alone
from tests.callback.complaints.desk import ComplaintDesk
from tests.callback.conftest import opened


@pytest.fixture
async def desk(centre: Alone) -> ComplaintDesk:
    """A policy is known, and its call owed."""
    await centre.feed(opened(salesperson="A1024"))
    return ComplaintDesk(centre)
