"""When and by whom the return of a debit was asked for, which another pays out."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("renewal_debits", sa.Column("return_asked_at", UtcDateTime(), nullable=True))
    op.add_column("renewal_debits", sa.Column("return_asked_by", sa.String(length=80), nullable=True))


def downgrade() -> None:
    for name in ("return_asked_by", "return_asked_at"):
        op.drop_column("renewal_debits", name)
