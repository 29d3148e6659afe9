from typing import Any

import pytest

from shared.testing.alone import Alone
from tests.policy_service.campaigns.desk import CampaignDesk


@pytest.fixture
def desk(office: Alone, intake: dict[str, Any]) -> CampaignDesk:
    return CampaignDesk(office, intake)
