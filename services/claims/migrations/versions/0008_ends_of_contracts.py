"""Whether a claim ends the policy, and what it keeps for its loans."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("claims", sa.Column("ends_contract", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("claims", sa.Column("loan_kept_fen", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("claims", "loan_kept_fen")
    op.drop_column("claims", "ends_contract")
