"""Alembic's entry: the tables of policy_service."""

from shared.migrate import run_environment, tables_of

run_environment(tables_of("policy_service"))
