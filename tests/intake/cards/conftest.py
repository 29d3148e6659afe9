"""The card desk: intake alone, on both databases, with a carton of cards in stock."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.intake.app import create_app
from shared.testing.alone import alone
from shared.testing.databases import BOTH, database
from tests.intake.cards.desk import CardDesk
from tests.intake.conftest import MONDAY


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[CardDesk]:
    async with alone("intake", create_app, tmp_path, MONDAY) as opened:
        yield CardDesk(opened)


@pytest.fixture(params=BOTH)
async def desk_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[CardDesk]:
    async with (
        database(request.param, tmp_path) as url,
        alone("intake", create_app, tmp_path, MONDAY, database_url=url) as opened,
    ):
        yield CardDesk(opened)
