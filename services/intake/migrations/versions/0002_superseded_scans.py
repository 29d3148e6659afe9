"""Scans of a form that was mended or replaced since."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("scans", sa.Column("superseded_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("scans", "superseded_at")
