"""When, by whom and under which number a debit that pays no premium went back."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("renewal_debits", sa.Column("returned_at", UtcDateTime(), nullable=True))
    op.add_column("renewal_debits", sa.Column("returned_by", sa.String(length=80), nullable=True))
    op.add_column("renewal_debits", sa.Column("return_reference", sa.String(length=40), nullable=True))
    op.create_index("uq_renewal_debits_return_reference", "renewal_debits", ["return_reference"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_renewal_debits_return_reference", table_name="renewal_debits")
    for name in ("return_reference", "returned_by", "returned_at"):
        op.drop_column("renewal_debits", name)
