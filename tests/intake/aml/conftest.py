"""Intake alone, on both databases, with forms that wait for their premium."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.intake.app import create_app
from shared.testing.alone import alone
from shared.testing.databases import BOTH, database
from tests.intake.aml.desk import AmlDesk
from tests.intake.conftest import MONDAY


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[AmlDesk]:
    async with alone("intake", create_app, tmp_path, MONDAY) as opened:
        yield AmlDesk(opened)


@pytest.fixture(params=BOTH)
async def desk_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AmlDesk]:
    async with (
        database(request.param, tmp_path) as url,
        alone("intake", create_app, tmp_path, MONDAY, database_url=url) as opened,
    ):
        yield AmlDesk(opened)
