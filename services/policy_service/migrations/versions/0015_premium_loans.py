"""Loans that paid a premium by themselves, and by how much one fell short."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("policy_loans", sa.Column("automatic", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("renewals", sa.Column("loan_short_fen", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("renewals", "loan_short_fen")
    op.drop_column("policy_loans", "automatic")
