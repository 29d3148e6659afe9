"""Alembic's entry: the tables of metrics."""

from services.metrics.models import meta
from shared.migrate import run_environment

run_environment(meta)
