"""A bank's counter: intake alone, on a Monday morning; on both databases where that may matter."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.intake.app import create_app
from shared.testing.alone import alone
from shared.testing.databases import BOTH, database
from tests.intake.bank.sales import BankDesk
from tests.intake.conftest import MONDAY


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[BankDesk]:
    async with alone("intake", create_app, tmp_path, MONDAY) as opened:
        yield BankDesk(opened)


@pytest.fixture(params=BOTH)
async def desk_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[BankDesk]:
    async with (
        database(request.param, tmp_path) as url,
        alone("intake", create_app, tmp_path, MONDAY, database_url=url) as opened,
    ):
        yield BankDesk(opened)
