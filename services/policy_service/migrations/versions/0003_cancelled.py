"""A policy may be given back in its free-look period."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("policies", sa.Column("cancelled", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("policies", "cancelled")
