"""Riders and increases of the sum assured that covers came to have."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("cover_steps", sa.Column("additions", Json, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("cover_steps", "additions")
