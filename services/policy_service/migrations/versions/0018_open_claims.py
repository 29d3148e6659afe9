"""Which claims of policies are open."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "policy_claims",
        sa.Column("claim_no", sa.String(length=40), nullable=False),
        sa.Column("policy_no", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("decides_policy", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("claim_no", name="pk_policy_claims"),
    )
    op.create_index("ix_policy_claims_policy_no", "policy_claims", ["policy_no"])


def downgrade() -> None:
    op.drop_table("policy_claims")
