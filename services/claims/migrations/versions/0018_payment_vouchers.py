"""Which payment has a voucher number: each is used once."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_index("ix_claim_payments_voucher", "claim_payments", ["voucher"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_claim_payments_voucher", table_name="claim_payments")
