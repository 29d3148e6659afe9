"""What claims pay out of the dividend accounts of policies that they end."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("claims", sa.Column("dividends_fen", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("claims", "dividends_fen")
