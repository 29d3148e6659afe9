from typing import Any

import pytest

from shared.testing.alone import Alone
from tests.policy_service.renewals.collector import Collector


@pytest.fixture
def collector(office: Alone, intake: dict[str, Any]) -> Collector:
    return Collector(office, intake)
