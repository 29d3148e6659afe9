"""Schema migrations: Alembic, one chain of versions a service, run by `guimian migrate`."""

import importlib
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import make_engine
from shared.settings import Settings
from shared.tables import core


async def migrate(settings: Settings, service: str, revision: str = "head") -> None:
    """Bring a service's database up to a revision, or down to it: `base` empties it."""
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database_url_of(service), synchronous=settings.sqlite_synchronous)
    try:
        await migrate_engine(engine, service, revision)
    finally:
        await engine.dispose()


async def migrate_engine(engine: AsyncEngine, service: str, revision: str = "head") -> None:
    """All versions in between are one transaction: a failing one leaves the database as it was."""
    async with engine.begin() as connection:
        await connection.run_sync(_move, service, revision)


def _move(connection: Connection, service: str, revision: str) -> None:
    config = config_of(service)
    config.attributes["connection"] = connection
    (command.downgrade if revision == "base" else command.upgrade)(config, revision)


def config_of(service: str) -> Config:
    package = importlib.import_module(f"services.{service}")
    config = Config()
    config.set_main_option("script_location", str(Path(str(package.__file__)).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def run_environment(metadata: MetaData) -> None:
    """What every service's migrations/env.py calls: `metadata` is the service's own, beside the shared tables."""
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=[core, metadata], render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()
