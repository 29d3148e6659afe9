"""From when until when one of a group's list is insured."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("claims", sa.Column("insured_since", sa.Date(), nullable=True))
    op.add_column("claims", sa.Column("insured_until", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("claims", "insured_until")
    op.drop_column("claims", "insured_since")
