"""Riders and increases of the sum assured that are added to policies; what an underwriter asks more for them."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("policies", sa.Column("additions", Json, nullable=False, server_default="[]"))
    op.add_column("service_requests", sa.Column("loading_percent", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("service_requests", "loading_percent")
    op.drop_column("policies", "additions")
