"""The two databases that every service runs on, empty, and whether its migrations make what its models say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect

from shared.db import make_engine, sqlite_url
from shared.migrate import migrate_engine
from shared.tables import core
from shared.testing import servers

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.real)]


@asynccontextmanager
async def database(kind: str, folder: Path) -> AsyncIterator[str]:
    if kind == "sqlite":
        yield sqlite_url(folder / "service.db")
        return
    async with servers.fresh_database(servers.or_skip(servers.postgres)) as url:
        yield str(url)


async def check_migrations(url: str, service: str, *models: MetaData) -> None:
    """Up, down to nothing, and up again; then the tables are those of the models, to the last column and index."""
    engine = make_engine(url)
    try:
        await migrate_engine(engine, service)
        await migrate_engine(engine, service, "base")
        async with engine.connect() as connection:
            left = await connection.run_sync(lambda each: inspect(each).get_table_names())
        assert set(left) <= {"alembic_version"}
        await migrate_engine(engine, service)
        async with engine.connect() as connection:
            assert await connection.run_sync(_differences, [core, *models]) == []
    finally:
        await engine.dispose()


def _differences(connection: Connection, models: list[MetaData]) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"target_metadata": models})
    return list(compare_metadata(context, models))  # type: ignore[arg-type]  # a list of them is taken as well
