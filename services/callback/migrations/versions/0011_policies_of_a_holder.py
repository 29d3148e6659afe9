"""A policyholder's policies are found by who they are: whoever tells a wish locks them all."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("ix_known_policies_policyholder", "known_policies", ["policyholder_ref"])


def downgrade() -> None:
    op.drop_index("ix_known_policies_policyholder", table_name="known_policies")
