"""The migrations of metrics make the tables of its models, on both databases."""

from pathlib import Path

import pytest

from shared.migrate import tables_of
from shared.testing.databases import BOTH, check_migrations, database


@pytest.mark.parametrize("kind", BOTH)
async def test_the_migrations_make_what_the_models_say(kind: str, tmp_path: Path):
    async with database(kind, tmp_path) as url:
        await check_migrations(url, "metrics", tables_of("metrics"))
