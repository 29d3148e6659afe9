"""Alembic's entry: the tables of callback."""

from services.callback.callbacks.models import Base
from shared.migrate import run_environment

run_environment(Base.metadata)
