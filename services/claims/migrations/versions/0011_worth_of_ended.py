"""What a policy was worth and owed by each calculation, and which one's payment ended it."""

import sqlalchemy as sa
from alembic import op

from shared.db import Json

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("claim_calculations", sa.Column("worth", Json, nullable=True))
    op.add_column("claims", sa.Column("ended_by", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("claims", "ended_by")
    op.drop_column("claim_calculations", "worth")
