"""Alembic's entry: the tables of claims."""

from shared.migrate import run_environment, tables_of

run_environment(tables_of("claims"))
