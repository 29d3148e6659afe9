"""Policies that owe something to the living, the counter, and a bank that answers as it is told."""

from typing import Any

import pytest

from shared.testing.alone import Alone
from tests.policy_service.benefits.paying import Paying


@pytest.fixture
def paying(office: Alone, intake: dict[str, Any]) -> Paying:
    return Paying(office, intake)
