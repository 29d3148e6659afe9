"""A policy in force, and the counter at which something is asked of it."""

from typing import Any

import pytest

from shared.testing.alone import Alone
from tests.policy_service.conftest import INSURED, PARTIES, issued
from tests.policy_service.requests.desk import ServiceDesk


@pytest.fixture
async def desk(office: Alone, intake: dict[str, Any]) -> ServiceDesk:
    """The insured is another than the policyholder."""
    intake[PARTIES]["items"][1] = INSURED | {"name": "欧阳小平", "id_number": "E11112222"}
    await office.feed(issued())
    return ServiceDesk(office)
