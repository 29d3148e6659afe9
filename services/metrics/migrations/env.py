"""Alembic's entry: the tables of metrics."""

from shared.migrate import run_environment, tables_of

run_environment(tables_of("metrics"))
