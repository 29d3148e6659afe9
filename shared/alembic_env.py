"""Alembic as our migrations use it: on a connection that is given, with its settings in code."""

from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData

from shared.tables import core


def move(connection: Connection, folder: Path, revision: str, *, is_down: bool) -> None:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    (command.downgrade if is_down else command.upgrade)(config, revision)


def run_environment(metadata: MetaData) -> None:
    """What every service's migrations/env.py calls: `metadata` is the service's own, beside the shared tables."""
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=[core, metadata], render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()
