"""Schema migrations: Alembic, one chain of versions a service, run by `guimian migrate`."""

import importlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import keyring
from shared.db import Sessions, make_engine, reading
from shared.settings import Settings
from shared.tables import core


async def migrate(settings: Settings, service: str, revision: str = "head") -> None:
    """Bring a service's database up to a revision, or down to it: `base` empties it."""
    settings.data.mkdir(parents=True, exist_ok=True)
    if not settings.database_url:
        keyring.load_ring(settings)  # before there are data: later a missing ring is a lost one
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


async def check_schema(sessions: Sessions, service: str) -> None:
    """Raises unless the database has the tables this code was written for, or those of a later version of it."""
    async with reading(sessions) as session:
        found = await session.scalar(text("SELECT version_num FROM alembic_version"))
    head, older = _revisions(service)
    # A revision we don't know is of the next version, which migrates first: the old replicas serve on meanwhile.
    if found is None or found in older:
        raise RuntimeError(f"the database of {service} is at revision {found}, not at {head}: guimian migrate")


@cache
def _revisions(service: str) -> tuple[str | None, frozenset[str]]:
    chain = ScriptDirectory.from_config(config_of(service))
    head = chain.get_current_head()
    return head, frozenset(each.revision for each in chain.walk_revisions()) - {head}


def config_of(service: str) -> Config:
    package = importlib.import_module(f"services.{service}")
    config = Config()
    config.set_main_option("script_location", str(Path(str(package.__file__)).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def tables_of(service: str) -> MetaData:
    """A service's own tables, of each of its kinds of case; none of one without models."""
    if find_spec(f"services.{service}.models") is None:
        return MetaData()
    folder = Path(str(importlib.import_module(f"services.{service}").__file__)).parent
    for kind in sorted(path.parent.name for path in folder.glob("*/models.py")):
        importlib.import_module(f"services.{service}.{kind}.models")  # registers with the service's Base
    models = importlib.import_module(f"services.{service}.models")
    return cast(MetaData, models.Base.metadata if hasattr(models, "Base") else models.meta)


def run_environment(metadata: MetaData) -> None:
    """What every service's migrations/env.py calls: `metadata` is the service's own, beside the shared tables."""
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=[core, metadata], render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()
