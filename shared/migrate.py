"""Schema migrations: one chain of versions a service, run by `guimian migrate` and at the start of one's own server."""

import importlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import keyring
from shared.db import Sessions, make_engine, reading
from shared.settings import Settings

REVISION = text("SELECT version_num FROM alembic_version")


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
    had, known = _revision_of(connection), revisions_of(service)
    if revision == "head" and had == known[-1]:
        return
    # Imported here: hardly ever is anything to be moved, and a start would wait 0.15 s for Alembic.
    from shared import alembic_env

    is_down = revision == "base" or (revision in known and had in known and known.index(revision) < known.index(had))
    alembic_env.move(connection, folder_of(service), revision, is_down=is_down)


def _revision_of(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found: str | None = connection.scalar(REVISION)
    return found


async def check_schema(sessions: Sessions, service: str) -> None:
    """Raises unless the database has the tables this code was written for, or those of a later version of it."""
    async with reading(sessions) as session:
        found = await session.scalar(REVISION)
    *older, head = revisions_of(service)
    # A revision we don't know is of the next version, which migrates first: the old replicas serve on meanwhile.
    if found is None or found in older:
        raise RuntimeError(f"the database of {service} is at revision {found}, not at {head}: guimian migrate")


@cache
def revisions_of(service: str) -> tuple[str, ...]:
    """Oldest first: the file of each begins with its number."""
    return tuple(sorted(path.name.partition("_")[0] for path in folder_of(service).glob("versions/[0-9]*_*.py")))


def folder_of(service: str) -> Path:
    return Path(str(importlib.import_module(f"services.{service}").__file__)).parent / "migrations"


def tables_of(service: str) -> MetaData:
    """A service's own tables, of each of its kinds of case; none of one without models."""
    if find_spec(f"services.{service}.models") is None:
        return MetaData()
    folder = Path(str(importlib.import_module(f"services.{service}").__file__)).parent
    for kind in sorted(path.parent.name for path in folder.glob("*/models.py")):
        importlib.import_module(f"services.{service}.{kind}.models")  # registers with the service's Base
    models = importlib.import_module(f"services.{service}.models")
    return cast(MetaData, models.Base.metadata if hasattr(models, "Base") else models.meta)
