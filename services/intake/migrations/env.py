"""Alembic's entry: the tables of intake."""

from services.intake.applications.models import Base
from shared.migrate import run_environment

run_environment(Base.metadata)
