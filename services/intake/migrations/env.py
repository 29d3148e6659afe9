"""Alembic's entry: the tables of intake."""

from shared.alembic_env import run_environment
from shared.migrate import tables_of

run_environment(tables_of("intake"))
