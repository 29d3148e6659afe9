"""Alembic's entry: claims has the shared tables only, so far."""

from sqlalchemy import MetaData

from shared.migrate import run_environment

run_environment(MetaData())
