"""Alembic's entry: the tables of intake."""

from shared.migrate import run_environment, tables_of

run_environment(tables_of("intake"))
