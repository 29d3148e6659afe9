"""Which claim ended a policy, or was settled with it last."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("policies", sa.Column("claim_no", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("policies", "claim_no")
