"""Alembic's entry: the tables of policy_service."""

from services.policy_service.policies.models import Base
from shared.migrate import run_environment

run_environment(Base.metadata)
