"""Alembic's entry: the tables of callback."""

from shared.migrate import run_environment, tables_of

run_environment(tables_of("callback"))
