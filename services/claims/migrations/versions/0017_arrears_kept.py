"""What claims keep for premiums in arrears, and which claim paid a premium."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("claims", sa.Column("arrears_kept_fen", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("cover_steps", sa.Column("claim_no", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("cover_steps", "claim_no")
    op.drop_column("claims", "arrears_kept_fen")
