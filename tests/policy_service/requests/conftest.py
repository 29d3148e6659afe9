"""A policy in force, and the counter at which something is asked of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.policy_service.app import create_app
from shared.testing.alone import Alone, alone, answering
from tests.policy_service.conftest import INSURED, PARTIES, issued
from tests.policy_service.requests.desk import ServiceDesk
from tests.policy_service.requests.money_desk import MoneyDesk, money_desk

BEFORE = datetime(2022, 10, 12, 2, 0, tzinfo=UTC)


@pytest.fixture
async def desk(office: Alone, intake: dict[str, Any]) -> ServiceDesk:
    """The insured is another than the policyholder."""
    intake[PARTIES]["items"][1] = INSURED | {"name": "欧阳小平", "id_number": "E11112222"}
    await office.feed(issued())
    return ServiceDesk(office)


@pytest.fixture
async def branch(tmp_path: Path, intake: dict[str, Any]) -> AsyncIterator[Alone]:
    """In 2022: working days are known for all the years that its policies then live through."""
    async with alone("policy_service", create_app, tmp_path, BEFORE, {"intake": answering(intake)}) as opened:
        yield opened


@pytest.fixture
async def money(branch: Alone) -> MoneyDesk:
    """6,000 yuan a year for ten years from 13 October 2022 on (L1001), signed for, half a year later."""
    opened = await money_desk(branch)
    opened.at("2023-04-13")
    return opened
