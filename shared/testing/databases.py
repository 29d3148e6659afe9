"""The two databases that every service runs on, empty, and whether its migrations make what its models say."""

import shutil
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect, make_url

from shared import keyring
from shared.bus.log import Log
from shared.db import make_engine, sqlite_url
from shared.migrate import migrate, migrate_engine
from shared.settings import SERVICES, Settings
from shared.tables import core
from shared.testing import servers
from shared.testing.processes import scratch_dir

_migrated: dict[str, Path] = {}  # of each service one SQLite database, empty but for its tables
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.real)]


@asynccontextmanager
async def database(kind: str, folder: Path) -> AsyncIterator[str]:
    if kind == "sqlite":
        yield sqlite_url(folder / "service.db")
        return
    async with servers.fresh_database(servers.or_skip(servers.postgres)) as url:
        yield str(url)


async def migrate_quickly(settings: Settings, service: str) -> None:
    """`migrate`, but a new SQLite database is a copy of one that was: the chain takes a sixth of a second."""
    url = make_url(settings.database_url_of(service))
    if url.get_backend_name() != "sqlite":
        await migrate(settings, service)
        return
    settings.data.mkdir(parents=True, exist_ok=True)
    keyring.load_ring(settings)  # before the copy: with data there, a missing ring is a lost one
    _copy_new(_empty_log(), settings.bus_path)
    await copy_migrated(service, Path(str(url.database)))


async def migrate_all_quickly(settings: Settings) -> None:
    for service in SERVICES:
        await migrate_quickly(settings, service)


async def copy_migrated(service: str, path: Path) -> None:
    """Put it there, unless a database is there, which no test keeps from another version."""
    if service not in _migrated:
        made = scratch_dir(f"migrated-{service}") / "service.db"
        engine = make_engine(sqlite_url(made))
        await migrate_engine(engine, service)
        await engine.dispose()
        _migrated[service] = made
    _copy_new(_migrated[service], path)


@cache
def _empty_log() -> Path:
    """Making its tables takes as long as all else that opens a service."""
    made = scratch_dir("log") / "bus.db"
    Log(made).close()
    return made


def _copy_new(source: Path, path: Path) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)


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


def _differences(connection: Connection, models: Any) -> list[Any]:
    """From one MetaData or a list of them, of which alembic's types don't know.

    What SQLAlchemy can't read of SQLite, indexes over an expression, PostgreSQL is asked for.
    """
    context = MigrationContext.configure(connection, opts={"target_metadata": models})
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*expression-based index")
        return list(compare_metadata(context, models))
