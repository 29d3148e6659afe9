"""Alembic's entry: the tables of policy_service."""

from shared.alembic_env import run_environment
from shared.migrate import tables_of

run_environment(tables_of("policy_service"))
