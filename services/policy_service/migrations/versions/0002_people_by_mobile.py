"""People are found by their mobile, too; those on record before this only by their ID number."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("parties", sa.Column("mobile_hash", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_parties_mobile_hash"), "parties", ["mobile_hash"])


def downgrade() -> None:
    op.drop_index(op.f("ix_parties_mobile_hash"), "parties")
    op.drop_column("parties", "mobile_hash")
