"""From when on a claim waives the premiums of its policy."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("claims", sa.Column("waives_from_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("claims", "waives_from_on")
