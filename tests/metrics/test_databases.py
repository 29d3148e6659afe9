"""The tables of metrics on both databases."""

from pathlib import Path

import pytest

from services.metrics.models import meta
from shared.testing.databases import BOTH, check_migrations, database


@pytest.mark.parametrize("kind", BOTH)
async def test_migrations_make_what_the_models_say(tmp_path: Path, kind: str) -> None:
    async with database(kind, tmp_path) as url:
        await check_migrations(url, "metrics", meta)
